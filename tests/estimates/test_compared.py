"""Ever against never, and landmark groups: by hand, and in a world of immortal time only."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.comparison_terms import Approach, Stage
from analysis.design import TIDY
from analysis.errors import DesignError, EstimationError
from analysis.estimates.compared import APPROACHES, compared
from analysis.estimates.followed import Followed
from analysis.estimates.grouped import COLUMNS
from analysis.estimates.landmark import landmark
from analysis.estimates.live import LiveStudy
from analysis.estimates.naive import naive
from analysis.reference.comparisons import parse_comparison
from analysis.registers.read import read_registers
from analysis.registers.write_parts import write_parts
from analysis.synthetic.world import World, parts_of
from analysis.timeline.outcome import Outcome

PEOPLE = pd.DataFrame(
    [
        # entry, duration, cause, begun, left, completed
        (0, 20, "event", 6, 14, 14),
        (0, 30, "censored", 10, None, None),
        (0, 8, "event", 12, None, None),  # begins only after the event
        (0, 40, "event", 6, 8, None),  # leaves without completing
        (4, 25, "death", 5, 19, 19),  # seen from month 5 on
        (0, 12, "event", None, None, None),
        (0, 36, "censored", None, None, None),
        (0, 12, "censored", None, None, None),
        (0, 24, "event", 20, None, None),
    ],
    columns=["entry", "duration", "cause", "begun", "left", "completed"],
)
GRUNNSKOLE = parse_comparison("grunnskole,landmarks=12,horizon=36,points=6+12+24")


def few(comparison=GRUNNSKOLE):
    months = ["begun", "left", "completed"]
    frame = PEOPLE.astype(dict.fromkeys(months, "Int64"))
    frame = frame.assign(event=(frame["cause"] == "event").astype(int), sex=list("ffmfmfmmm"))
    every = frame[frame["begun"].notna()].rename_axis("person").reset_index()
    outcome = Outcome(frame, pd.Series(dtype="object"))
    return Followed(comparison, outcome, every[["person", *months]], None)


def test_who_begins_in_time_does_so_in_the_grace_period_and_before_the_event():
    assert few().begins_in_time.tolist() == [True, True, False, True, True, *[False] * 4]


def test_a_county_has_a_target_trial_only_where_a_hundred_begin_in_time():
    persons = few()
    frame = persons.frame.assign(county="A")
    persons = replace(persons, outcome=replace(persons.outcome, frame=frame))
    (row,) = compared(Approach.TARGET_TRIAL, persons, ("county",)).to_dict("records")
    assert row["method"] == "4 begin in time: a target trial of a county needs 100."
    assert np.isnan(row["estimate"])
    many = pd.concat([frame] * 25, ignore_index=True)
    whole = replace(persons, outcome=replace(persons.outcome, frame=many))
    with pytest.raises(DesignError, match="asks the registers"):  # enough: it is tried
        compared(Approach.TARGET_TRIAL, whole, ("county",))


def shares(rows, group, month):
    chosen = rows.query("estimand == 'cumulative_incidence' and group == @group")
    return chosen[chosen["month"] == month]["estimate"].tolist()


def test_immortal_are_the_months_before_an_exposure_that_begins_in_time():
    rows = naive(few()).set_index("estimand")
    # 6, 10 and 6 months, 1 of the late entrant, 20; of who began after the event none.
    assert rows.loc["immortal_months", "n_events"] == 43
    assert rows.loc["immortal_months", "n_at_risk"] == 6
    assert rows.loc["immortal_months", "estimate"] == pytest.approx(43 / 6)
    assert rows.loc["immortal_share", "estimate"] == pytest.approx(
        43 / (20 + 30 + 8 + 40 + 21 + 24)
    )
    assert rows.loc["immortal_months", "lower":"upper"].isna().all()


def test_ever_is_held_against_never_from_time_zero():
    rows = naive(few())
    assert shares(rows, "ever", 8) == [pytest.approx(1 / 6)]
    assert shares(rows, "never", 12) == [pytest.approx(1 / 3)]
    assert set(rows["method"].str.split(";").str[0]) == {
        "biased: ever against never, not adjusted, with immortal time",
        "person-months at risk before the exposure began, counted, per person who began",
        "person-months at risk before the exposure began, counted, of their months at risk",
    }
    contrasts = rows[rows["against"] == "never"]
    assert set(contrasts["group"]) == {"ever"}
    assert contrasts.query("estimand == 'difference'")["month"].tolist() == [6, 12, 24]


def test_at_a_landmark_are_those_still_followed_by_what_they_have_done():
    rows = landmark(few())
    start = rows.query("month == 0").set_index("group")["n_at_risk"]
    # Gone by month 12: the third, the sixth and the eighth. The first and the fifth are in it; the
    # second too; the fourth has left it; the seventh and the ninth have not begun.
    assert start.to_dict() == {"not_begun": 2, "in_progress": 3, "left": 1}
    assert shares(rows, "in_progress", 8) == [pytest.approx(1 / 3)]  # 20 is 8 months after 12
    assert shares(rows, "not_begun", 12) == [pytest.approx(1 / 2)]
    assert rows["landmark"].unique().tolist() == [12]
    assert rows["month"].max() == 24  # the horizon is 36
    assert rows.query("estimand == 'difference' and group == 'in_progress'")["month"].tolist() == [
        12
    ]
    assert (
        rows["method"]
        .str.startswith(
            "conditional on being followed and without the event in month 12; not adjusted; "
        )
        .all()
    )


def test_completed_is_a_group_from_the_month_in_which_it_is():
    later = landmark(few(parse_comparison("grunnskole,landmarks=14,horizon=36")))
    assert Stage.COMPLETED in set(later["group"])


def test_groups_that_are_empty_are_refused():
    nobody, everybody = few().some(PEOPLE["begun"].isna()), few().some(PEOPLE["begun"].notna())
    with pytest.raises(EstimationError) as caught:
        naive(nobody)
    assert str(caught.value) == (
        "Nobody who is compared began education:grunnskole: there is nobody to hold them against."
    )
    with pytest.raises(EstimationError, match="Everybody who is compared began"):
        naive(everybody)
    with pytest.raises(EstimationError) as caught:
        landmark(everybody.some(everybody.frame["begun"] < 12))
    assert str(caught.value) == (
        "At no landmark (asked: 12) is anybody followed who has not begun education:grunnskole."
        "\nAsk for earlier landmarks."
    )


def test_where_nobody_began_a_row_without_a_number_says_so():
    some = few()
    men = (some.frame["sex"] == "m").to_numpy(dtype=bool)
    nobody = some.some(~(men & some.frame["begun"].notna().to_numpy()))
    rows = compared(Approach.NAIVE, nobody, ("sex",)).set_index("sex")
    assert rows.loc["f", "estimate"].notna().any()
    assert rows.loc["m", ["estimate", "lower", "upper"]].isna().all()
    assert rows.loc["m", "method"] == (
        "Nobody who is compared began education:grunnskole: there is nobody to hold them against."
    )


def test_groups_of_persons_are_answered_apart_and_unknown_groups_refused():
    both = compared(Approach.NAIVE, few(), ("sex",))
    assert both["weighted"].equals(both["n_at_risk"].astype(float))
    women = naive(few().some((few().frame["sex"] == "f").to_numpy()))
    pd.testing.assert_frame_equal(
        both[both["sex"] == "f"].drop(columns=["sex", "weighted"]).reset_index(drop=True), women
    )
    with pytest.raises(DesignError, match="No group 'age' among the persons compared"):
        compared(Approach.NAIVE, few(), ("age",))
    with pytest.raises(DesignError, match="A comparison is not answered by 'None'"):
        compared(None, few())


@pytest.fixture(scope="module")
def fooled(tmp_path_factory):
    """A world in which school does nothing and is begun by chance, by those without work."""
    folder = tmp_path_factory.mktemp("fooled")
    world = World(3000, seed=5, name="immortal_time_only")
    write_parts(folder, world.dataset, parts_of(world))
    return LiveStudy(read_registers(folder))


@pytest.fixture(scope="module")
def rows_of(fooled):
    asked = fooled.comparison("grunnskole,horizon=72,landmarks=24,points=24+48+72")
    return {approach: fooled.estimates(asked.ask(approach)).frame for approach in APPROACHES}


@pytest.mark.parametrize("of", ["cumulative_incidence", "prevalence"])
def test_time_that_nobody_could_lose_fools_ever_against_never_and_nothing_else(rows_of, of):
    # The truth is 0 in every month (tests/estimates/test_truth.py).
    told = {
        approach: rows[rows["of"] == of].query("estimand == 'difference'").set_index("month")
        for approach, rows in rows_of.items()
    }
    assert (told["naive"].loc[[24, 48], "upper"] < -0.05).all()
    in_school = told["landmark"].query("group == 'in_progress'").loc[[24, 48]]
    for right in (in_school, told["target_trial"].loc[[24, 48, 72]]):
        assert (right["lower"] < 0).all()
        assert (right["upper"] > 0).all()
    assert in_school["method"].str.contains("clustered").all()


@pytest.mark.parametrize("approach", [Approach.COX, Approach.DISCRETE_TIME])
def test_an_exposure_that_varies_over_time_is_not_fooled_either(rows_of, approach):
    ratios = rows_of[approach].set_index(["group", "month"])
    some = ratios[ratios["n_events"] >= 20]
    assert len(some) >= 4
    # Some levels at once: three standard errors, 1.5 times an interval, for each.
    reach = 1.5 * np.log(some["upper"] / some["estimate"])
    assert (np.log(some["estimate"]).abs() < reach).all()


def test_rows_of_every_approach_have_the_same_columns(rows_of):
    for rows in rows_of.values():
        assert set(rows) == {*COLUMNS, *TIDY}


def test_the_flow_of_a_comparison_adds_up_to_all_participants(fooled):
    asked = fooled.comparison("grunnskole")
    flow = fooled.estimates(asked.ask("flow")).frame.set_index("fate")["n_events"]
    assert flow.sum() == fooled.registers.n_persons
    assert flow["followed"] == len(fooled.eligible(asked).frame)
    assert {"other_prior_education", "already_in_stable_work"} <= set(flow.index)


def test_a_measure_that_is_read_once_a_year_has_incidence_alone(fooled):
    asked = fooled.comparison("grunnskole,measure=november,landmarks=24,horizon=48")
    rows = fooled.estimates(asked.ask("landmark")).frame
    assert set(rows["of"]) == {"cumulative_incidence"}


def test_an_unknown_approach_is_refused():
    with pytest.raises(DesignError, match="No approach 'naiv'"):
        GRUNNSKOLE.ask("naiv")
    assert str(GRUNNSKOLE.ask("naive", ("sex",))) == (
        "naive of grunnskole,horizon=36,landmarks=12,points=6+12+24, by sex"
    )


def test_persons_of_a_landmark_are_followed_from_it(fooled):
    everybody = fooled.followed(fooled.comparison("grunnskole"))
    still = everybody.from_month(24)
    whole = everybody.frame.loc[still.frame.index]
    assert (whole["duration"] - still.frame["duration"] == 24).all()
    rows = everybody.frame.index.get_indexer(still.frame.index)
    assert np.array_equal(everybody.states.codes[rows, 24:], still.states.codes)
    assert replace(still, landmark=0).curves()["prevalence"].estimate[0] == 0
