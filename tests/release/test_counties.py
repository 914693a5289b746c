"""Counties beside their municipalities and the country: what is left of a sum passes the floors."""

import numpy as np
import pandas as pd
import pytest

from analysis.release.compared import answers_of_counties, counts_of_places
from analysis.release.counties import counts_of_counties, months_of_counties

from .test_compared import row

KEYS = ["county", "municipality", "group", "entry", "duration", "cause", "n"]


def group(county, place, stage, events, others):
    """Counts of one group: so many come into the state in month 10, others are seen to 40."""
    return [
        (county, place, stage, 0, 10, "event", events),
        (county, place, stage, 0, 40, "censored", others),
    ]


def told(*groups):
    """Return (county, group) -> persons, and the municipalities that are told."""
    events = pd.DataFrame([one for group in groups for one in group], columns=KEYS)
    places = counts_of_places(events)
    counties = counts_of_counties(events, places)
    first = counties[counties["month"] == 0]
    n = {(one.county, one.group): one.n for one in first.itertuples()}
    return n, set(places["municipality"])


def large(county, place):
    return group(county, place, "not_begun", 40, 60) + group(county, place, "completed", 30, 30)


def test_a_county_without_municipalities_of_its_own_is_their_sum():
    n, places = told(
        group("A", "1", "not_begun", 12, 12),
        group("A", "2", "not_begun", 9, 9),
        group("A", "1", "completed", 10, 11),
        group("A", "2", "completed", 10, 11),
    )
    assert places == set()
    assert n == {("A", "not_begun"): 40, ("A", "completed"): 40}


@pytest.mark.parametrize(
    ("events", "others", "is_told"),
    [(0, 0, True), (1, 0, False), (0, 30, False), (15, 15, False), (6, 25, True), (5, 26, False)],
)
def test_a_county_less_its_told_municipality_is_nobody_or_a_group_above_the_floors(
    events, others, is_told
):
    """100 + x have not begun in A, and 100 of them live in 1, which is told: x must not be seen."""
    small = [one for one in group("A", "2", "not_begun", events, others) if one[-1]]
    n, places = told(large("A", "1"), small)
    assert places == {"1"}
    assert (("A", "not_begun") in n) == is_told
    assert n["A", "completed"] == 60  # nobody else there


def test_of_two_small_municipalities_what_is_left_together_decides():
    two = [group("A", place, "not_begun", 8, 10) for place in "23"]
    n, places = told(large("A", "1"), *two)
    assert (places, n["A", "not_begun"]) == ({"1"}, 135)


def test_a_municipality_of_no_county_that_is_known_is_in_none():
    n, places = told(large("unknown", "1"))
    assert (n, places) == ({}, {"1"})


def arms(month, begin, other):
    """Both arms of a month as (persons, events)."""
    limits = (0.4, 0.3, 0.5)
    return [
        row(name, "", "prevalence", month, *limits, n=n, events=events)
        for name, (n, events) in (("begin", begin), ("not_begin", other))
    ]


def counties(**counts):
    named = [{**one, "county": name} for name, both in counts.items() for one in arms(12, *both)]
    return pd.DataFrame(named)


COUNTRY = pd.DataFrame(arms(12, (300, 150), (900, 450)))


def test_counties_are_told_that_leave_enough_of_the_country():
    some = counties(A=((100, 50), (300, 150)), B=((150, 70), (400, 200)))
    assert months_of_counties(some, COUNTRY) == {"A": [12], "B": [12]}  # 50 and 200 are left


def test_the_smallest_county_is_not_told_where_the_rest_of_the_country_would_be_few():
    some = counties(
        A=((120, 60), (300, 150)), B=((60, 30), (200, 100)), C=((100, 50), (300, 150))
    )  # 20 of those who begin are left, in one county that is not told
    assert months_of_counties(some, COUNTRY) == {"A": [12], "B": [], "C": [12]}


def test_a_county_below_the_floors_is_not_told_and_takes_another_with_it():
    some = counties(
        A=((180, 90), (600, 300)), B=((92, 46), (200, 100)), C=((28, 14), (100, 50))
    )  # C has 28: told A and B, it would be the country less both
    assert months_of_counties(some, COUNTRY) == {"A": [12], "B": [], "C": []}


@pytest.mark.parametrize("whole", [COUNTRY.assign(n_events=2), COUNTRY.iloc[:0]])
def test_in_months_in_which_the_country_is_not_told_no_county_is(whole):
    assert months_of_counties(counties(A=((100, 50), (300, 150))), whole) == {"A": []}


def test_a_county_s_answer_is_rounded_as_that_of_everybody():
    gap = row("begin", "not_begin", "difference", 12, 0.104, -0.05, 0.2512)
    few = row("", "", "comparison", np.nan, np.nan, np.nan, np.nan)  # why there is no number
    rows = pd.DataFrame([*arms(12, (120, 60), (400, 200)), gap]).assign(county="A")
    unknown = counties(unknown=((130, 65), (400, 200)))
    others = [pd.DataFrame([few]).assign(county="B"), unknown]
    found = answers_of_counties(pd.concat([rows, *others]), COUNTRY)
    assert set(found["county"]) == {"A"}
    told = found[found["estimand"] == "difference"].iloc[0]
    assert (told["estimate"], told["lower"], told["upper"]) == (0.1, -0.05, 0.26)
    assert not (found[["n_at_risk", "n_events"]] % 5).any(axis=None)


def test_no_county_of_a_release_gives_back_a_municipality_that_is_not_told(study, live):
    """The attack itself: the true rest of each county beside its municipalities that are told."""
    release, events = study.release, study.release.tables["events"]
    start = events[(events["month"] == 0) & events["group"].notna()]
    of_places = start[start["county"].isna()]
    shown = set(zip(of_places["municipality"], of_places["group"], strict=True))
    of_counties = start[start["county"].notna()]
    told = set(zip(of_counties["county"], of_counties["group"], strict=True))
    comparison = live.comparison("grunnskole,landmarks=36")
    persons = {}
    for by in ("municipality", "county"):
        own = live.estimates(comparison.ask("landmark", (by,))).frame
        curves = own[(own["of"] == "cumulative_incidence") & (own["against"] == "")]
        persons[by] = curves[curves["month"] == 0].set_index([by, "group"])["n_at_risk"]
    would_tell = set()
    for (county, stage), n in persons["county"].items():
        here = [code for code, name in release.counties.items() if name == county]
        hidden = [code for code in here if (code, stage) not in shown]
        left = sum(persons["municipality"].get((code, stage), 0) for code in hidden)
        if 0 < left <= 30:
            assert (county, stage) not in told
            would_tell |= {(county, stage)} if n > 30 else set()
    assert ("Finnmark-Finnmárkku", "not_begun") in would_tell  # large, but for one municipality
