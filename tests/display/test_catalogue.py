"""The catalogue of texts: both languages, the same values, nothing unused, no letter lost."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from analysis.comparison_terms import (
    CLOCKS,
    Approach,
    Effect,
    NotCompared,
    Sequel,
    Situation,
    Stage,
)
from analysis.design import Measure
from analysis.display.balance import MODELS
from analysis.display.choice_rules import NAMING, RULES
from analysis.display.choice_tables import OTHERS
from analysis.display.choices import NUMBERED, OPTIONS, QUANTITIES
from analysis.display.comparison_prose import ASSUMPTIONS, PARTS
from analysis.display.comparison_words import ARMS, OF
from analysis.display.covariates import LEVELS
from analysis.display.foretelling_words import GAPS, LEFT, LEFT_GRUNNSKOLE
from analysis.display.goals import KINDS
from analysis.display.histories import TABLE as COLUMNS_OF_HISTORIES
from analysis.display.lock_in import STAGES
from analysis.display.method_check import CAVEATS as METHOD_CAVEATS
from analysis.display.methods import HOW, WHY
from analysis.display.moment import SCHOOLED
from analysis.display.official import REASONS
from analysis.display.participants import WHO as COLUMNS_OF_WHO
from analysis.display.sensitivity import NAMED
from analysis.display.words import OF_SOME_MEASURES, catalogue, month_names, say
from analysis.estimates.between_groups import BETWEEN_GROUPS
from analysis.estimates.checked_intervals import Interval
from analysis.estimates.compare import Difference
from analysis.estimates.comparison_check import KINDS as KINDS_OF_WORLDS
from analysis.estimates.foretelling.signal import COHORTS
from analysis.estimates.method_check import ABOVE, BELOW, Check
from analysis.estimates.quality import NOTEBOOKS as COLUMNS_OF_NOTEBOOKS
from analysis.estimates.sequels import SEQUELS
from analysis.estimates.strata import COMPARISONS, CURVES
from analysis.estimates.sweep.adjusted import OF as COMPARED
from analysis.estimates.sweep.incidence import GAP_OF_SEX, LEVEL
from analysis.estimates.sweep.ranks import OVER
from analysis.estimates.sweep.specifications import ASKED as SWEPT
from analysis.estimates.target_trial.choices import SEASON, TIME
from analysis.estimates.target_trial.strategies import BEGUN
from analysis.grid import OF_GRIDS, Choice
from analysis.official_terms import COUNTED_AT_EXIT, SIX
from analysis.participation_terms import Participation
from analysis.questions import COMPOSITION
from analysis.reference.grids import grids
from analysis.reference.measures import presets
from analysis.register_terms import Finding, RegisterFault
from analysis.registers.account import Fate, Remark
from analysis.registers.contract import PRIOR_EDUCATION, SEX, TABLES
from analysis.study import OFFICIAL
from analysis.terms import (
    OF_REGISTERS,
    UNKNOWN,
    Benefit,
    Contract,
    Counts,
    Covariate,
    Estimand,
    Language,
    LeftOut,
    Level,
    MonthlyRule,
    OriginName,
    Sex,
    Tax,
    Unit,
)
from analysis.timeline.cohort import DATES
from analysis.timeline.groups import SIZES
from analysis.timeline.status import columns_of

PACKAGE = Path(str(files("analysis")))
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
EVERYTHING = Measure(
    "everything", tuple(Counts), contract=Contract.PERMANENT, subsidised=False, hours_per_week=100
)
ASKED = [*map(columns_of, [EVERYTHING, *presets().values()]), *COLUMNS_OF_NOTEBOOKS.values()]
COLUMNS = {f"{table}_{column}" for columns in ASKED for table, column in columns}
COLUMNS |= {f"participants_{column}" for column in DATES.values()}
COLUMNS |= {"dataset_basic_amount", "dataset_selected_by"}
ANSWERED = [
    *(*CURVES, *COMPARISONS, *BETWEEN_GROUPS, *SEQUELS, Estimand.OCCUPATION),
    *(Estimand.TIME_IN_STATE, Estimand.PREVALENCE, Estimand.ALREADY_THERE, Estimand.FLOW),
    Estimand.SENSITIVITY,
]
GROUPED = ("sex", "age", "country", "prior_education", "municipality_size")
OF_DATASET = ("basic_amount", "selected_by")
COUNTRIES = [one.removeprefix("country_") for one in catalogue() if one.startswith("country_")]
EXPOSED = [one.removeprefix("exposure_") for one in catalogue() if one.startswith("exposure_")]
PLACES = [one.name for one in Check().places]
PATTERNS = {
    "after": OriginName,
    "leavers": OriginName,
    "interval_by": ["person", "municipality", "both"],
    "since": [*OriginName, "first_jobs", "loss"],
    "origin": OriginName,
    "rule": [*OFFICIAL, *MonthlyRule, *Contract, Counts.EDUCATION, Counts.GRUNNSKOLE],
    "counts": Counts,
    "completed": Level,
    "participation": Participation,
    "took_part": Participation,
    "goal": KINDS,
    "been": KINDS,
    "benefit": Benefit,
    "without": Unit,
    "fate": [*LeftOut, *NotCompared, "followed"],
    "row": Fate,
    "finding": [*Finding, *Remark],
    "fault": RegisterFault,
    "use": ["measure", "origin", "notebook"],
    "asks": OFFICIAL,
    "needs": COLUMNS,
    "check": Interval,
    "places": PLACES,
    "method_world": PLACES,
    "truth_world": KINDS_OF_WORLDS,
    "method_caveat": METHOD_CAVEATS,
    "method": [BELOW, ABOVE],
    "no": ["residence", "departures", "residence_and_departures", "weight", *OF_SOME_MEASURES],
    "tax": Tax,
    "sex": [*SEX, UNKNOWN],
    "prior": PRIOR_EDUCATION,
    "table": [*TABLES, "persons", "dataset"],
    "named": [*{one.name for table in TABLES.values() for one in table.columns}, *OF_DATASET],
    "admission": ["refugee", "family"],
    "who": [*COLUMNS_OF_WHO, *COMPOSITION],
    "size": [name.replace("+", "") for name, _ in SIZES],
    "country": COUNTRIES,
    "exposure": EXPOSED,
    "approach": Approach,
    "arm": {arm for arms in ARMS.values() for arm in arms},
    "state": OF.values(),
    "now": OF.values(),
    "stage": STAGES,
    "at_landmark": Stage,
    "landmarks": ["more", "fewer", "same"],
    "school": ["more", "fewer", "same", "alt_here", "caption_here"],
    "compared": OriginName,
    "only": Sex,
    "covariate": [*Covariate, SEASON, TIME, BEGUN],
    "estimand": PARTS,
    "assumes": ASSUMPTIONS,
    "inside": [*KINDS, "completed"],
    "clock": CLOCKS,
    "follows": [*Sequel, "followed", *(f"text_{clock}" for clock in CLOCKS)],
    "how": HOW,
    "why": WHY,
    "pace_by": GROUPED,
    "answer_of": ANSWERED,
    "effect": Effect,
    "springboard": ["more", "fewer", "same", "main_inside", "main_outside"],
    "weighting": ["before", "after"],
    "expansion": MODELS,
    "model": MODELS,
    "level": [
        f"{of}_{level.replace(' ', '_')}" for of, levels in LEVELS.items() for level in levels
    ],
    "change": NAMED,
    "status": SIX,
    "statuses": Sex,
    "reason": REASONS,
    "column": [
        *("activity", "agreement", "moments", "turned", "municipalities"),
        *("rank", "municipality", "share", "people"),
        *("wait", "agreement_order", "found", "right", "needed", "small", *GAPS, *LEFT),
        *(f"pooled_{cohorts}" for cohorts in COHORTS),
        *COUNTED_AT_EXIT,
    ],
    "foretelling": [*GAPS, *LEFT_GRUNNSKOLE, "tells", "costs", "rewards"],
    "moment_came": SCHOOLED,
    "situation": Situation,
    "slider_legend": OriginName,
    "choice": Choice,
    "differ": Choice,
    "option": OPTIONS,
    "option_one": ["hours", "months"],
    "option_zero": NUMBERED,
    "option_origin": OriginName,
    "quantity": [*QUANTITIES, *(f"{one}_{of}" for one in (LEVEL, GAP_OF_SEX) for of in SWEPT[1:])],
    "component": OTHERS,
    "variance": ["more", "less", "alike"],
    "grid": grids(),
    "rule_of": [*RULES, *NAMING],
    "impossible": SWEPT,
    "rank_over": OVER,
    "heading": [
        "answer",
        "design",
        "people",
        "curve",
        "official",
        "official_years",
        "meaning",
        "caveats",
        "provenance",
        "quality",
        "histories",
        "who",
        *OF_REGISTERS,
        *(f"by_{group}" for group in GROUPED),
        "never",
        "waiting",
        "pace",
        "first_jobs",
        "loss",
        *(f"comparison_{of}" for of in OF),
        "estimators",
        "landmarks",
        "school",
        "lock_in",
        "springboard",
        "what_follows",
        "subgroups",
        "gender_gap",
        "women_and_men",
        "weights",
        "sensitivity",
        *(
            "moment",
            "statuses",
            "cohorts",
            "at_exit",
            "bumps",
            "agreement",
            "published",
            *("standard", "explorer", "slider", "society", "published_here", "rules_here"),
            "ranks_here",
        ),
        "worlds",
        "coverage",
        "departing",
        "specification_curve",
        "rank_ranges",
        *OF_GRIDS[1:-2],
        *(f"adjusted_{of}" for of in COMPARED),
        "truth",
    ],
}
"""Keys that the code puts together from a prefix and a code list."""
BY_PATTERN = {f"{prefix}_{code}" for prefix, codes in PATTERNS.items() for code in codes}
BY_PATTERN |= {f"{estimand}_text" for estimand in OF_REGISTERS}
BY_PATTERN |= {"first_jobs_absent", "loss_absent", "agreement_absent", "published_absent"}
BY_PATTERN |= {f"histories_{column}" for column in COLUMNS_OF_HISTORIES}


def placeholders(text):
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


@cache
def source():
    """All code that can ask for a text: the package and the notebooks."""
    paths = [*PACKAGE.rglob("*.py"), *NOTEBOOKS.glob("*.ipynb")]
    return "\n".join(path.read_text(encoding="utf-8").replace('\\"', '"') for path in paths)


def keys_where(holds):
    """Return the keys of texts of which something holds."""
    return [key for key, texts in catalogue().items() if holds(texts)]


def test_each_text_is_there_in_both_languages():
    assert keys_where(lambda texts: sorted(texts) != ["en", "nb"]) == []
    assert keys_where(lambda texts: not all(texts.values())) == []
    assert keys_where(lambda texts: any(text.strip() != text for text in texts.values())) == []


def test_no_text_has_two_blanks_in_a_row():
    assert keys_where(lambda texts: any("  " in text for text in texts.values())) == []


def test_both_languages_take_the_same_values():
    values = {key: list(map(placeholders, texts.values())) for key, texts in catalogue().items()}
    assert [key for key, (one, other) in values.items() if one != other] == []


def test_each_text_is_used():
    used = {name for _, name in re.findall(r"""(["'])([a-z0-9_]+)\1""", source())}
    used |= BY_PATTERN | {one.value for one in Difference}
    assert sorted(set(catalogue()) - used) == []


