"""A g-formula of a whole study: a small invented world."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.design import TIDY
from analysis.errors import DesignError
from analysis.estimates import pathways
from analysis.estimates.g_formula import lived, rows, walk
from analysis.estimates.g_formula.doubly_robust import doubly_robust
from analysis.estimates.g_formula.lived import g_formula
from analysis.estimates.g_formula.lives import lives
from analysis.estimates.grouped import COLUMNS
from analysis.estimates.live import LiveStudy
from analysis.reference.comparisons import parse_comparison
from analysis.reference.places import county_name
from analysis.registers.read import read_registers
from analysis.registers.write_parts import write_parts
from analysis.synthetic.world import World, parts_of
from analysis.terms import Covariate
from analysis.timeline.cohort import Cohort

HORIZON = 60


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder, world = tmp_path_factory.mktemp("world"), World(1500, seed=3)
    write_parts(folder, world.dataset, parts_of(world))
    return LiveStudy(read_registers(folder))


@pytest.fixture(scope="module")
def made(study):
    comparison = parse_comparison(f"grunnskole,horizon={HORIZON}")
    return g_formula(study, comparison, np.random.default_rng(1), replicates=3, copies=3)


def lives_of(study, comparison):
    frame = study.cohort(comparison.design).frame.loc[study.eligible(comparison).frame.index]
    return lives(study, comparison, Cohort(frame, frame, frame["origin"].head(0)))


def test_without_areas_the_county_is_that_of_the_code_as_in_the_target_trial(study):
    comparison = parse_comparison(f"grunnskole,horizon={HORIZON}")
    tables = {name: rows for name, rows in study.registers.tables.items() if name != "areas"}
    without = LiveStudy(replace(study.registers, tables=tables))
    told = lives_of(without, comparison)
    assert {county_name(code[:2]) for code in told.clusters} == set(told.groups["county"])
    assert "Agder" in told.groups["county"]
    assert Covariate.COUNTY not in told.lacking


def test_a_year_without_a_county_takes_none_away(study):
    comparison = parse_comparison(f"grunnskole,horizon={HORIZON}")
    areas = study.registers.tables["areas"]
    later = areas.assign(year=areas["year"].max() + 1, county=None).astype(areas.dtypes)
    tables = {**study.registers.tables, "areas": pd.concat([areas, later], ignore_index=True)}
    told = lives_of(LiveStudy(replace(study.registers, tables=tables)), comparison)
    assert told.groups["county"] == lives_of(study, comparison).groups["county"]
    assert "Agder" in told.groups["county"]


def test_of_one_municipality_persons_are_drawn_and_intervals_are_by_person(study):
    tables = dict(study.registers.tables)
    tables["participants"] = tables["participants"].assign(municipality="0301")
    comparison = parse_comparison("grunnskole,horizon=24,points=24")
    alone = LiveStudy(replace(study.registers, tables=tables))
    made = g_formula(alone, comparison, np.random.default_rng(1), replicates=3, copies=1)
    persons = len(made.engine.lives.seen)
    assert made.size.sum() == persons
    assert set(made.size) <= {persons // 200, persons // 200 + 1}
    told = rows.contrasts(made)
    assert f"bootstrap of {persons} persons in 200 groups, 3 draws" in told["method"].iloc[0]
    gap = told[(told["month"] == 24) & (told["estimand"] == "difference")]
    assert (gap["lower"] < gap["upper"]).all()
    assert doubly_robust(made, copies=1)["method"].str.contains("; by person, plain").all()


class Once:
    """Draws in which every municipality counts once, so that no model changes."""

    def multinomial(self, n, chances, size):
        return np.ones((size, n), dtype=np.int64)


def test_few_who_live_anew_stand_for_all(study, monkeypatch):
    monkeypatch.setattr(lived, "ANEW", 40)
    comparison = parse_comparison("grunnskole,horizon=24,points=24")
    one, other = (
        g_formula(study, comparison, draws, replicates=2)
        for draws in (Once(), np.random.default_rng(1))
    )
    persons = int(one.size.sum())
    assert 40 <= one.anew < 80 < persons
    told = rows.contrasts(one)["method"].iloc[0]
    assert f"; {one.anew} persons live anew in each draw" in told
    for name, course in one.courses.items():
        for half in (0, 1):
            for draw in (0, 1):
                np.testing.assert_array_equal(course.drawn[half, draw], course.copies[half])
        drawn = other.courses[name].drawn
        whole = drawn[..., : walk.STATES].sum(axis=-1)
        np.testing.assert_allclose(whole[0], whole[1])
        assert (np.abs(drawn[:, :, 24] - course.drawn[:, :, 24]).max(axis=-1) > 0).all()


def test_what_a_draw_changes_is_whole_persons_times_those_they_stand_for(study, monkeypatch):
    monkeypatch.setattr(lived, "ANEW", 40)
    comparison = parse_comparison("grunnskole,horizon=24,points=24")
    made = g_formula(study, comparison, np.random.default_rng(1), replicates=2)
    persons, n = int(made.size.sum()), len(made.size)
    often = np.random.default_rng(1).multinomial(n, np.full(n, 1 / n), size=2)
    rule = lived.rules(comparison)["begin"]
    for half, place in ((0, slice(0, None)), (1, slice(1, None))):
        whole = made.engine.lived(rule, half).counts
        few = len(range(persons)[place][:: 2 * (persons // 40)])
        for draw in (0, 1):
            change = made.courses["begin"].drawn[half, draw] - np.tensordot(often[draw], whole, 1)
            moved = change * few / persons
            assert np.abs(moved).max() >= 1
            np.testing.assert_allclose(moved, np.round(moved), atol=1e-9)


def test_all_live_anew_once_where_they_are_not_many(made):
    assert made.anew == made.size.sum()
    assert "anew" not in rows.contrasts(made)["method"].iloc[0]


@pytest.mark.parametrize("approach", ["g_formula", "doubly_robust"])
def test_a_study_answers_both_ways_in_the_columns_of_every_comparison(study, approach):
    asked = study.comparison("grunnskole,horizon=24,points=24,replicates=10")
    told = study.estimates(asked.ask(approach)).frame
    assert set(told) == {*COLUMNS, *TIDY}
    assert set(told["approach"]) == {approach}
    assert told["weighted"].equals(told["n_at_risk"].astype(float))
    gap = told[(told["estimand"] == "difference") & (told["of"] == "prevalence")]
    assert np.isfinite(gap["estimate"]).all()
    assert 24 in gap["month"].tolist()


def test_doubly_robust_without_a_point_says_why(study):
    asked = study.comparison("grunnskole,horizon=24,points=60,replicates=10")
    told = study.estimates(asked.ask("doubly_robust")).frame
    assert told["method"].tolist() == ["No point of the comparison lies within its horizon."]
    assert told["estimate"].isna().all()


def at(frame, month, **chosen):
    for name, value in chosen.items():
        frame = frame[frame[name] == value]
    return frame[frame["month"] == month]["estimate"].item()


def test_natural_course_comes_near_what_was_observed(made):
    told = rows.curves(made)
    for estimand in ("prevalence", "cumulative_incidence"):
        for month in (12, 24, 36, 48, HORIZON):
            seen, lived = (
                at(told, month, group=name, of=estimand) for name in ("observed", "natural")
            )
            assert lived == pytest.approx(seen, abs=0.06)


def test_nobody_begins_where_nobody_may_and_all_begin_where_all_must(made):
    told = pathways.occupations(made)
    never = told[(told["group"] == "not_begin") & (told["state"] == "grunnskole")]
    assert (never["estimate"] == 0).all()
    follow = pathways.what_follows(made)
    begun = follow[(follow["clock"] == "begun") & (follow["month"] == 0)].set_index(
        ["group", "what"]
    )
    eligible = int(made.size.sum())
    assert begun.loc[("begin", "work"), "n_at_risk"] > 0.95 * eligible
    assert "not_begin" not in begun.index.get_level_values("group")


def test_begun_in_time_is_within_the_grace_period(made):
    begun = made.courses["begin"].counts[:, walk.EVER_BEGUN]
    assert begun[12] == begun[HORIZON]
    assert begun[1] < begun[12]


def test_closed_way_is_begun_at_the_pace_of_who_never_began(made):
    on = {
        name: course.counts[HORIZON, walk.EVER_ON] / course.counts[HORIZON, : walk.STATES].sum()
        for name, course in made.courses.items()
    }
    assert on["begin"] > on["begin_closed"] + 0.2
    assert on["begin_closed"] == pytest.approx(on["not_begin"], abs=0.04)


def test_all_who_begin_stay_until_they_complete(made):
    counts = made.courses["begin"].counts[HORIZON]
    left = counts[walk.EVER_BEGUN] - counts[walk.EVER_DONE]
    assert left <= counts[walk.IS_GONE]
    natural = made.courses["natural"].counts[HORIZON]
    assert natural[walk.EVER_DONE] < 0.85 * natural[walk.EVER_BEGUN]


def test_states_add_up_to_one_and_times_to_the_horizon(made):
    shares = pathways.occupations(made).groupby(["group", "month"])["estimate"].sum()
    np.testing.assert_allclose(shares, 1)
    times = pathways.times(made).groupby(["group", "month"])["estimate"].sum()
    np.testing.assert_allclose(times, times.index.get_level_values("month"))


def test_direct_and_indirect_effect_add_up_to_the_total(made):
    told = rows.springboard(made).query("estimand == 'difference'")
    total, direct, indirect = (
        at(told, HORIZON, group=name) for name in ("total", "direct", "indirect")
    )
    assert total == pytest.approx(direct + indirect)
    gap = at(rows.contrasts(made), HORIZON, estimand="difference", of="prevalence")
    assert total == pytest.approx(gap)


def test_a_ratio_is_told_only_where_the_interval_of_the_total_leaves_out_0(made):
    told = rows.springboard(made)
    total = told[(told["group"] == "total") & (told["month"] == HORIZON)]
    clear = bool(((total["lower"] > 0) | (total["upper"] < 0)).item())
    ratio = told[told["estimand"] == "ratio"]
    assert (ratio["month"] == HORIZON).any() == clear


def test_mean_difference_is_the_area_between_the_curves(made):
    told = rows.contrasts(made)
    gap = told[(told["estimand"] == "difference") & (told["of"] == "prevalence")]
    area = gap[gap["month"] < HORIZON]["estimate"].sum()
    assert at(told, HORIZON, estimand="mean_difference", of="prevalence") == pytest.approx(area)


def test_error_of_luck_is_told(made):
    error = rows.chance(made).query("month == 60 and of == 'prevalence'")["error"].item()
    assert 0 < error < 0.05


def test_doubly_robust_answers_at_the_points_and_near_the_models(made):
    told = doubly_robust(made, copies=1)
    assert sorted(told["month"].unique()) == [24, 60]
    assert np.isfinite(told[["estimate", "lower", "upper"]].to_numpy(dtype=float)).all()
    gap = told[(told["month"] == 24) & (told["of"] == "prevalence")].set_index("estimand")
    assert abs(gap.loc["difference", "estimate"]) < 0.5
    shares = told[(told["estimand"] != "difference")]
    both = shares.pivot_table(index=["month", "of"], columns="group", values="estimate")
    differences = told[told["estimand"] == "difference"].set_index(["month", "of"])["estimate"]
    pd.testing.assert_series_equal(
        (both["begin"] - both["not_begin"]).sort_index(),
        differences.sort_index(),
        check_names=False,
    )


def begun_by_hand(study, comparison, months):
    """How many are seen so many months after beginning, and have begun upper secondary by then.

    A spell that holds on no 15th is in no month (definitions.md 2); one that begins late in the
    last month of all would be seen in the next.
    """
    persons = study.eligible(comparison).frame
    origin = study.cohort(comparison.design).frame.loc[persons.index, "origin"].astype(int)
    schools = study.registers.tables["education"]
    schools = schools[schools["level"] == "upper_secondary"]
    middle = schools["start"].dt.to_period("M").dt.to_timestamp() + pd.Timedelta(days=14)
    late = schools["start"] > middle
    middle = middle.where(~late, (middle + pd.DateOffset(months=1)).astype(middle.dtype))
    holds = schools["end"].isna() | (schools["end"] >= middle)
    began = schools[holds].groupby("person")["start"].min()
    seen = gone_on = 0
    for person, since in persons["begun"].dropna().items():
        last = min(comparison.horizon, study.registers.dataset.last_observed - origin[person])
        if since > 0 and since + months <= last:
            seen += 1
            if person in began:
                day = began[person]
                then = (day.year - 1970) * 12 + day.month - 1 - origin[person]
                gone_on += then <= since + months and (then < last or day.day <= 15)
    return seen, gone_on


def test_what_follows_as_observed_is_what_registers_show(study):
    asked = study.comparison(f"grunnskole,horizon={HORIZON},replicates=10")
    told = study.estimates(asked.ask("what_follows")).frame
    assert set(told) == {"group", "clock", "what", *TIDY}
    assert set(told["estimand"]) == {"what_follows"}
    begun = told[(told["clock"] == "begun") & (told["group"] == "observed")]
    school = begun[begun["what"] == "school_begun"].set_index("month")
    for months in (0, 12, 36):
        found = school.loc[months]
        assert (found["n_at_risk"], found["n_events"]) == begun_by_hand(study, asked, months)
        assert found["estimate"] == found["n_events"] / found["n_at_risk"]
    assert school.loc[36, "n_events"] > 50
    assert school.loc[36, "lower"] < school.loc[36, "estimate"] < school.loc[36, "upper"]


def test_what_follows_is_asked_of_everybody_and_of_a_comparison_only(study):
    asked = study.comparison("grunnskole,horizon=24,points=24,replicates=10")
    with pytest.raises(DesignError, match="of everybody, not by sex"):
        study.estimates(asked.ask("what_follows", ("sex",)))
    with pytest.raises(DesignError, match="Only a comparison can be asked about what_follows"):
        study.estimates(asked.design.ask("what_follows"))


def test_nothing_follows_what_nobody_begins(study):
    tables = dict(study.registers.tables)
    schools = tables["education"]
    tables["education"] = schools[schools["level"] != "grunnskole"]
    alone = LiveStudy(replace(study.registers, tables=tables))
    asked = alone.comparison("grunnskole,horizon=24,points=24,replicates=10")
    told = alone.estimates(asked.ask("what_follows")).frame
    assert told.empty
    assert {"group", "clock", "what"} < set(told)
