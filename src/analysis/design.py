"""What an analysis is asked for, and what it answers: frozen values, checked when they are made."""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from math import isnan
from typing import TYPE_CHECKING

from analysis.comparison_terms import Approach
from analysis.errors import DesignError, one_of
from analysis.participation_terms import Participation
from analysis.reference.basic_amount import Amount
from analysis.reference.measure_rules import JOBS, broken_rule
from analysis.terms import (
    GROUPS,
    OF_REGISTERS,
    Access,
    Benefit,
    Contract,
    Counts,
    Dating,
    Denominator,
    Estimand,
    Level,
    MonthlyRule,
    OriginName,
    Tax,
    Unit,
)

if TYPE_CHECKING:
    import pandas as pd


TRANSFER_MONTHS = 3
"""An exit followed by a start within so many months is no exit (definitions.md 12)."""


@dataclass(frozen=True)
class Measure:
    """A definition of success as data (design.md section 5; definitions.md 6-8, 13, 29).

    Attributes:
        name: the preset's or the user's name, with the fields that were changed.
        counts: what makes a month qualify, any one being enough; empty where only `completed` or
            `participation` does.
        hours_per_week: least hours a week over all jobs that count, in one hundredth of an hour; 0
            where any job is enough.
        earnings: least pay a year over all jobs that count, summed over the run; None: no rule.
        income: the same of pay and all benefits of the person; None: no rule.
        contract: only jobs of this contract count; None: all.
        subsidised: False: only jobs without subsidy count; None: all.
        completed: a month qualifies only once this level of education is completed; None: no rule.
        participation: a month qualifies only once one of these events has come; empty: no rule.
        among: only who has come to one of these events is counted; empty: everybody.
        without: benefits that no month of a run may have.
        unit: whose benefits these are.
        run_months: qualifying months that a run must reach.
        gap_months: months within a run that may fail to qualify, in all.
        read_in: the only calendar month (1-12) in which a status is read; None: every month.
        denominator: among whom its prevalence is a share.
        dated_at: where a run is dated; None: the context decides.
    """

    name: str
    counts: tuple[Counts, ...]
    label_nb: str = ""
    label_en: str = ""
    source: str = ""
    hours_per_week: int = 0
    earnings: Amount | None = None
    income: Amount | None = None
    contract: Contract | None = None
    subsidised: bool | None = None
    completed: Level | None = None
    participation: tuple[Participation, ...] = ()
    among: tuple[Participation, ...] = ()
    without: tuple[Benefit, ...] = ()
    unit: Unit = Unit.PERSON
    run_months: int = 1
    gap_months: int = 0
    read_in: int | None = None
    denominator: Denominator = Denominator.ALL
    dated_at: Dating | None = None

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        rule = broken_rule(self)
        if rule:
            raise DesignError(f"The measure '{self.name}' cannot be: {rule}.")

    @property
    def counts_jobs(self) -> bool:
        """Whether any kind of job counts."""
        return bool(JOBS & set(self.counts))

    @property
    def amount(self) -> Amount | None:
        """The yearly amount that a run must reach, under a rule of earnings or income."""
        return self.earnings or self.income

    @property
    def window(self) -> int:
        """Months within which a run must be reached, gaps included."""
        return self.run_months + self.gap_months

    def dated(self, default: Dating = Dating.START) -> "Measure":
        """Return the measure with its dating decided; a stated one wins (definitions.md 8)."""
        return self if self.dated_at else replace(self, dated_at=default)


@dataclass(frozen=True)
class MeasurementPoint:
    """When a status is read: a number of months after the origin, or the k-th November.

    Attributes:
        month: months after the origin; for a reading once a year 12 times its year k.
        read_in: the calendar month of a reading in the k-th year after the origin's year.
    """

    month: int
    read_in: int | None = None

    def __post_init__(self) -> None:
        """Refuse a year that is not whole."""
        if self.month < 1 or (self.read_in and self.month % 12):
            raise DesignError("A measurement point is at least month 1, and a year is 12 months.")


@dataclass(frozen=True)
class StudyDesign:
    """The parameters of a notebook; their names and types are those of its `parameters` cell.

    Attributes:
        measure: a preset, a preset with fields changed, or a name from the dataset's own file.
        origin: where the clock starts.
        monthly_rule: which spells decide a month (definitions.md 2).
        transfer_months: an exit followed by a start within so many months is no exit.
    """

    measure: str = "any_job"
    origin: str = "exit"
    monthly_rule: str = "day_15"
    transfer_months: int = TRANSFER_MONTHS

    def __post_init__(self) -> None:
        """Refuse values outside the code lists."""
        one_of("origin", self.origin, [name.value for name in OriginName])
        one_of("monthly_rule", self.monthly_rule, [name.value for name in MonthlyRule])
        if not 0 <= self.transfer_months <= 24:
            raise DesignError("transfer_months lies between 0 and 24.")

    def ask(self, estimand: str, by: tuple[str, ...] = ()) -> "Spec":
        """Return the spec of one estimand under this design."""
        one_of("estimand", estimand, [name.value for name in Estimand])
        return Spec(Estimand(estimand), self, by)


