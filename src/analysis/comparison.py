"""What is compared with what, as data: a frozen value, checked when it is made (definitions.md 21).

Nothing here knows grunnskole from work practice: an exposure is a kind of spell in a register.
"""

from dataclasses import dataclass

from analysis.comparison_terms import Approach
from analysis.design import TRANSFER_MONTHS, Measure, Spec, StudyDesign
from analysis.errors import DesignError, one_of
from analysis.reference.comparison_rules import broken_rule
from analysis.terms import (
    OF_WEIGHTS,
    Contrast,
    Covariate,
    Dating,
    Estimand,
    MonthlyRule,
    OriginName,
    Sex,
)

EXPOSED_BY = {"education": "level", "activities": "kind", "labour_office": "status"}
"""Tables of spells in which somebody can be exposed, and the column that says to what."""

OPENS = {"education:upper_secondary": "higher"}
"""The level of education that an exposure may be the way to; of all others upper secondary."""

SOURCES = {
    Covariate.SEX: ("participants", "sex"),
    Covariate.AGE: ("participants", "birth_year"),
    Covariate.COUNTRY_OF_ORIGIN: ("participants", "country_of_origin"),
    Covariate.ADMISSION: ("participants", "admission"),
    Covariate.PRIOR_EDUCATION: ("participants", "prior_education"),
    Covariate.TRACK: ("participants", "track"),
    Covariate.PROGRAMME: ("participants", "programme_end"),
    Covariate.WORK: ("jobs", "start"),
    Covariate.BENEFITS: ("benefits", "kind"),
    Covariate.LANGUAGE: ("participation", "kind"),
    Covariate.BIRTHS: ("family", "kind"),
    Covariate.PARTNER: ("family", "kind"),
    Covariate.MOVES: ("residence", "municipality"),
    Covariate.UNEMPLOYMENT: ("areas", "unemployment"),
    Covariate.COUNTY: ("areas", "county"),
}
"""Table and column that a covariate is read from; every dataset has a calendar year."""


@dataclass(frozen=True)
class Exposure:
    """What one may begin: a kind of spell in a register, written `education:grunnskole`.

    Attributes:
        table: one of EXPOSED_BY.
        kind: the value of that table's column.
        named: the value of `activities.name`, for one module among others; None: all.
    """

    table: str
    kind: str
    named: str | None = None

    def __str__(self) -> str:
        """Return the exposure as it is written."""
        parts = (self.table, self.kind, self.named)
        return ":".join(part for part in parts if part is not None)

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Return (table, column) of what must be there to tell who begins and who completes."""
        needed = [(self.table, EXPOSED_BY[self.table])]
        needed += [(self.table, "name")] if self.named is not None else []
        return (*needed, (self.table, "completed")) if self.can_be_completed else tuple(needed)

    @property
    def can_be_completed(self) -> bool:
        """Whether the register tells a completed spell from one that was left."""
        return self.table == "education"

    @property
    def opens(self) -> "Exposure":
        """The school that it may be the way to."""
        return Exposure("education", OPENS.get(str(self), "upper_secondary"))


@dataclass(frozen=True)
class Comparison:
    """Two strategies for the same persons: begin an exposure in time and stay, or do not begin.

    Attributes:
        name: the preset's or the user's name, with the fields that were changed.
        exposure: what is begun.
        measure: what counts as success; always dated at confirmation (definitions.md 8).
        prior_education: who is compared, by prior education, "unknown" a level of its own; empty:
            everybody.
        sex: who is compared, by sex; None: everybody.
        origin: time zero, with who is eligible decided in it.
        grace_months: months after time zero within which the exposure is begun.
        stay_months: months to stay, where it is not completed before.
        horizon: last month that is told, in months since time zero.
        points: months at which contrasts are told; those beyond the horizon are left away.
        landmarks: months at which groups are formed by what they have done so far; as `points`.
        adjustment: what an adjusted answer adjusts for.
        contrasts: how the strategies are held against each other; bands come with the crossing.
        monthly_rule: which spells decide a month (definitions.md 2).
        transfer_months: an exit followed by a start within so many months is no exit.
        replicates: draws of municipalities behind the intervals of adjusted answers; those of a
            g-formula are 100 at most.
    """

    name: str
    exposure: Exposure
    measure: Measure
    label_nb: str = ""
    label_en: str = ""
    source: str = ""
    prior_education: tuple[str, ...] = ()
    sex: Sex | None = None
    origin: OriginName = OriginName.PROGRAMME_START
    grace_months: int = 12
    stay_months: int = 36
    horizon: int = 120
    points: tuple[int, ...] = (24, 60, 96, 120)
    landmarks: tuple[int, ...] = (24, 36, 48, 60)
    adjustment: tuple[Covariate, ...] = tuple(Covariate)
    contrasts: tuple[Contrast, ...] = tuple(Contrast)
    monthly_rule: MonthlyRule = MonthlyRule.DAY_15
    transfer_months: int = TRANSFER_MONTHS
    replicates: int = 1000

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        rule = broken_rule(self)
        if rule:
            raise DesignError(f"The comparison '{self.name}' cannot be: {rule}.")

    @property
    def design(self) -> StudyDesign:
        """The design of a study in which both strategies are followed."""
        text = self.measure.name
        if self.measure.dated_at is None:
            text += f",dated_at={Dating.CONFIRMATION}"
        return StudyDesign(text, self.origin, self.monthly_rule, self.transfer_months)

    def ask(self, what: str, by: tuple[str, ...] = ()) -> Spec:
        """Return the spec of one approach, or of what is told beside them.

        That is the flow of persons, how many person-months will be looked at, where persons are by
        month, what follows upon the exposure, and whether the target trial's weights can be
        believed: balance, weights and positivity; and how sensitive the answer is.

        Raises:
            DesignError: no such approach or group.
        """
        of_courses = (Estimand.OCCUPATION, Estimand.WHAT_FOLLOWS)
        beside = (Estimand.FLOW, Estimand.EXPANSION, Estimand.SENSITIVITY)
        others = (*beside, *of_courses, *OF_WEIGHTS)
        one_of("approach", what, [name.value for name in (*Approach, *others)])
        if what in others:
            return Spec(Estimand(what), self.design, by, self.name)
        return Spec(Estimand.COMPARISON, self.design, by, self.name, Approach(what))

    @property
    def columns(self) -> dict[tuple[str, str], bool]:
        """Return (table, column) -> whether the comparison needs it, beside its measure.

        It does without a covariate that is not there, and every adjusted answer says so.
        """
        known = [covariate for covariate in self.adjustment if covariate in SOURCES]
        adjusted = dict.fromkeys((SOURCES[covariate] for covariate in known), False)
        needed = [*self.exposure.columns]
        needed += [("participants", "sex")] if self.sex else []
        needed += [("participants", "prior_education")] if self.prior_education else []
        return {**adjusted, **dict.fromkeys(needed, True)}

    @property
    def asked_points(self) -> tuple[int, ...]:
        """The points up to the horizon."""
        return tuple(point for point in self.points if point <= self.horizon)

    @property
    def asked_landmarks(self) -> tuple[int, ...]:
        """The landmarks before the horizon."""
        return tuple(landmark for landmark in self.landmarks if landmark < self.horizon)
