"""The specifications of a grid: which can be, what each asks, and by which rule the others fall.

Nothing is dropped in silence: a combination that no measure can be, that says what another one says
already, or that this dataset cannot answer, is counted under the rule that it breaks.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.design import Measure, MeasurementPoint, StudyDesign
from analysis.errors import AnalysisError, DesignError
from analysis.grid import COUNTED, FIELDS, Among, Attribution, Choice, Grid, Reasons
from analysis.reference.grids import point_of, years_of
from analysis.terms import Counts, Denominator, Estimand, OriginName

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED = (Estimand.PREVALENCE, Estimand.CUMULATIVE_INCIDENCE, Estimand.LOSS)
"""What is told of each specification; they are never mixed (definitions.md 13)."""
SAME = "another combination says the same"
BY_MONTH = "incidence and loss are by month: an official November is a band of months"
OF_ALL = "incidence and loss are shares of everybody who could: who is gone competes"
LATER = "who completed, and with which reason, is known only at exit: choose the origin exit"
_NAMED = re.compile(r"[Tt]he (measure|comparison) '[^']*'")


@dataclass(frozen=True)
class Whom:
    """Whom a specification counts, beside those whom its design follows.

    Attributes:
        among: its denominator.
        reasons: whether those without a registered reason of exit are kept.
        years: calendar years of the origin, and names of breaks, whose persons are left out.
        attribution: which municipality a person counts for.
    """

    among: Among
    reasons: Reasons
    years: tuple[str, ...]
    attribution: Attribution


@dataclass(frozen=True)
class Specification:
    """One way to measure.

    Attributes:
        options: of each choice that the grid names, in its order.
        weight: among all combinations of the grid.
        measure: with its label left away; read in November alone where one month is enough.
        design: origin, monthly rule and months of transfer.
        point: when its status is read.
        whom: who is counted.
    """

    options: tuple[str, ...]
    weight: float
    measure: Measure
    design: StudyDesign
    point: MeasurementPoint
    whom: Whom

    @property
    def question(self) -> object:
        """What it asks, whatever its options are called."""
        plain = replace(self.measure, name="", label_nb="", label_en="", source="")
        plain = replace(plain, denominator=Denominator.ALL)  # `among` says whom it is of
        whom = self.whom
        if whom.attribution is Attribution.PROGRAMME:
            left = self.design.origin == OriginName.EXIT
            own = Attribution.EXIT if left else Attribution.START
            whom = replace(whom, attribution=own)
        if whom.among is Among.COMPLETED:  # all of them have a reason
            whom = replace(whom, reasons=Reasons.KEPT)
        of = replace(self.design, measure="any_job")
        return plain, of, self.point, whom


@dataclass(frozen=True)
class Impossible:
    """A combination that cannot be answered, of one estimand, and the rule that it breaks."""

    options: tuple[str, ...]
    estimand: Estimand
    rule: str


def specifications(
    grid: Grid, measure_of: "Callable[[str], Measure]"
) -> tuple[list[Specification], list[Impossible]]:
    """Return the specifications of a grid that can be, and the combinations that cannot.

    Args:
        grid: the choices.
        measure_of: text -> the measure that it names.
    """
    found: list[Specification] = []
    fallen: list[Impossible] = []
    seen: set[object] = set()
    for chosen, weight in grid.combinations():
        options = tuple(chosen[choice] for choice, _ in grid.options)
        try:
            one = _specification(options, chosen, weight, measure_of)
        except DesignError as error:
            fallen += [Impossible(options, estimand, rule_of(error)) for estimand in ASKED]
            continue
        if one.question in seen:
            fallen += [Impossible(options, estimand, SAME) for estimand in ASKED]
            continue
        seen.add(one.question)
        found.append(one)
    return found, fallen


def rule_of(error: AnalysisError) -> str:
    """Return the rule that an error tells of, without the name of the one measure that broke it."""
    first, _, _ = str(error).partition("\n")
    told = _NAMED.sub(r"the \1", first).rstrip(".")
    return told.removeprefix("the measure cannot be: ").removeprefix("the comparison cannot be: ")


def of_incidence(one: Specification) -> str | None:
    """Return the rule by which a specification has no incidence and no loss, or None."""
    if one.point.read_in is not None or one.measure.read_in is not None:
        return BY_MONTH
    return None if one.whom.among is Among.ALL else OF_ALL


def impossible_rows(grid: Grid, fallen: list[Impossible]) -> pd.DataFrame:
    """Return by estimand and rule how many combinations cannot be; `n_at_risk` is all of them."""
    told = pd.DataFrame([(one.estimand.value, one.rule) for one in fallen], columns=["of", "rule"])
    counts = told.groupby(["of", "rule"], sort=True).size().rename("n_events").reset_index()
    return counts.assign(
        estimand=Estimand.IMPOSSIBLE.value,
        month=0,
        estimate=counts["n_events"] / grid.size,
        lower=float("nan"),
        upper=float("nan"),
        n_at_risk=grid.size,
        method="share of the combinations of the grid, counted",
    )


def _specification(
    options: tuple[str, ...],
    chosen: Mapping[Choice, str],
    weight: float,
    measure_of: "Callable[[str], Measure]",
) -> Specification:
    point, origin = point_of(chosen[Choice.POINT]), chosen[Choice.ORIGIN]
    measure = _measure(chosen, point, measure_of)
    among = Among(chosen.get(Choice.DENOMINATOR, measure.denominator.value))
    reasons = Reasons(chosen[Choice.REASONS])
    if origin != OriginName.EXIT and (among is Among.COMPLETED or reasons is Reasons.LEFT_OUT):
        raise DesignError(LATER)
    design = StudyDesign(
        measure.name, origin, chosen[Choice.MONTHLY_RULE], int(chosen[Choice.TRANSFER])
    )
    attribution = Attribution(chosen[Choice.ATTRIBUTION])
    whom = Whom(among, reasons, years_of(chosen[Choice.BREAKS]), attribution)
    return Specification(options, weight, measure, design, point, whom)


def _measure(
    chosen: Mapping[Choice, str], point: MeasurementPoint, measure_of: "Callable[[str], Measure]"
) -> Measure:
    base = measure_of(chosen[Choice.MEASURE].replace(";", ","))
    changes = dict(_changes(chosen, base))
    run = int(changes.get("run_months", base.run_months))
    gap = int(changes.get("gap_months", base.gap_months))
    is_sum = changes.get("earnings", base.earnings or "any") != "any" or base.income
    alone = point.read_in and run == 1 and not gap and not is_sum
    changes["read_in"] = str(point.read_in) if alone else "any"
    name, _, fields = base.name.partition(",")
    kept = dict(field.split("=") for field in fields.split(",")) if fields else {}
    return measure_of(",".join([name, *(f"{k}={v}" for k, v in {**kept, **changes}.items())]))


def _changes(chosen: Mapping[Choice, str], base: Measure) -> Iterator[tuple[str, str]]:
    """Yield the fields of the measure that a combination changes, as the grammar writes them."""
    counts = list(base.counts)
    for choice in COUNTED:
        if choice in chosen:
            counts = [one for one in counts if one.value != choice.value]
            counts += [Counts(choice.value)] if chosen[choice] == "yes" else []
    if set(counts) != set(base.counts):
        if not counts:
            raise DesignError("counts names at least one of what may count")
        yield "counts", "+".join(one.value for one in Counts if one in counts)
    for field in FIELDS:
        if field in chosen:
            yield field.value, chosen[field].replace(";", "+")
