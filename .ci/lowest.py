"""Print the lowest version of each direct dependency that pyproject.toml takes, for pip.

``torch`` is left out: it is pinned to one minor version, and is several GB.
"""

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).parent.parent / "pyproject.toml"

for line in tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]:
    needed = Requirement(line)
    (lowest,) = [bound.version for bound in needed.specifier if bound.operator == ">="]
    if needed.name != "torch":
        print(f"{needed.name}=={lowest}")
