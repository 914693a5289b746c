"""What the fields of a measure may be together: the first rule that one breaks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.terms import Counts, Unit

if TYPE_CHECKING:
    from analysis.design import Measure

JOBS = {Counts.EMPLOYMENT, Counts.SELF_EMPLOYMENT}


def broken_rule(measure: "Measure") -> str | None:
    """Return the first rule that a measure breaks, or None."""
    rules = [*_of_months(measure), *_of_jobs(measure)]
    if measure.amount is not None:
        rules += _of_amounts(measure)
    return next((rule for holds, rule in rules if not holds), None)


def _of_months(measure: "Measure") -> Iterator[tuple[bool, str]]:
    yield (
        bool(measure.counts or measure.completed or measure.participation),
        "counts names at least one of employment, self_employment, education, grunnskole",
    )
    yield 0 <= measure.hours_per_week <= 16800, "hours_per_week lies between 0 and 168"
    yield 1 <= measure.run_months <= 120, "run_months lies between 1 and 120"
    yield 0 <= measure.gap_months <= 60, "gap_months lies between 0 and 60"
    yield measure.gap_months == 0 or measure.run_months > 1, "gap_months needs run_months over 1"
    yield measure.read_in in (None, *range(1, 13)), "read_in is a calendar month from 1 to 12"
    yield (
        measure.read_in is None or measure.run_months == 1,
        "a measure read once a year has run_months = 1",
    )
    yield (
        not (measure.completed and measure.participation),
        "it has completed or participation, not both",
    )
    yield (
        not measure.among or (bool(measure.participation) and measure.read_in is None),
        "among needs participation, and no read_in",
    )
    yield (
        measure.unit is Unit.PERSON or bool(measure.without),
        "unit = household needs without to name a benefit",
    )


def _of_jobs(measure: "Measure") -> Iterator[tuple[bool, str]]:
    yield (
        measure.counts_jobs or not (measure.hours_per_week or measure.contract),
        "hours_per_week and contract need counts to name a kind of job",
    )


def _of_amounts(measure: "Measure") -> Iterator[tuple[bool, str]]:
    """Yield the rules of a measure of earnings or income (definitions.md 6)."""
    yield measure.earnings is None or measure.income is None, "it has earnings or income, not both"
    yield (
        bool(measure.counts) and set(measure.counts) <= JOBS,
        "earnings and income need counts to name kinds of jobs only",
    )
    yield measure.gap_months == 0, "earnings and income have gap_months = 0"
    yield measure.read_in is None, "earnings and income are sums, and have no read_in"
    yield measure.hours_per_week == 0, "earnings and income stand without hours_per_week"
    yield measure.completed is None, "earnings and income stand without completed"
    yield not measure.participation, "earnings and income stand without participation"
