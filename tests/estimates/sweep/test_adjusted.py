"""The adjusted gap under each measure is that of its own comparison; the others are counted."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.design import Estimates
from analysis.display.adjusted_gaps import adjusted_gaps
from analysis.estimates.live import open_live

from ...release.invented import shared_dataset

GRID = (
    "near_choices,measure=any_job,hours_per_week=0,run_months=3,self_employment=yes,"
    "origin=exit+programme_start,denominator=all,point=24+48"
)
ONE = "grunnskole,measure=any_job;denominator=all,horizon=120,points=24+48,replicates=200"


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    return open_live(shared_dataset(tmp_path_factory.getbasetemp()))


@pytest.fixture(scope="module")
def rows(live):
    return live.estimates(live.grid(GRID).ask("adjusted_gaps"))


def test_gaps_and_crossings_are_those_of_the_comparison_asked_alone(live, rows):
    frame = rows.frame
    own = live.estimates(live.comparison(ONE).ask("target_trial")).frame
    own = own[own["against"] != ""]
    for of in ("prevalence", "cumulative_incidence"):
        for quantity, estimand in (("adjusted_gap", "difference"), ("crossing", "crossing")):
            found = frame[(frame["quantity"] == quantity) & (frame["of"] == of)]
            asked = own[(own["estimand"] == estimand) & (own["of"] == of)]
            assert len(found) == len(asked) == {"adjusted_gap": 2, "crossing": 1}[quantity]
            for name in ("estimate", "lower", "upper"):
                same = found[name].to_numpy(float), asked[name].to_numpy(float)
                assert np.array_equal(*same, equal_nan=True)
    gaps = frame[frame["quantity"] == "adjusted_gap"]
    assert set(zip(gaps["choice_point"], gaps["month"], strict=True)) == {("24", 24), ("48", 48)}
    assert set(gaps["choice_origin"]) == {"programme_start"}


def test_what_cannot_be_compared_is_counted_by_its_rule(rows):
    fallen = rows.frame[rows.frame["rule"].notna()]
    assert dict(zip(fallen["rule"], fallen["n_events"], strict=True)) == {
        "the measure counts grunnskole itself, so that to begin would be success; take a measure"
        " that leaves it out": 2,
        "an adjusted gap is of everybody, by month since programme start, by municipality of the"
        " programme": 4,
    }
    assert set(fallen["n_at_risk"]) == {8}


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("nb", ("Forskjell, måned 24", "Målet teller grunnskolen selv", "av 1 mål")),
        ("en", ("Difference, month 24", "The measure counts grunnskole itself", "of 1 measures")),
    ],
)
def test_they_are_shown_with_what_fell_away(rows, language, says):
    html = adjusted_gaps(rows, language).html
    assert all(text in html for text in says)
    assert "gap_months" not in html


def test_the_official_rule_is_read_in_any_month_among_everybody(live):
    grid = "rule_choices,measure=november,point=24"
    frame = live.estimates(live.grid(grid).ask("adjusted_gaps")).frame
    own = "grunnskole,measure=november;read_in=any;denominator=all,points=24,replicates=200"
    alone = live.estimates(live.comparison(own).ask("target_trial")).frame
    alone = alone[(alone["against"] != "") & alone["estimand"].isin(["difference", "crossing"])]
    alone = alone[alone["of"].isin(["prevalence", "cumulative_incidence"])]
    assert set(frame["measure"]) == {"november,read_in=any"}
    assert len(frame) == len(alone) == 4
    for column in ("estimate", "lower", "upper", "n_at_risk"):
        found, asked = (sorted(one[column].fillna(-1)) for one in (frame, alone))
        assert found == asked


def test_where_nothing_can_be_compared_the_rules_are_told_all_the_same(live):
    grid = "rule_choices,origin=exit"
    rows = live.estimates(live.grid(grid).ask("adjusted_gaps"))
    html = adjusted_gaps(rows, "en").html
    assert "No measure has been compared" in html
    assert "Combinations that cannot be measured" in html
    assert "No measure has been compared" in adjusted_gaps(rows, "en", "cumulative_incidence").html


def test_a_crossing_without_any_gap_at_a_month_is_told(live):
    rows = crossings(live, (np.inf, 90, np.inf), (57, 46, 76))
    alone = replace(rows, frame=rows.frame[rows.frame["quantity"] == "crossing"])
    assert "57" in adjusted_gaps(alone, "en").html


def crossings(live, official, any_job):
    """Return rows of two rules: of each the crossing, and the first and last it may be."""
    rows = [
        {"measure": f"{measure},read_in=any" if measure == "november" else measure,
         "choice_measure": measure, "of": "prevalence", "quantity": "crossing", "month": np.nan,
         "estimate": month, "lower": lower, "upper": upper, "n_at_risk": 9, "n_events": 9,
         "origin": "programme_start", "estimand": "adjusted_gaps", "method": "by hand"}
        for measure, (month, lower, upper) in {"november": official, "any_job": any_job}.items()
    ]  # fmt: skip
    gaps = [{**row, "quantity": "adjusted_gap", "month": 36.0, "estimate": 0.1} for row in rows]
    return Estimates(pd.DataFrame([*rows, *gaps]), None, live.source)


@pytest.mark.parametrize(
    ("any_job", "language", "says"),
    [
        ((57, 46, 76), "en", "every month: month 25. Of the other measures, “Any job, three months"
         " in a row” comes nearest: month 57. These months are further apart than chance"),
        ((57, 46, 76), "nb", "måned 25. Av de andre målene kommer «En jobb, tre måneder på rad»"
         " nærmest: måned 57. Månedene ligger lenger fra hverandre enn"),
        ((40, 28, 60), "en", "month 40. With chance counted in, it may be the same month."),
        ((np.inf, 60, np.inf), "en", "nearest: not by the end. These months are further apart"),
    ],
)  # fmt: skip
def test_the_official_rule_is_held_against_the_measure_that_comes_nearest(
    live, any_job, language, says
):
    rows = crossings(live, (25, 20, 28), any_job)
    assert says in adjusted_gaps(rows, language).html


def test_an_official_rule_that_never_crosses_is_held_against_nothing(live):
    html = adjusted_gaps(crossings(live, (np.inf, 90, np.inf), (57, 46, 76)), "en").html
    assert "comes nearest" not in html
    assert "Under 1 of 2 measures" in html
