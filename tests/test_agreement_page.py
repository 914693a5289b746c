"""The page of agreement names tests that are there, and differences that are small."""

import re
from importlib import import_module
from pathlib import Path

from benchmarks.agreement import ESTIMATES, HEAD, TAIL, comparisons
from benchmarks.estimators import ESTIMATORS, table

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "agreement.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.partition("\n## ")[0].splitlines()
    if line.startswith("| ") and not line.startswith("| estimator")
]
NOT_ALIKE = {"cmprsk 2.2-11: crr": 1e-3}
"""Whose errors are of another kind, as the page says."""


def test_the_page_has_a_row_for_each_comparison_in_its_order():
    told = [row[:3] + row[4:] for row in ROWS]
    assert told == [
        [one.estimator, one.oracle, one.extract, f"`{one.file}`"] for one in comparisons()
    ]
    assert PAGE.startswith(HEAD)
    assert PAGE.rstrip().endswith(TAIL + "\n" + table())


def test_every_estimator_of_the_page_is_there():
    for one in ESTIMATORS:
        module, _, function = one.where.rpartition(".")
        assert callable(getattr(import_module(f"analysis.estimates.{module}"), function))


def test_every_test_that_the_page_rests_on_is_there():
    for one in comparisons():
        names = re.findall(
            r"^def (test_\w+)", (ROOT / ESTIMATES / one.file).read_text("utf-8"), re.M
        )
        assert set(one.tests) <= set(names)


def test_differences_are_below_a_millionth_unless_the_page_says_why():
    for _, oracle, _, gap, _ in ROWS:
        assert float(gap) < NOT_ALIKE.get(oracle, 1e-6)


def test_whatever_is_compared_with_committed_numbers_of_r_has_a_row():
    named = {one.file for one in comparisons()}
    for path in (ROOT / ESTIMATES).rglob("test_*.py"):
        if re.search(r"read_csv\([^)]*\bR /", path.read_text(encoding="utf-8")):
            assert path.relative_to(ROOT / ESTIMATES).as_posix() in named, path.name
