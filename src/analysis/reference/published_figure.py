"""One published figure, and what it must say of itself to be laid beside another."""

import re
from dataclasses import dataclass
from enum import StrEnum

COUNTRY = "Norway"
FOLLOWED = range(1, 6)
"""Years after exit in which the official measure is read."""


class UnitOfFigure(StrEnum):
    """What a published value is counted in."""

    PER_CENT = "per cent"
    POINTS = "points"
    PERSONS = "persons"
    MONTHS = "months"
    MUNICIPALITIES = "municipalities"


class Precision(StrEnum):
    """How exact a source says that its value is."""

    PRINTED = "printed"
    ABOUT = "about"
    UNDER = "under"
    OVER = "over"


class Edition(StrEnum):
    """Whether a source calls its figure preliminary or final."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    NOT_STATED = "not stated"


@dataclass(frozen=True)
class Figure:
    """One published number.

    Attributes:
        series: what is counted; published.toml says it in words.
        place: Norway, or the name of a county, municipality or country at the date.
        code: of that county (two digits) or municipality (four) at the date; blank of a country.
        exit_year: calendar year of leaving the programme; None where another cohort is meant.
        cohort: such as 'exit 2005-2019' or 'settled 2005', where it is no single year of exit.
        status_year: year whose status is read; for the official measure, in November.
        years_after: status year minus year of exit, settlement or arrival; 0 at exit.
        sex: both, men or women.
        by: what `group` is one of: status, age, country…; blank where it is everybody.
        group: which of them.
        population: who is counted.
        value: as printed, in `unit`; None where a range is printed.
        low: lower end of a printed range.
        high: upper end of it.
        unit: of value, low and high.
        precision: whether the source prints it as about, under or over the value.
        numerator: persons or municipalities who are counted; for counts, the count itself.
        n: of how many.
        edition: preliminary, final or not stated.
        source: key of `sources`.
        also: key of a second source with the same figure; blank where there is none.
        comment: what else must be known.
    """

    series: str
    place: str = COUNTRY
    code: str = ""
    exit_year: int | None = None
    cohort: str = ""
    status_year: int | None = None
    years_after: int | None = None
    sex: str = "both"
    by: str = ""
    group: str = ""
    population: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: UnitOfFigure = UnitOfFigure.PER_CENT
    precision: Precision = Precision.PRINTED
    numerator: int | None = None
    n: int | None = None
    edition: Edition = Edition.NOT_STATED
    source: str = ""
    also: str = ""
    comment: str = ""

    def __post_init__(self) -> None:
        """Refuse a figure that contradicts itself.

        Raises:
            ValueError: years, value, share or group that cannot be.
        """
        self._check_group()
        self._check_years()
        self._check_value()
        self._check_share()

    @property
    def origin_year(self) -> int | None:
        """The one year from which `years_after` counts, or None where there is no single one."""
        if self.exit_year is not None:
            return self.exit_year
        year = self.cohort.rpartition(" ")[2]
        return int(year) if re.fullmatch("[0-9]{4}", year) else None

    def _check_group(self) -> None:
        if self.sex not in {"both", "men", "women"}:
            raise ValueError(f"sex '{self.sex}' is not both, men or women")
        if bool(self.by) != bool(self.group):
            raise ValueError("by and group stand together or not at all")
        if not re.fullmatch("([0-9]{2}|[0-9]{4})?", self.code):
            raise ValueError(f"code '{self.code}' has neither two nor four digits")

    def _check_years(self) -> None:
        cohort = r"(exit|settled|arrived) [0-9]{4}(-[0-9]{4})?"
        if self.cohort and not re.fullmatch(cohort, self.cohort):
            raise ValueError(f"cohort '{self.cohort}' is not written as 'exit 2005-2019'")
        if self.cohort and self.exit_year is not None:
            raise ValueError("exit_year and cohort exclude each other")
        origin, status, after = self.origin_year, self.status_year, self.years_after
        if self.exit_year is not None and (status is None or after is None):
            raise ValueError("a figure with exit_year needs status_year and years_after")
        if self.series.startswith("november") and after not in FOLLOWED:
            raise ValueError("the official measure is read one to five years after exit")
        if None not in (origin, status, after) and status != (origin or 0) + (after or 0):
            raise ValueError(f"status_year {status} is not {origin} + {after} years after")

    def _check_value(self) -> None:
        given = [one for one in (self.value, self.low, self.high) if one is not None]
        if len(given) != (2 if self.value is None else 1):
            raise ValueError("either value, or low and high")
        if self.unit is UnitOfFigure.PER_CENT and not 0 <= min(given) <= max(given) <= 100:
            raise ValueError("per cent lies between 0 and 100")
        if given[0] > given[-1]:
            raise ValueError("low is above high")
        whole = self.unit in {UnitOfFigure.PERSONS, UnitOfFigure.MUNICIPALITIES}
        if whole and any(one < 0 or one != int(one) for one in given):
            raise ValueError(f"{self.unit} are whole numbers from 0")

    def _check_share(self) -> None:
        if self.numerator is None or self.n is None or self.unit is not UnitOfFigure.PER_CENT:
            return
        if not 0 <= self.numerator <= self.n or self.n == 0:
            raise ValueError("numerator is not part of n")
        digits = 0 if self.value == int(self.value or 0) else 1
        share = 100 * self.numerator / self.n
        if self.value is None or abs(share - self.value) > 0.5 * 10**-digits + 1e-9:
            raise ValueError(f"numerator and n give {share:.1f} per cent, not the value")
