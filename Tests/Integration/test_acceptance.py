"""Each acceptance line of the command line and the configuration has a test that names it (operator 28.1 to 28.4)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import REPOSITORY

LINES = [*range(1, 14), *range(20, 43), *range(50, 66), *range(70, 87)]


@pytest.fixture(scope="module")
def named() -> set[int]:
    """The ids in names of tests (`test_a_012_…`) and in their texts (`A-012`)."""
    here = Path(__file__)
    texts = [path.read_text() for path in (REPOSITORY / "Tests/Integration").glob("test_*.py") if path.name != here.name]
    return {int(line) for line in re.findall(r"(?:_a_|\bA-)(\d{3})(?!\d)", "\n".join(texts))}


def test_every_line_has_a_test(named: set[int]) -> None:
    assert [f"A-{line:03}" for line in LINES if line not in named] == []