def test_each_text_put_together_from_a_code_list_is_there():
    assert set(catalogue()) >= BY_PATTERN | {one.value for one in Difference}


def test_each_prefix_is_really_put_together_in_the_code():
    code = source()
    for prefix in PATTERNS:
        assert f'f"{prefix}_{{' in code


def test_both_languages_end_a_sentence_alike():
    def is_one(texts):
        return len({text[-1] in ".?" for text in texts.values()}) == 1

    assert keys_where(lambda texts: not is_one(texts)) == []


def test_no_letter_of_bokmal_is_missing():
    text = " ".join(texts["nb"] for texts in catalogue().values())
    assert set("æøåÅ«»é") <= set(text)
    assert not re.search(r"[ÃÂ�]|\b(?:faar|paa|gaar|maaned|maned|soker)", text)


def test_english_has_no_norwegian_letters_and_no_norwegian_quotes():
    for key, texts in catalogue().items():
        if key != "language_name":
            assert not re.search("[æøåÆØÅ«»]", texts["en"])


def test_a_per_cent_sign_stands_off_in_norwegian_and_close_in_english():
    for texts in catalogue().values():
        assert not re.search(r"[\d}]%", texts["nb"])
        assert not re.search(r"[\d}]\s%", texts["en"])


def test_bokmal_is_bokmal():
    text = " ".join(texts["nb"].lower() for texts in catalogue().values())
    assert not re.search(r"\b(?:ikkje|eit|ein|vere|kommunar|frå|berre)\b", text)


def test_months_have_twelve_names_in_both_languages():
    assert [len(month_names(language)) for language in Language] == [12, 12]
    assert month_names(Language.NB)[10] == month_names(Language.EN)[10].lower() == "november"
    assert month_names(Language.NB)[0] == "januar"


def test_a_text_that_lacks_a_value_is_an_error():
    with pytest.raises(KeyError):
        say("answer_nothing", Language.NB)
    with pytest.raises(KeyError):
        say("no_such_text", Language.NB)
