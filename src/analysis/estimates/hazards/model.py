"""What a hazard model is asked for: covariates, strata, clusters; checked when it is made."""

from dataclasses import dataclass
from enum import StrEnum

from analysis.errors import DesignError
from analysis.terms import Cause


class Ties(StrEnum):
    """How a Cox model treats persons with the event in the same month."""

    EFRON = "Efron"
    BRESLOW = "Breslow"


class Link(StrEnum):
    """The shape of a model of months: what the coefficients are differences of."""

    CLOGLOG = "complementary log-log"
    LOGIT = "logit"
    LOG = "piecewise exponential"


class Errors(StrEnum):
    """Where standard errors come from."""

    MODEL = "model"
    PERSON = "person"
    CLUSTER = "cluster"


class Scale(StrEnum):
    """What the exponential of a coefficient is."""

    HAZARD_RATIO = "hazard_ratio"
    ODDS_RATIO = "odds_ratio"
    SUBDISTRIBUTION_HAZARD_RATIO = "subdistribution_hazard_ratio"


@dataclass(frozen=True)
class Covariate:
    """One covariate of a model.

    Attributes:
        name: the column.
        reference: the level that others are compared with; None: the one with most persons (of
            equals the first by name).
        numeric: one coefficient for each unit, instead of one for each level.
        changes: months after which its coefficient may be another; empty: one coefficient.
    """

    name: str
    reference: str | None = None
    numeric: bool = False
    changes: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse months that are no cuts, and a reference of a number."""
        if any(month < 1 for month in self.changes) or list(self.changes) != sorted(
            set(self.changes)
        ):
            raise DesignError(
                f"The months after which '{self.name}' changes are whole, rising and at least 1."
            )
        if self.numeric and self.reference is not None:
            raise DesignError(f"The covariate '{self.name}' is a number and has no reference.")


@dataclass(frozen=True)
class Model:
    """A model of a cause-specific hazard, other causes ending the time at risk.

    Attributes:
        covariates: what the hazard may differ by.
        causes: the cause that is modelled; several: any one of them.
        strata: columns by which the hazard of the reference differs freely.
        errors: where standard errors come from. With weights those of the model are not right, and
            those by person are taken.
        cluster: the column of clusters, for errors by cluster.
        person: the column that says which person a row belongs to, where persons have several rows
            (start-stop rows, for covariates that change); None: a row is of whole persons.
            Stretches added up over persons give the same coefficients, and the same errors of the
            model or by cluster; only persons are then counted once for each stretch.
        level: coverage of intervals.
    """

    covariates: tuple[Covariate, ...]
    causes: tuple[Cause, ...] = (Cause.EVENT,)
    strata: tuple[str, ...] = ()
    errors: Errors = Errors.MODEL
    cluster: str | None = None
    person: str | None = None
    level: float = 0.95

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        names = [one.name for one in self.covariates]
        if not names:
            raise DesignError("A model needs at least one covariate.")
        twice = [name for name in [*names, *self.strata] if [*names, *self.strata].count(name) > 1]
        if twice:
            raise DesignError(f"The column '{twice[0]}' is named twice in the model.")
        if not self.causes or Cause.CENSORED in self.causes:
            raise DesignError("A hazard is of one cause or more, and censoring is none.")
        if (self.errors is Errors.CLUSTER) != (self.cluster is not None):
            raise DesignError("Errors by cluster need a column of clusters, and only they do.")
        if not 0 < self.level < 1:
            raise DesignError("The coverage of an interval lies between 0 and 1.")

    @property
    def cause(self) -> str:
        """The causes as a reader would name them."""
        return " or ".join(f"'{one}'" for one in self.causes)

    @property
    def changes(self) -> tuple[int, ...]:
        """Months after which any coefficient may be another."""
        return tuple(sorted({month for one in self.covariates for month in one.changes}))


def by_levels(*names: str) -> tuple[Covariate, ...]:
    """Return categorical covariates, each against its level with most persons."""
    return tuple(Covariate(name) for name in names)
