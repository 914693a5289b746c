"""What may foretell lasting self-support: measures, each read at a month or a November."""

from dataclasses import dataclass

from analysis.design import Measure, MeasurementPoint
from analysis.errors import DesignError
from analysis.reference.measures import parse_measure

TARGET = tuple(range(61, 73))
"""Months in every one of which the lastingly self-supporting are in the state (definitions 30)."""
LATEST = 60
"""The last month that a candidate may look at."""
MONTHS = (12, 24, 36, 48, 60)
NAMES = ("november", "november_grunnskole", "any_job", "part_time", "full_time", "earnings_1g",
         "earnings_2g")  # fmt: skip
"""Presets that are candidates where nothing else is asked."""
NOVEMBER_ON_THE_CLOCK = 4.5
"""Months that the k-th November is, on average over months of exit, beyond month 12 k."""


@dataclass(frozen=True)
class Candidate:
    """A measure and when it is read.

    Attributes:
        measure: dated at the start where it does not say otherwise.
        point: at most LATEST; the fifth November is later for who left early in a year, so that a
            yearly reading is at most the fourth.
    """

    measure: Measure
    point: MeasurementPoint

    def __post_init__(self) -> None:
        """Refuse a candidate that looks into the months it foretells."""
        window = self.measure.window - 1
        latest = self.point.month + (10 if self.point.read_in else window)
        if latest > LATEST:
            raise DesignError(
                f"The candidate '{self.measure.name}' at month {self.point.month} looks to month"
                f" {latest}, and what it foretells begins at {TARGET[0]}.\nAsk at most {LATEST}."
            )

    @property
    def wait(self) -> float:
        """Months from the exit until it can be told, the run that must be seen included."""
        if self.point.read_in:
            return self.point.month + NOVEMBER_ON_THE_CLOCK
        return float(self.point.month + self.measure.window - 1)

    @property
    def rules(self) -> int:
        """How many rules the measure has beyond any work at all; fewer is simpler."""
        measure = self.measure
        return sum(
            (
                len(measure.counts) - 1,
                measure.hours_per_week > 0,
                measure.run_months > 1,
                measure.gap_months > 0,
                2 * (measure.amount is not None),
                len(measure.without) > 0,
            )
        )


def candidates(names: tuple[str, ...] = NAMES) -> list[Candidate]:
    """Return each measure at every month, or November, that it can be read in by LATEST.

    Raises:
        DesignError: a measure does not exist.
    """
    found = []
    for name in names:
        measure = parse_measure(name)
        for month in MONTHS:
            try:
                point = MeasurementPoint(month, measure.read_in)
                found.append(Candidate(measure.dated(), point))
            except DesignError:
                continue  # it looks too far ahead
    return found
