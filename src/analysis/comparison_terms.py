"""The words of comparisons, as terms.py has those of everything else."""

from enum import StrEnum


class Approach(StrEnum):
    """How two strategies, or those who have come so far, are compared."""

    NAIVE = "naive"
    LANDMARK = "landmark"
    COX = "time_varying_cox"
    DISCRETE_TIME = "time_varying_discrete_time"
    TARGET_TRIAL = "target_trial"
    G_FORMULA = "g_formula"
    DOUBLY_ROBUST = "doubly_robust"


class NotCompared(StrEnum):
    """Why a person who is followed is not compared, in the order in which it is asked."""

    OTHER_SEX = "other_sex"
    OTHER_PRIOR_EDUCATION = "other_prior_education"
    BEGUN_BEFORE = "begun_before"
    ALREADY_THERE = "already_in_stable_work"


class Stage(StrEnum):
    """How far a person has come in an exposure (definitions.md 22)."""

    NOT_BEGUN = "not_begun"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    LEFT = "left"


class Arm(StrEnum):
    """Who is held against whom: by what they did in the end (ever, never), or by strategy.

    BEGIN_CLOSED: begin, with the way to upper secondary as for who never began (definitions.md 26);
    NATURAL: no strategy, everybody as the models have them choose; OBSERVED: as they were seen.
    """

    EVER = "ever"
    NEVER = "never"
    BEGIN = "begin"
    NOT_BEGIN = "not_begin"
    BEGIN_CLOSED = "begin_closed"
    NATURAL = "natural"
    OBSERVED = "observed"


class Situation(StrEnum):
    """States of a pathway; of two at once the first counts (definitions.md 16)."""

    GONE = "gone"
    STABLE_WORK = "stable_work"
    UPPER_SECONDARY = "upper_secondary"
    GRUNNSKOLE = "grunnskole"
    OTHER_EDUCATION = "other_education"
    PROGRAMME = "programme"
    UNSTABLE_WORK = "unstable_work"
    LOOKING = "registered"
    NONE = "none"


class Effect(StrEnum):
    """The whole effect of beginning, and its two ways (definitions.md 26)."""

    TOTAL = "total"
    DIRECT = "direct"
    INDIRECT = "indirect"


class Sequel(StrEnum):
    """What may follow upon an exposure; school is the level that it opens."""

    SCHOOL_BEGUN = "school_begun"
    SCHOOL_COMPLETED = "school_completed"
    STABLE_WORK = "stable_work"
    WORK = "work"
    GONE = "gone"


CLOCKS = ("begun", "completed")
"""From when what follows is told: the month in which the exposure was begun, or completed."""


class Change(StrEnum):
    """What is changed, one thing at a time, to see how far an answer moves."""

    AS_ASKED = "as_asked"
    GRACE = "grace_months"
    MEASURE = "measure"
    ORIGIN = "origin"
    DATING = "dated_at"
    MONTHLY_RULE = "monthly_rule"
    BREAKS = "breaks"
    MOVERS = "movers"
    UKRAINE = "ukraine"
    IMPUTED = "imputed"
    MISCLASSIFIED = "misclassified"
    CONFOUNDER = "confounder"
    E_VALUE = "e_value"
