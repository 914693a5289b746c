"""The words of comparisons, as terms.py has those of everything else."""

from enum import StrEnum


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
