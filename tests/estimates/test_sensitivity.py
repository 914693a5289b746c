"""How far the main answer moves: bias by hand, imputation, and every change asked for."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.comparison_terms import Change
from analysis.estimates.followed import Followed
from analysis.estimates.live import LiveStudy
from analysis.estimates.sensitivity.changed import Changed, rows_of
from analysis.estimates.sensitivity.changes import changes
from analysis.estimates.sensitivity.hidden import (
    Register,
    as_it_would_be,
    bound,
    contrast_of_levels,
    misread,
    said_to_begin,
)
from analysis.estimates.sensitivity.imputation import imputed, pooled
from analysis.reference.comparisons import parse_comparison
from analysis.registers.read import read_registers
from analysis.registers.write_parts import write_parts
from analysis.synthetic.world import World, parts_of
from analysis.terms import Contrast, Estimand
from analysis.timeline.outcome import Outcome

TEXT = "grunnskole,horizon=36,points=24+36,landmarks=none,replicates=20"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    world = World(2500, seed=8)
    write_parts(folder, world.dataset, parts_of(world))
    return LiveStudy(read_registers(folder))


@pytest.fixture(scope="module")
def rows(study):
    return study.estimates(study.comparison(TEXT).ask("sensitivity")).frame


def at(rows, change, setting="", estimand=Estimand.DIFFERENCE, of="prevalence", month=36):
    found = rows[
        (rows["change"] == change)
        & (rows["setting"] == setting)
        & (rows["estimand"] == estimand)
        & (rows["of"] == of)
        & (rows["month"] == month)
    ]
    return found[["estimate", "lower", "upper"]].to_numpy()[0]


def test_a_register_that_misses_some_tells_too_small_a_difference():
    """By hand: of 1,000 persons 300 begin, the register names 270 of them and 35 of the others.

    Of those who begin 0.6 are there, of the others 0.4; of the 305 named (270 * 0.6 + 35 * 0.4) /
    305, of the 695 others (30 * 0.6 + 665 * 0.4) / 695.
    """
    named = (270 * 0.6 + 35 * 0.4) / 305
    others = (30 * 0.6 + 665 * 0.4) / 695
    told = as_it_would_be(np.array([named - others]), 0.305, Register(0.9, 0.95))
    assert told[0] == pytest.approx(0.2, abs=1e-12)


EARLY, MISSED, NEVER, LATE, BOTH = 140, 60, 500, 100, 200
"""Of 1,000 persons, by the truth: 200 begin in time, of whom the register misses 60; 100 begin in
month 20; 200 have work in month 5, before they could begin."""


def registered():
    """Return the 1,000 as the register has them."""
    kinds = [
        (EARLY, 3, 60, "censored"),
        (MISSED + NEVER, None, 60, "censored"),
        (LATE, 20, 60, "censored"),
        (BOTH // 2, 8, 5, "event"),  # to begin after that is no strategy's business
        (BOTH // 2, None, 5, "event"),
    ]
    frame = pd.DataFrame(
        [one[1:] for one in kinds for _ in range(one[0])], columns=["begun", "duration", "cause"]
    ).astype({"begun": "Int64"})
    asked = parse_comparison("grunnskole,horizon=60,points=12+60")
    outcome = Outcome(frame.assign(entry=0), pd.Series(dtype=object), None)
    return Followed(asked, outcome, pd.DataFrame(), None)


def test_who_is_in_both_arms_or_in_neither_is_not_taken_for_who_never_began():
    assert said_to_begin(registered(), 60) == pytest.approx(140 / (140 + 560))
    # In month 12 those who begin in month 20 are still among the others.
    assert said_to_begin(registered(), 12) == pytest.approx(140 / (140 + 560 + 100))


def test_a_difference_of_everybody_is_put_right_where_some_are_in_both_arms():
    """By hand: of those who begin 0.6 are there in month 60, of those who never do 0.4.

    Eight in ten are not in both arms, so that the truth is 0.8 * (0.6 - 0.4). The register sees 0.6
    of those it names, and of the others (500 * 0.4 + 60 * 0.6) / 560.
    """
    seen = 0.8 * (0.6 - (500 * 0.4 + 60 * 0.6) / 560)
    row = {"estimand": "difference", "month": 60, "of": "prevalence", "method": "by hand"}
    main = pd.DataFrame([{**row, "estimate": seen, "lower": seen, "upper": seen}])
    told = misread(main, registered())
    (right,) = told.loc[told["setting"] == "70/100", "estimate"]
    assert right == pytest.approx(0.16, abs=1e-12)


def test_a_register_that_must_be_wrong_of_all_it_names_tells_nothing():
    assert np.isnan(as_it_would_be(np.array([0.1]), 0.04, Register(0.9, 0.95))).all()


def test_a_hidden_confounder_moves_a_ratio_by_the_bound_of_the_paper():
    # Ding and VanderWeele (2016): 2 and 2 give 4 / 3.
    assert bound(2, 2) == pytest.approx(4 / 3)
    assert bound(1, 5) == 1


def test_the_strength_of_a_covariate_is_the_ratio_of_its_furthest_levels():
    levels = pd.Series(["none"] * 40 + ["primary"] * 40 + ["few"] * 5)
    value = pd.Series([1.0] * 10 + [0.0] * 30 + [1.0] * 30 + [0.0] * 10 + [1.0] * 5)
    assert contrast_of_levels(levels, value) == pytest.approx(3)
    assert contrast_of_levels(levels[:40], value[:40]) == 1


def test_imputations_are_pooled_as_rubin_does():
    middle, reach = pooled(np.array([1.0, 2.0, 3.0]), np.array([0.1, 0.2, 0.3]))
    assert middle == 2
    variance = (0.01 + 0.04 + 0.09) / 3 + (1 + 1 / 3) * 1.0
    assert reach == pytest.approx(4.03980338 * variance**0.5)  # R: qt(0.975, 2.14245)


def test_imputations_that_agree_are_as_sure_as_one():
    assert pooled(np.array([1.0, 1.0]), np.array([0.5, 0.5]))[1] == pytest.approx(0.979981992)


def test_who_is_unknown_gets_what_somebody_like_him_has():
    known = pd.DataFrame(
        {
            "prior_education": ["none", "none", "higher", "primary"],
            "sex": ["f", "f", "m", "m"],
            "age": ["18-25", "18-25", "18-25", "26-35"],
            "country": ["A", "B", "A", "A"],
        }
    )
    asked = known.assign(prior_education=["unknown", "unknown", "unknown", "primary"])
    asked["country"] = ["A", "C", "C", "A"]
    told = imputed(asked, known, np.random.default_rng(1))
    # The second is like the first two but for the country, the third like the third.
    assert told.tolist() == ["none", "none", "higher", "primary"]


def test_every_change_is_there_or_says_why_not(rows):
    assert set(rows["change"]) == {one.value for one in Change}
    told = rows[rows["of"] == "prevalence"].groupby(["change", "setting"]).size()
    assert len(told) >= 18
    why = rows[rows["estimate"].isna()]
    assert (why["method"].str.len() > 20).all()


def test_as_asked_is_the_main_answer(study, rows):
    main = study.estimates(study.comparison(TEXT).ask("target_trial")).frame
    main = main[(main["estimand"] == "difference") & (main["of"] == "prevalence")]
    asked = main.loc[main["month"] == 36, ["estimate", "lower", "upper"]].to_numpy()[0]
    assert at(rows, "as_asked") == pytest.approx(asked, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("grace_months=6", ("grace_months", "6")),
        ("origin=exit", ("origin", "exit")),
    ],
)
def test_a_change_is_the_comparison_asked_so(study, rows, text, setting):
    comparison = replace(
        study.comparison(f"{TEXT},{text}"), contrasts=(Contrast.DIFFERENCE, Contrast.RATIO)
    )
    own = rows_of(Changed(Change(setting[0]), setting[1], lambda: study.followed(comparison)))
    assert at(rows, *setting) == pytest.approx(at(own, *setting), abs=1e-12)


def test_dated_at_the_start_events_come_as_much_earlier_as_a_run_is_long(study):
    asked = study.comparison(f"{TEXT},measure=part_time")
    (found,) = (one for one in changes(study, asked) if one.change is Change.DATING)
    told, usual = found.ask(), study.followed(asked)
    both = told.frame.join(usual.frame, lsuffix="_start", how="inner")
    events = both[(both["cause_start"] == "event") & (both["cause"] == "event")]
    assert len(events) > 100
    assert ((events["duration"] - events["duration_start"]) == 5).all()  # six months, no gap
    assert set(told.frame.index) <= set(usual.frame.index)
    at, place = told.states.names.index("in_state"), told.frame.index.get_indexer(events.index)
    first = events["duration_start"].to_numpy()
    inside = first <= asked.horizon
    assert (told.states.codes[place[inside], first[inside] - 1] == at).all()
    late = usual.states.codes[
        usual.frame.index.get_indexer(events.index[inside]), first[inside] - 1
    ]
    assert (late != usual.states.names.index("in_state")).all()


def test_a_change_of_dating_has_a_number(rows):
    assert at(rows, "dated_at", "start") != pytest.approx(at(rows, "as_asked"), abs=1e-12)


def test_what_leaves_nobody_out_changes_nothing(study, rows):
    """In this world nobody starts from 2021 on."""
    few = replace(study.comparison(TEXT), contrasts=(Contrast.DIFFERENCE, Contrast.RATIO))
    own = rows_of(Changed(Change.UKRAINE, "", lambda: study.followed(few)))
    assert at(rows, "breaks", "from_2021") == pytest.approx(at(own, "ukraine"), abs=1e-12)
    before = rows[(rows["change"] == "breaks") & (rows["setting"] == "before_2015")]
    all_of_them = rows.loc[rows["change"] == "as_asked", "n_at_risk"].max()
    assert before["n_at_risk"].max() < all_of_them


def test_e_values_are_of_the_ratios_as_asked(rows):
    ratio, lower, upper = at(rows, "as_asked", estimand=Estimand.RATIO)
    away = max(ratio, 1 / ratio)
    needed = at(rows, "e_value", estimand=Estimand.RATIO)[0]
    assert needed == pytest.approx(away + np.sqrt(away * (away - 1)))
    limit = at(rows, "e_value", "limit", estimand=Estimand.RATIO)[0]
    assert (limit == 1) == (lower <= 1 <= upper)
    moved = at(rows, "confounder", "prior_education", estimand=Estimand.RATIO)[0]
    assert moved < ratio if ratio >= 1 else moved > ratio
