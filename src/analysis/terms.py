"""The words of the project: each code list once, with the spelling that files and reports use."""

from enum import StrEnum

from analysis.errors import one_of


class Access(StrEnum):
    """Who may see the persons of a dataset."""

    INVENTED = "invented"
    PUBLIC = "public"
    CONFIDENTIAL = "confidential"


class OriginName(StrEnum):
    """Where the clock starts (definitions.md 1)."""

    SETTLEMENT = "settlement"
    PROGRAMME_START = "programme_start"
    EXIT = "exit"


class SelectedBy(StrEnum):
    """What brought a person into the dataset (definitions.md 11)."""

    SETTLED = "settled"
    STARTED = "started"
    LEFT = "left"


class MonthlyRule(StrEnum):
    """Which spells decide a month (definitions.md 2)."""

    DAY_15 = "day_15"
    OVERLAP = "overlap"
    DAY_WEIGHTED = "day_weighted"


class Counts(StrEnum):
    """What a measure counts as success."""

    EMPLOYMENT = "employment"
    SELF_EMPLOYMENT = "self_employment"
    EDUCATION = "education"
    GRUNNSKOLE = "grunnskole"


class Dating(StrEnum):
    """Whether a run is dated at its first month or at the month that confirms it."""

    START = "start"
    CONFIRMATION = "confirmation"


class Denominator(StrEnum):
    """Among whom a prevalence is a share."""

    ALL = "all"
    RESIDENT = "resident"


class Contract(StrEnum):
    """How long a job is agreed to last."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"


class Level(StrEnum):
    """Levels of education."""

    GRUNNSKOLE = "grunnskole"
    UPPER_SECONDARY = "upper_secondary"
    HIGHER = "higher"


class Sex(StrEnum):
    """Sex as the registers have it."""

    FEMALE = "female"
    MALE = "male"


class PriorEducation(StrEnum):
    """Education completed before arrival, as far as it is known."""

    NONE = "none"
    PRIMARY = "primary"
    GRUNNSKOLE = "grunnskole"
    UPPER_SECONDARY = "upper_secondary"
    HIGHER = "higher"


class Covariate(StrEnum):
    """What a comparison adjusts for (definitions.md 23); the last ten may change by month."""

    SEX = "sex"
    AGE = "age"
    COUNTRY_OF_ORIGIN = "country_of_origin"
    ADMISSION = "admission"
    PRIOR_EDUCATION = "prior_education"
    TRACK = "track"
    PROGRAMME = "programme"
    WORK = "work"
    BENEFITS = "benefits"
    LANGUAGE = "language"
    BIRTHS = "births"
    PARTNER = "partner"
    MOVES = "moves"
    YEAR = "year"
    UNEMPLOYMENT = "unemployment"
    COUNTY = "county"


class Contrast(StrEnum):
    """How two strategies are held against each other."""

    COMPARISON = "comparison"
    DIFFERENCE = "difference"
    RATIO = "ratio"
    MEAN_DIFFERENCE = "mean_difference"
    CROSSING = "crossing"


class Benefit(StrEnum):
    """Benefits that a measure can ask to be absent; a dataset may have other kinds too."""

    SOCIAL_ASSISTANCE = "social_assistance"
    INTRODUCTION_BENEFIT = "introduction_benefit"
    QUALIFICATION_BENEFIT = "qualification_benefit"
    UNEMPLOYMENT_BENEFIT = "unemployment_benefit"
    WORK_ASSESSMENT_ALLOWANCE = "work_assessment_allowance"
    DISABILITY_BENEFIT = "disability_benefit"


class Unit(StrEnum):
    """Whose benefits a measure asks to be absent."""

    PERSON = "person"
    HOUSEHOLD = "household"


class Tax(StrEnum):
    """Whether a dataset's pay and benefits are before or after tax."""

    BEFORE = "before"
    AFTER = "after"
    UNDECLARED = "undeclared"


class Cause(StrEnum):
    """Why a person's time at risk ended (definitions.md 9); OTHER: the second event waited for."""

    EVENT = "event"
    DEATH = "death"
    EMIGRATION = "emigration"
    CENSORED = "censored"
    OTHER = "other"


class State(StrEnum):
    """Where a person is in one month, for one measure (definitions.md 13)."""

    IN_STATE = "in_state"
    NOT_IN_STATE = "not_in_state"
    DEATH = "death"
    EMIGRATION = "emigration"
    MISSING = "missing"


