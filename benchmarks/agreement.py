"""How near our numbers come to those of R and others, from the tests that compare them.

    python -m benchmarks.agreement > docs/agreement.md

The tests run as they are; what they hand to `assert_allclose`, `assert_array_equal` and `approx` is
noted on the way, and the largest difference of each test is its row's number.
"""

import sys
import tomllib
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.estimators import table

ESTIMATES = "tests/estimates"


@dataclass(frozen=True)
class Comparison:
    """A row: what is estimated, by whom else, on what, and the tests that compare.

    Attributes:
        estimator: what is compared.
        oracle: who else computes it, with the version that did.
        extract: what the data have.
        file: where the tests are, below ESTIMATES.
        tests: names of tests that hold the numbers together.
    """

    estimator: str
    oracle: str
    extract: str
    file: str
    tests: tuple[str, ...]

    def place(self, test: str) -> str:
        """Return where pytest finds a test."""
        return f"{ESTIMATES}/{self.file}::{test}"


def comparisons() -> list[Comparison]:
    """Return the rows of the table, in the order of the steps of an analysis."""
    rows = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["comparison"]
    return [Comparison(**{**row, "tests": tuple(row["tests"])}) for row in rows]


HEAD = """\
# Agreement with R and others

Made by `python -m benchmarks.agreement` from the tests as they run: the largest difference that any
of them finds between our number and the other's, in whatever unit the number has. Other programs'
numbers are committed beside the tests, with the scripts that made them
([maintaining](maintaining.md)); the tests hold most differences to 1e-6. Extracts are invented
unless they have a name. R's errors by cluster are not corrected for few or large clusters; ours
are, and the correction is taken back before they are compared.

| estimator | other program | data | largest difference | test in `tests/estimates` |
|---|---|---|---|---|"""
TAIL = """
**Published.** waltons, miR-137, restricted mean to 10: 9.794, standard error 0.123, to the digits
printed (`test_faults_of_libraries.py`); the coefficients of Fox's first model of rossi and the
log-rank 16.79 of Freireich's trial (`test_examples_of_lifelines.py`); the medians of mvad
(`tests/converters/test_mvad.py`).

**Where others differ, and why.** lifelines breaks ties of events and exits at random (0.4710 where
all others have 0.4676 on monthly data), and its variance of the restricted mean is that of the
time; statsmodels' cumulative incidence has no late entry (`test_faults_of_libraries.py`). With late
entry errors of incidence by person are survfit's, and differ from etm's, which are by months of
persons, by less than 0.003 on the extract. Coefficients of crr agree to 1e-6; its errors take the
weights for censoring as estimated, where ours, as those of finegray's rows, take them as known.

**Not compared.** mstate is no package of Debian, and CRAN could not be reached. Simultaneous bands
have no package at hand, and are held to known distributions and to their coverage. Occupation by
cluster has the influence of Aalen-Johansen, which is compared, and is held to its coverage."""


class _Recorder:
    """A plugin of pytest that notes the largest difference of each test as it compares."""

    def __init__(self) -> None:
        self.largest: dict[str, float] = {}
        self.failed: list[str] = []
        self.now = ""

    def pytest_runtest_call(self, item: pytest.Item) -> None:
        self.now = item.nodeid.partition("[")[0]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def note(self, ours: object, theirs: object) -> None:
        gaps = np.abs(np.asarray(ours, dtype=float) - np.asarray(theirs, dtype=float))
        gaps = gaps[~np.isnan(gaps)]
        if gaps.size:
            self.largest[self.now] = max(self.largest.get(self.now, 0.0), float(gaps.max()))


@dataclass(eq=False)
class _Noted:
    """An `approx` that notes what is held against it."""

    inner: Any
    expected: Any
    note: Callable[[object, object], None]
    __array_ufunc__: None = field(default=None, init=False)

    def __eq__(self, ours: object) -> bool:
        self.note(ours, self.expected)
        return bool(self.inner == ours)

    __hash__ = None  # type: ignore[assignment]


def measured() -> dict[str, float]:
    """Return the largest difference of each test of the comparisons.

    Raises:
        RuntimeError: a test fails, or compares nothing.
    """
    wanted = [one.place(name) for one in comparisons() for name in one.tests]
    seen = _Recorder()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(sys.stderr):
        for name in ("assert_allclose", "assert_array_equal"):
            patch.setattr(np.testing, name, _noting(getattr(np.testing, name), seen))
        approx = pytest.approx
        patch.setattr(
            pytest,
            "approx",
            lambda expected, **by: _Noted(approx(expected, **by), expected, seen.note),
        )
        pytest.main(["-q", "--no-cov", "-p", "no:cacheprovider", *wanted], plugins=[seen])
    silent = [name for name in wanted if name not in seen.largest]
    if seen.failed or silent:
        raise RuntimeError(f"Failed: {seen.failed}. Without a comparison: {silent}.")
    return seen.largest


def _noting(compare: Callable[..., None], seen: _Recorder) -> Callable[..., None]:
    def noted(actual: object, desired: object, **options: Any) -> None:
        seen.note(actual, desired)
        compare(actual, desired, **options)

    return noted


def main() -> int:
    """Print the page."""
    largest = measured()
    print(HEAD)
    for one in comparisons():
        gap = max(largest[one.place(name)] for name in one.tests)
        told = f"{gap:.0e}" if gap else "0"
        print(f"| {one.estimator} | {one.oracle} | {one.extract} | {told} | `{one.file}` |")
    print(TAIL)
    print(table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
