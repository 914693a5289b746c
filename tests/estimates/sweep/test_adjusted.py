"""The adjusted gap under each measure is that of its own comparison; the others are counted."""

import numpy as np
import pytest

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
