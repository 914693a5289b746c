"""Which choices are swept, as data: each with its options, and the weights of these.

What a choice matters depends on the options that it is given (definitions.md 31); so they are
declared, with weights, and the first option of a choice is the one that others are held against.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from math import prod

from analysis.design import Spec, StudyDesign
from analysis.errors import DesignError, one_of
from analysis.terms import Estimand

OF_GRIDS = (
    Estimand.SPECIFICATIONS,
    Estimand.IMPOSSIBLE,
    Estimand.CHOICE_EFFECTS,
    Estimand.VARIANCE_SHARES,
    Estimand.CURVE_TEST,
    Estimand.RANK_RANGE,
    Estimand.ADJUSTED_GAPS,
)
"""What is asked of all specifications of a grid together: no one measure decides it."""


class Choice(StrEnum):
    """What an analyst chooses; those up to WITHOUT are fields of the measure."""

    MEASURE = "measure"
    EDUCATION = "education"
    GRUNNSKOLE = "grunnskole"
    SELF_EMPLOYMENT = "self_employment"
    HOURS = "hours_per_week"
    EARNINGS = "earnings"
    CONTRACT = "contract"
    SUBSIDISED = "subsidised"
    RUN = "run_months"
    GAP = "gap_months"
    WITHOUT = "without"
    POINT = "point"
    ORIGIN = "origin"
    MONTHLY_RULE = "monthly_rule"
    TRANSFER = "transfer_months"
    DENOMINATOR = "denominator"
    REASONS = "missing_reasons"
    BREAKS = "without_years"
    ATTRIBUTION = "attribution"


COUNTED = (Choice.EDUCATION, Choice.GRUNNSKOLE, Choice.SELF_EMPLOYMENT)
"""Choices of whether something counts: yes or no."""
FIELDS = (
    *(Choice.HOURS, Choice.EARNINGS, Choice.CONTRACT, Choice.SUBSIDISED),
    *(Choice.RUN, Choice.GAP, Choice.WITHOUT),
)
"""Choices that are fields of the measure under the same name."""
DEFAULTS = {
    Choice.MEASURE: "november",
    Choice.POINT: "november_1",
    Choice.ORIGIN: "exit",
    Choice.MONTHLY_RULE: "day_15",
    Choice.TRANSFER: "3",
    Choice.REASONS: "kept",
    Choice.BREAKS: "none",
    Choice.ATTRIBUTION: "programme",
}
"""What holds where a grid does not name a choice; others are then as the measure has them."""
MOST = 20_000
"""Specifications of a grid; more would be days of work, and no figure."""


class Among(StrEnum):
    """Denominators: all with the gone among them, residents, or residents who completed.

    Registers do not tell who completed. COMPLETED are those with a registered reason of exit that
    is neither a move nor an automatic closing.
    """

    ALL = "all"
    RESIDENT = "resident"
    COMPLETED = "completed"


class Reasons(StrEnum):
    """What becomes of those without a registered reason of exit."""

    KEPT = "kept"
    LEFT_OUT = "left_out"


class Attribution(StrEnum):
    """Which municipality a person counts for.

    PROGRAMME is as the origin has it: where it was left for exit, where it began for the others;
    RESIDENCE is where he lives at the point, or lived last.
    """

    PROGRAMME = "programme"
    START = "start"
    EXIT = "exit"
    RESIDENCE = "residence"


@dataclass(frozen=True)
class Option:
    """One way to choose, as a grid writes it, and its weight among the options of its choice."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class Grid:
    """Every combination of the options of some choices; those not named are as DEFAULTS say.

    Attributes:
        name: the preset's or the user's name, with the choices that were changed.
        options: of each choice, in the order of Choice; the first is what others are held against.
    """

    name: str
    options: tuple[tuple[Choice, tuple[Option, ...]], ...]
    label_nb: str = ""
    label_en: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        for choice, options in self.options:
            texts = [option.text for option in options]
            rules = {
                f"{choice} has at least one option": bool(options),
                f"{choice} has each option once": len(set(texts)) == len(texts),
                f"weights of {choice} are above 0": all(option.weight > 0 for option in options),
            }
            self._refuse(next((rule for rule, holds in rules.items() if not holds), None))
        self._refuse("at least one choice is named" if not self.options else None)
        too_many = self.size > MOST
        self._refuse(f"it has at most {MOST} combinations, not {self.size}" if too_many else None)

    def _refuse(self, rule: str | None) -> None:
        if rule:
            raise DesignError(f"The grid '{self.name}' cannot be: {rule}.")

    @property
    def size(self) -> int:
        """Number of combinations, those among them that cannot be."""
        return prod(len(options) for _, options in self.options)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices that have more than one option."""
        return tuple(choice for choice, options in self.options if len(options) > 1)

    def combinations(self) -> Iterator[tuple[Mapping[Choice, str], float]]:
        """Yield each combination, choices not named among them, and its weight; they sum to 1."""
        names = [choice for choice, _ in self.options]
        total = prod(sum(option.weight for option in options) for _, options in self.options)
        for chosen in product(*(options for _, options in self.options)):
            texts = (option.text for option in chosen)
            weight = prod(option.weight for option in chosen) / total
            yield {**DEFAULTS, **dict(zip(names, texts, strict=True))}, weight

    def ask(self, what: str, by: tuple[str, ...] = ()) -> Spec:
        """Return the spec of what is asked of all specifications together: one of OF_GRIDS.

        Raises:
            DesignError: no such thing is asked of a grid.
        """
        one_of("estimand", what, [name.value for name in OF_GRIDS])
        return Spec(Estimand(what), StudyDesign(), by, grid=self.name)
