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
    """Who is held against whom: by what they did in the end (ever, never), or by strategy."""

    EVER = "ever"
    NEVER = "never"
    BEGIN = "begin"
    NOT_BEGIN = "not_begin"
