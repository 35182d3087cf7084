"""Fixtures shared by the test modules."""

from __future__ import annotations

import os

import hypothesis
import pytest

from rag.korean import Analyzer, default_analyzer

# Machines that run these tests are shared: a slow example is no failure. CI tries the same examples
# every time; new ones are found by hand, and become cases.
hypothesis.settings.register_profile(
    "shared", deadline=None, max_examples=60, derandomize="CI" in os.environ
)
hypothesis.settings.load_profile("shared")


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return default_analyzer()