class LeftOut(StrEnum):
    """Why a person has no row in an outcome, in the order in which it is asked."""

    NO_ORIGIN = "no_origin"
    ORIGIN_NOT_OBSERVED = "origin_after_last_observed"
    EXIT_NOT_CERTAIN = "exit_not_certain"
    GONE_AT_ENTRY = "gone_at_entry"
    HISTORY_UNSEEN = "history_unseen"
    FOLLOW_UP_TOO_SHORT = "follow_up_too_short"
    IN_PROGRESS_AT_ENTRY = "in_progress_at_entry"


class Estimand(StrEnum):
    """What an estimate is an estimate of."""

    SURVIVAL = "survival"
    CUMULATIVE_INCIDENCE = "cumulative_incidence"
    CUMULATIVE_HAZARD = "cumulative_hazard"
    PREVALENCE = "prevalence"
    MEDIAN = "median"
    QUANTILE = "quantile"
    INCIDENCE_BAND = "incidence_band"
    RESTRICTED_MEAN = "restricted_mean"
    MONTHS_SINCE = "months_since"
    TIME_IN_STATE = "time_in_state"
    MEAN_DIFFERENCE = "mean_difference"
    MEAN_RATIO = "mean_ratio"
    CURVE_DIFFERENCE = "curve_difference"
    COMPARISON = "comparison"
    DIFFERENCE = "difference"
    RATIO = "ratio"
    CROSSING = "crossing"
    INTERACTION = "interaction"
    INTERACTION_BAND = "interaction_band"
    GROUP_DIFFERENCE = "group_difference"
    STANDARDISED_DIFFERENCE = "standardised_difference"
    HAZARD_RATIO = "hazard_ratio"
    PROPORTIONALITY = "proportionality"
    EQUALITY = "equality"
    IMMORTAL_MONTHS = "immortal_months"
    IMMORTAL_SHARE = "immortal_share"
    OCCUPATION = "occupation"
    WHAT_FOLLOWS = "what_follows"
    BALANCE = "balance"
    WEIGHTS = "weights"
    POSITIVITY = "positivity"
    EXPANSION = "expansion"
    SENSITIVITY = "sensitivity"
    LEFT_FIRST = "left_first"
    STABLE_AFTER_FIRST_JOB = "stable_after_first_job"
    FIRST_JOB_LOST = "first_job_lost"
    LOSS = "loss"
    ALREADY_THERE = "already_there"
    OFFICIAL_STATUS = "official_status"
    AT_EXIT = "at_exit"
    RANK = "rank"
    RANK_AGREEMENT = "rank_agreement"
    TURNED_PAIRS = "turned_pairs"
    FORETELLING = "foretelling"
    FLOW = "flow"
    ROWS = "rows"
    MISSING_VALUES = "missing_values"
    FINDINGS = "findings"
    REGISTER_FAULTS = "register_faults"
    USES = "uses"
    COVERAGE = "coverage"
    SPECIFICATIONS = "specifications"
    VARIANCE_SHARES = "variance_shares"
    CHOICE_EFFECTS = "choice_effects"
    CURVE_TEST = "curve_test"
    RANK_RANGE = "rank_range"
    IMPOSSIBLE = "impossible"
    ADJUSTED_GAPS = "adjusted_gaps"


class Layer(StrEnum):
    """What a person's history is made of, and the order in which it is told."""

    PERSON = "person"
    PROGRAMME = "programme"
    SCHOOL = "school"
    WORK = "work"
    BENEFIT = "benefit"
    LABOUR_OFFICE = "labour_office"
    MOVE = "move"
    BIRTH = "birth"
    LANGUAGE_TEST = "language_test"
    DEPARTURE = "departure"


class Language(StrEnum):
    """The languages of reports: bokmål and English."""

    NB = "nb"
    EN = "en"

    @classmethod
    def _missing_(cls, value: object) -> None:
        """Refuse another language in the project's own words, naming those that there are."""
        one_of("language", str(value), [language.value for language in cls])


OF_WEIGHTS = (Estimand.BALANCE, Estimand.WEIGHTS, Estimand.POSITIVITY)
"""What is asked of a target trial before its answer is believed."""
OF_REGISTERS = (
    Estimand.ROWS,
    Estimand.MISSING_VALUES,
    Estimand.FINDINGS,
    Estimand.REGISTER_FAULTS,
    Estimand.USES,
)
"""What is asked of the registers themselves: no measure or origin decides it."""

UNKNOWN = "unknown"
"""The group of those whose value is missing; never dropped (faults.md)."""

EVERY = "every"
"""The group of rows that are of all groups together: a test, or a ratio of another covariate."""

GROUPS = (
    *("municipality", "sex", "birth_year", "country_of_origin", "admission", "prior_education"),
    *("track", "year", "age", "country", "county", "municipality_size"),
)
"""Columns by which persons can be grouped; `year` is the calendar year of the origin, and the last
four are made from others (timeline/groups.py)."""
