"""What the fields of a comparison may be together: the first rule that one breaks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.terms import UNKNOWN, Counts, Dating, Level, PriorEducation

if TYPE_CHECKING:
    from analysis.comparison import Comparison, Exposure
    from analysis.design import Measure

ORDINARY_WORK = "ordinary_work"
COUNTED_AS = {
    Level.GRUNNSKOLE: Counts.GRUNNSKOLE,
    Level.UPPER_SECONDARY: Counts.EDUCATION,
    Level.HIGHER: Counts.EDUCATION,
}
LONGEST = 600
"""Months; longer than any register."""


def broken_rule(comparison: "Comparison") -> str | None:
    """Return the first rule that a comparison breaks, or None."""
    rules = [*_of_exposure(comparison), *_of_persons(comparison), *_of_months(comparison)]
    return next((rule for holds, rule in rules if not holds), None)


def counts_itself(exposure: "Exposure", measure: "Measure") -> bool:
    """Tell whether a measure counts what is begun, so that beginning would be success.

    Ordinary work in the programme is a job like others; no field of a measure tells it from them.
    """
    if exposure.table == "education":
        level = Level(exposure.kind)
        return COUNTED_AS[level] in measure.counts or measure.completed is level
    is_work = exposure.table == "activities" and exposure.kind == ORDINARY_WORK
    return is_work and Counts.EMPLOYMENT in measure.counts


def _of_exposure(comparison: "Comparison") -> Iterator[tuple[bool, str]]:
    exposure, measure = comparison.exposure, comparison.measure
    yield (
        measure.dated_at is not Dating.START,
        f"the measure '{measure.name}' is dated at the start, so that groups would be formed by the"
        " future; leave dated_at out",
    )
    yield (
        not counts_itself(exposure, measure),
        f"the measure '{measure.name}' counts {exposure.kind} itself, so that to begin would be"
        " success; take a measure that leaves it out",
    )


def _of_persons(comparison: "Comparison") -> Iterator[tuple[bool, str]]:
    allowed = (*PriorEducation, UNKNOWN)
    yield (
        set(comparison.prior_education) <= set(allowed),
        f"prior_education is among {', '.join(allowed)}",
    )


def _of_months(comparison: "Comparison") -> Iterator[tuple[bool, str]]:
    yield 2 <= comparison.horizon <= LONGEST, f"horizon lies between 2 and {LONGEST}"
    yield (
        1 <= comparison.grace_months < comparison.horizon,
        ("grace_months is at least 1, and below horizon"),
    )
    yield 1 <= comparison.stay_months <= LONGEST, f"stay_months lies between 1 and {LONGEST}"
    for name in ("points", "landmarks"):
        months = getattr(comparison, name)
        yield (
            all(month >= 1 for month in months) and list(months) == sorted(set(months)),
            f"{name} are months of at least 1, each once and in order",
        )
    yield 10 <= comparison.replicates <= 10_000, "replicates lies between 10 and 10000"
    yield 0 <= comparison.transfer_months <= 24, "transfer_months lies between 0 and 24"
