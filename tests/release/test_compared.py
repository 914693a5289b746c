"""The comparison that a release holds: rounded, above the floors, and else the same as live."""

import numpy as np
import pandas as pd
import pytest

from analysis.design import StudyDesign
from analysis.display import school
from analysis.estimates.live import open_live
from analysis.release.compared import (
    SCHOOL,
    counts_of_places,
    curves_of,
    groups_after_landmark,
    main_answer,
    told_groups,
)
from analysis.release.counties import PLACE
from analysis.study import municipal

from .invented import BAND, LARGE


def row(group, against, estimand, month, *told, n=100, events=50):
    estimate, lower, upper = told
    return {
        "approach": "target_trial",
        "landmark": 0,
        "group": group,
        "against": against,
        "of": "prevalence",
        "month": month,
        "estimand": estimand,
        "estimate": estimate,
        "lower": lower,
        "upper": upper,
        "n_at_risk": n,
        "n_events": events,
        "method": "by hand",
        "weighted": 123.4,
    }


def arms(month, share, n, events):
    limits = (share, share - 0.0333, share + 0.0333)
    return [
        row(group, "", "prevalence", month, *limits, n=n, events=events)
        for group in ("begin", "not_begin")
    ]


def test_counts_are_in_fives_and_shares_whole_with_limits_that_hold_them():
    gap = row("begin", "not_begin", "difference", 12, -0.0449, -0.0812, -0.0088, n=203, events=98)
    told = main_answer(pd.DataFrame([*arms(0, 0.0, 102, 0), *arms(12, 0.4567, 103, 48), gap]))
    begin = told[(told["group"] == "begin") & (told["against"] == "")].set_index("month")
    assert begin.loc[12, ["estimate", "lower", "upper"]].tolist() == [0.46, 0.42, 0.49]
    assert begin.loc[12, ["n_at_risk", "n_events"]].tolist() == [105, 50]
    assert begin.loc[0, ["estimate", "lower", "upper", "n_at_risk"]].tolist() == [0, 0, 0, 100]
    (difference,) = told[told["estimand"] == "difference"].to_dict("records")
    assert [difference[name] for name in ("estimate", "lower", "upper")] == [-0.04, -0.09, 0.0]
    assert (difference["n_at_risk"], difference["n_events"]) == (105 + 105, 50 + 50)
    assert told["weighted"].isna().all()


def test_no_method_tells_how_many_persons_there_are(study):
    methods = study.release.estimates["method"].dropna()
    assert len(methods)
    assert not methods.str.contains(r"\d persons").any()


def test_months_between_years_and_other_curves_and_bands_stay_in_the_room():
    more = {**row("begin", "not_begin", "crossing", np.nan, 53, 40, 60)}
    incidence = [{**one, "of": "cumulative_incidence"} for one in arms(12, 0.5, 100, 50)]
    told = main_answer(pd.DataFrame([*arms(12, 0.5, 100, 50), *arms(13, 0.5, 100, 50), more]))
    assert told["month"].tolist() == [12, 12]
    assert main_answer(pd.DataFrame(incidence)).empty


@pytest.mark.parametrize(
    ("n", "events", "is_told"),
    [(31, 15, True), (30, 15, False), (100, 6, True), (100, 5, False), (100, 95, False)],
)
def test_a_month_is_told_only_where_both_arms_pass_the_floors_without_an_insider(
    n, events, is_told
):
    gap = row("begin", "not_begin", "difference", 12, 0.1, 0.0, 0.2)
    low, high = arms(12, 0.3, n, events)[0], arms(12, 0.3, 500, 200)[1]
    assert len(main_answer(pd.DataFrame([low, high, gap]))) == (3 if is_told else 0)


def test_why_there_is_no_answer_is_no_released_row():
    why = row("", "", "comparison", np.nan, np.nan, np.nan, np.nan)
    assert main_answer(pd.DataFrame([why])).empty


@pytest.fixture(scope="module")
def comparison(live):
    return live.comparison(SCHOOL)


def test_released_rows_are_those_of_persons_but_for_rounding(study, live, comparison):
    asked = comparison.ask("target_trial")
    released, own = study.estimates(asked).frame, live.estimates(asked).frame
    keys = ["group", "against", "of", "estimand", "month"]
    both = released.merge(own, on=keys, suffixes=("", "_own"))
    assert len(both) == len(released) > 10
    told = both[(both["month"] > 0) & both["estimate"].between(0.05, 0.95)]
    assert (told["estimate"] - told["estimate_own"]).abs().max() <= 0.005 + 1e-9
    assert (both["lower"] <= both["lower_own"] + 1e-9).all()
    assert (both["upper"] >= both["upper_own"] - 1e-9).all()
    assert not (both[["n_at_risk", "n_events"]] % 5).any(axis=None)
    assert set(released["month"]) <= set(range(0, 121, 12))


def test_a_place_has_groups_only_where_those_who_have_not_begun_are_enough_too(live, comparison):
    counts = counts_of_places(groups_after_landmark(live, comparison))
    assert LARGE in set(counts["municipality"])
    groups = counts.groupby("municipality")["group"].agg(set)
    assert groups.map(lambda found: "not_begun" in found and len(found) > 1).all()
    first = counts[counts["month"] == 0]
    assert (first["n"] >= 30).all()
    assert not (counts[["n", "events", "exits", "censored"]] % 5).any(axis=None)
    curves = curves_of(counts, comparison, PLACE)
    assert set(curves["landmark"]) == {36}
    assert set(curves["estimand"]) == {"cumulative_incidence"}


def test_a_report_shows_its_own_groups_only_where_they_are_enough(study):
    large, small = (municipal(study, StudyDesign(), code) for code in (LARGE, BAND))
    assert len(large.school_here.frame)
    assert small.school_here.frame.empty
    pd.testing.assert_frame_equal(large.school.frame, small.school.frame)
    assert "has too few who have been in primary school" in school.municipality(small, "en").html
    assert "one can only see how it went" in school.municipality(large, "en").html


def test_a_report_from_persons_shows_the_groups_that_a_release_would_show(study, live, comparison):
    """The notebook of a researcher once drew a group of five."""
    spec = comparison.ask("landmark", ("municipality",))
    persons, released = live.estimates(spec), study.estimates(spec)
    start = persons.frame[persons.frame["month"] == 0]
    assert start["n_at_risk"].min() < 10
    for code in study.areas():
        told = told_groups(persons.of(municipality=code), "municipality").frame
        assert set(told["group"]) == set(released.of(municipality=code).frame["group"])
        assert told.loc[told["month"] == 0, "n_at_risk"].gt(30).all()
        assert told["n_at_risk"].ge(10).all()
    here = municipal(live, StudyDesign(), BAND).school_here.frame
    assert here.empty


def test_without_grunnskole_in_the_registers_a_release_says_why_it_has_no_comparison(tmp_path):
    from analysis.release.make import make_release

    from .invented import world, write_dataset

    tables = {name: table for name, table in world().tables.items() if name != "education"}
    made = make_release(open_live(write_dataset(tmp_path / "none", tables)), ["any_job"])
    (why,) = (text for key, text in made.refused.items() if "grunnskole" in key)
    assert "education" in why
    assert not any(spec.comparison for spec in made.specs.values())
