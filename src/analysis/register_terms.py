"""The words for what is wrong with registers, as terms.py has those of everything else."""

from enum import StrEnum


class Finding(StrEnum):
    """What registers say that cannot be, or that contradicts another register."""

    AFTER_DEATH = "after_death"
    AFTER_EMIGRATION = "after_emigration"
    SEVERAL_MUNICIPALITIES = "several_municipalities"
    CONTINUED = "continued"
    REENTERED = "reentered"
    NO_RESIDENCE = "no_residence"
    RESIDENCE_GAP = "residence_gap"
    RESIDENCE_ENDS_EARLY = "residence_ends_early"
    LIVES_ELSEWHERE = "lives_elsewhere"
    LEVEL_FELL = "level_fell"
    LEVEL_SKIPPED = "level_skipped"
    WORK_BUT_NO_JOB = "work_but_no_job"
    SCHOOL_BUT_NO_SPELL = "school_but_no_spell"
    FOLLOW_UP_CUT = "follow_up_cut"


class RegisterFault(StrEnum):
    """Known faults of the programme's register (NIR), counted among exits by municipality."""

    REASON_MISSING = "reason_missing"
    CLOSED_AUTOMATICALLY = "closed_automatically"
    REGISTERED_LATE = "registered_late"
    REGISTERED_AFTER_CLOSING = "registered_after_closing"
    ONE_MAIN_ACTIVITY = "one_main_activity"
    JOB_BUT_NO_ACTIVITY = "job_but_no_activity"
