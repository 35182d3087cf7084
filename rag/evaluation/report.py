"""A measurement as it is kept: what was measured, the figures, every question."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rag.errors import EvaluationError
from rag.evaluation.cases import first_fault
from rag.evaluation.estimates import Estimate
from rag.evaluation.outcome import Outcome
from rag.evaluation.provenance import Fact

SCHEMA_VERSION = 2


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """One measurement: what was measured, the figures, and what came of each question."""

    schema_version: int
    facts: tuple[Fact, ...]
    estimates: tuple[Estimate, ...]
    outcomes: tuple[Outcome, ...]

    def fact(self, topic: str, name: str) -> str:
        """Return the value of a fact, or an empty string when it is not there."""
        return next((f.value for f in self.facts if (f.topic, f.name) == (topic, name)), "")

    def __getitem__(self, name: str) -> Estimate:
        """Return a figure by its name.

        Raises:
            KeyError: If the cases do not tell it.
        """
        for estimate in self.estimates:
            if estimate.name == name:
                return estimate
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class _Versioned:
    """What reports of all versions have."""

    schema_version: int


def save_report(report: EvaluationReport, path: Path) -> None:
    """Write a report as JSON."""
    from pydantic import TypeAdapter

    path.write_bytes(TypeAdapter(EvaluationReport).dump_json(report, indent=1))


def load_report(path: Path) -> EvaluationReport:
    """Read what :func:`save_report` wrote.

    Raises:
        EvaluationError: If the file is missing, no report, or of another version.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        raw = path.read_bytes()
        version = TypeAdapter(_Versioned).validate_json(raw).schema_version
        if version == SCHEMA_VERSION:
            return TypeAdapter(EvaluationReport).validate_json(raw)
    except OSError as error:
        raise _unreadable(path, str(error.strerror)) from error
    except ValidationError as error:
        raise _unreadable(path, first_fault(error, "the file")) from error
    raise _unreadable(path, f"schema version {version}, but {SCHEMA_VERSION} is read here")


def _unreadable(path: Path, problem: str) -> EvaluationError:
    return EvaluationError(
        f"{path}: {problem}; name a report.json that `rag evaluate CASES --report DIR` wrote",
        korean=f"평가 보고서를 읽지 못했습니다({path}).",
    )
