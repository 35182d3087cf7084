# `make chat` serves the chat, `make check` runs the quick checks, `make test` every check; each sets
# up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
SITE := import sysconfig; print(sysconfig.get_path('purelib'))
# Two files at a time; what is timed, or drives a browser, has the machine to itself.
TWO_AT_A_TIME := -n 2 --dist loadfile
QUICK := not (slow or browser or timed)

.PHONY: chat check test coverage lint lowest screenshots index clean

chat: $(VENV)/.installed
	$(BIN)/rag chat

check: lint
	$(PYTEST) $(TWO_AT_A_TIME) -m "$(QUICK)"

test: lint
	$(PYTEST) $(TWO_AT_A_TIME) -m "not (browser or timed)"
	$(PYTEST) -m "browser or timed"

# How much of rag/ the quick tests run; a figure to look at, no gate.
coverage: $(VENV)/.installed-test
	$(PYTEST) $(TWO_AT_A_TIME) -m "$(QUICK)" --cov=rag --cov-report=term:skip-covered

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The quick tests on the lowest versions that pyproject.toml takes; all else is found in .venv. So
# are the newer versions' plugins for pytest, which would not fit: only the one is loaded.
lowest: $(VENV)/.installed-test
	$(BIN)/python -m venv --clear --without-pip build/lowest
	$(BIN)/python -c "$(SITE)" > "$$(build/lowest/bin/python -c "$(SITE)")/all-else.pth"
	$(BIN)/python .ci/lowest.py > build/lowest/versions.txt
	$(BIN)/pip --python build/lowest/bin/python install -q -r build/lowest/versions.txt
	PYTHONPATH=$(CURDIR) build/lowest/bin/python -m pytest $(TWO_AT_A_TIME) \
	  --disable-plugin-autoload -p xdist -m "$(QUICK)"

# The pictures in README.md.
screenshots: $(VENV)/.installed-test
	$(BIN)/python docs/screenshots.py

index: $(VENV)/.installed
	$(BIN)/rag index seeds

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

# On Linux, pip takes the torch with CUDA, several GB. README.md says how to have the CPU build
# instead: installed into .venv beforehand, it is kept.
$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "The first time takes some minutes, in which pip may be silent for long."
	@echo "처음에는 몇 분이 걸리며, 그동안 아무 말이 없어도 정상입니다."
	$(BIN)/pip install --disable-pip-version-check -e '.[formats]'
	touch $@

$(VENV)/.installed-test: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --disable-pip-version-check -e '.[formats,test]'
	touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