@dataclass(frozen=True)
class Spec:
    """One question to a study: an estimand under a design, by groups. It carries no months.

    A comparison or grid is named by its text; its designs are its own, an approach answers it.
    """

    estimand: Estimand
    design: StudyDesign
    by: tuple[str, ...] = ()
    comparison: str = ""
    approach: Approach | None = None
    grid: str = ""

    def __post_init__(self) -> None:
        """Refuse groups that do not exist."""
        for name in self.by:
            one_of("group", name, list(GROUPS))

    def __str__(self) -> str:
        """Return the spec as a line that a user can read."""
        design = self.design
        if self.estimand in OF_REGISTERS:
            return " ".join([str(self.estimand), *(f"by {name}" for name in self.by)])
        of = self.comparison or self.grid or f"{design.measure} from {design.origin}"
        parts = [f"{self.approach or self.estimand} of {of}"]
        parts += [f"by {' and '.join(self.by)}"] if self.by else []
        if self.comparison or self.grid:  # its text holds its rule and its months
            return ", ".join(parts)
        if design.monthly_rule != MonthlyRule.DAY_15:
            parts.append(f"monthly_rule={design.monthly_rule}")
        if design.transfer_months != TRANSFER_MONTHS:
            parts.append(f"transfer_months={design.transfer_months}")
        return ", ".join(parts)


@dataclass(frozen=True)
class Source:
    """Whose numbers these are; every page, figure and sentence says it.

    Attributes:
        name: what the dataset is called.
        access: who may see its persons.
        last_observed: last observed month, YYYY-MM.
        source: who made the registers.
        contact: whom to ask.
        blind_to: absent registers, of which every report must say so: "residence", "departures",
            "residence_and_departures", "subsidised", "household_id", "participation".
        tax: whether amounts are before or after tax.
        seed: the seed of invented data; None otherwise.
    """

    name: str
    access: Access
    last_observed: str
    source: str
    contact: str
    blind_to: tuple[str, ...] = ()
    tax: Tax = Tax.UNDECLARED
    seed: int | None = None


TIDY = tuple("measure origin month estimand estimate lower upper n_at_risk n_events method".split())
"""Columns of every frame of estimates, beside its groups."""


EDGE = 0.05
"""Of a share below it, or above 1 less it, a release tells only that it is beyond."""


@dataclass(frozen=True)
class Row:
    """One row of estimates to speak of; where only a broad band may be told it has no share.

    A coded share stands for all that lie beyond EDGE on its side; it is no number to reckon with.
    """

    month: int
    estimate: float
    lower: float
    upper: float
    n_at_risk: float
    n_events: float
    coded: bool = False

    @property
    def has_share(self) -> bool:
        """Whether there is an estimate, not only a broad band."""
        return not isnan(self.estimate)


@dataclass(frozen=True, eq=False)
class Estimates:
    """Tidy rows, and the release that they come from; the only thing that can be shown.

    Attributes:
        frame: columns TIDY and one column a group; month in months since the origin.
        release_id: None where the rows were made from persons: not for publication.
        source: whose numbers they are.
        measure: what the study that answered takes the name in them for; None where unknown.
    """

    frame: "pd.DataFrame"
    release_id: str | None
    source: Source
    measure: Measure | None = None

    def __post_init__(self) -> None:
        """Refuse a frame that is not tidy."""
        for name in TIDY:
            if name not in self.frame:
                raise DesignError(f"Estimates need the column '{name}'.")

    def of(self, **groups: str) -> "Estimates":
        """Return the rows of the groups named, such as `municipality="0301"`."""
        rows = self.frame
        for name, value in groups.items():
            if name not in rows:
                raise DesignError(f"These estimates are not by '{name}'.")
            rows = rows[rows[name] == value]
        return replace(self, frame=rows.reset_index(drop=True))

    @property
    def coded(self) -> "pd.Series[bool]":
        """Which rows have a code in place of a share; the 0 of month 0 is known."""
        if self.release_id is None:
            return self.frame["estimate"].isin(())  # of persons none
        share = self.frame["estimate"].astype(float)
        return share.between(0, EDGE, "neither") | share.between(1 - EDGE, 1, "neither")

    def rows(self) -> list[Row]:
        """Return the rows in the order of months."""
        return list(self._rows)

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        months = self.frame["month"].astype(float).fillna(0).astype(int)
        columns = [self.frame[field.name].astype(float).tolist() for field in fields(Row)[1:-1]]
        rows = map(Row, months.tolist(), *columns, self.coded.tolist())
        return tuple(sorted(rows, key=lambda row: row.month))
