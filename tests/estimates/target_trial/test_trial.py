"""A target trial as tidy rows: what they hold, and what they do not hang on."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from analysis.comparison_terms import Approach, Arm
from analysis.design import TIDY
from analysis.errors import DesignError, EstimationError
from analysis.estimates.followed import Followed
from analysis.estimates.grouped import COLUMNS
from analysis.estimates.influence import widened
from analysis.estimates.target_trial.chance import Told
from analysis.estimates.target_trial.kernels import EVENT
from analysis.estimates.target_trial.people import people_of
from analysis.estimates.target_trial.trial import target_trial
from analysis.estimates.target_trial.weights import Weighting
from analysis.reference.comparisons import parse_comparison
from analysis.terms import Contrast, Covariate, Estimand
from analysis.timeline.kernels import NEVER
from analysis.timeline.outcome import Outcome

from .invented import HORIZON, JANUARY, STAY, invent

COMPARISON = parse_comparison(
    f"grunnskole,horizon={HORIZON},stay_months={STAY},points=12+24+36,landmarks=24"
)
DRAWS = 40


@pytest.fixture(scope="module")
def people():
    return invent(400, np.random.default_rng(5), places=12)


def done(people, comparison=COMPARISON, draws=DRAWS, weighting=None):
    return target_trial(people, comparison, np.random.default_rng(3), draws, weighting)


@pytest.fixture(scope="module")
def found(people):
    return done(people)


@pytest.fixture(scope="module")
def rows(found):
    return found.rows()


def test_rows_stack_with_those_of_other_approaches(rows):
    assert {*COLUMNS, *TIDY} - set(rows) == {"measure", "origin"}  # the study's to tell
    assert set(rows["approach"]) == {Approach.TARGET_TRIAL}
    assert set(rows["landmark"]) == {0}
    assert set(rows["group"]) == {Arm.BEGIN, Arm.NOT_BEGIN}
    assert set(rows["against"]) == {"", Arm.NOT_BEGIN}


def test_both_arms_are_told_in_every_month_and_begin_with_everybody(rows, people):
    curves = rows[rows["estimand"] == rows["of"]]
    assert curves.groupby(["of", "group"])["month"].agg(list).map(len).tolist() == [HORIZON + 1] * 4
    first = curves[curves["month"] == 0]
    assert first[["estimate", "lower", "upper"]].eq(0).all(axis=None)
    assert first[["n_at_risk", "weighted"]].eq(len(people)).all(axis=None)
    assert (curves["lower"] <= curves["estimate"]).all()
    assert (curves["estimate"] <= curves["upper"]).all()


def test_those_who_follow_an_arm_stand_for_those_who_are_seen(rows, people):
    """Weights are 1 in the mean of those who are seen, so the sum is near their number."""
    told = rows.query("estimand == 'prevalence' and month == 24")
    could = int((people.stop >= 24).sum())
    assert told["weighted"].tolist() == pytest.approx([could, could], rel=0.2)
    assert (told["n_at_risk"] < 0.8 * could).all()


def test_a_contrast_is_the_difference_of_the_arms(rows):
    for of in (Estimand.CUMULATIVE_INCIDENCE, Estimand.PREVALENCE):
        own = rows[(rows["of"] == of) & (rows["month"] == 24)].set_index(["estimand", "group"])
        begin, other = (
            own.loc[(of.value, arm.value), "estimate"] for arm in (Arm.BEGIN, Arm.NOT_BEGIN)
        )
        told = own["estimate"].xs("begin", level="group")
        assert told["difference"] == pytest.approx(begin - other)
        assert told["curve_difference"] == pytest.approx(begin - other)
        assert told["ratio"] == pytest.approx(begin / other)


def test_limits_are_those_of_the_draws(found, rows):
    drawn = found.told()[1].drawn[:, :, 24]
    error = np.std(drawn[:, 0] - drawn[:, 1], ddof=1)
    row = rows.query("of == 'prevalence' and estimand == 'difference' and month == 24").iloc[0]
    size = np.bincount(found.trial.begin.place)
    reach = student.ppf(0.975, DRAWS - 1) * widened(size) * error
    assert row["upper"] - row["estimate"] == pytest.approx(reach)
    band = rows.query("of == 'prevalence' and estimand == 'curve_difference' and month == 24")
    assert band["upper"].item() - band["estimate"].item() > reach


def test_the_band_of_a_difference_starts_when_enough_who_have_begun_have_had_the_event():
    told = done(invent(550, np.random.default_rng(5), places=12), draws=4)
    some = told.trial.people
    ours = zip(some.begun, some.duration, some.cause, strict=True)
    months = [end for begun, end, cause in ours if begun <= 12 and begun <= end and cause == EVENT]
    at = [month for month in range(13, HORIZON + 1) if sum(one <= month for one in months) >= 40]
    assert at[0] > 13
    rows = told.rows()
    band = rows[rows["estimand"] == "curve_difference"]
    first, last = int(band["month"].min()), int(band["month"].max())
    assert (first, last) == (at[0], HORIZON)
    assert band["method"].str.contains(f"simultaneous in months {first} to 36").all()


def test_with_few_events_a_band_starts_at_half_of_them_but_not_before_the_grace_period_is_over():
    """Of 150 persons 24 have it after they have begun; the twelfth of them in month 18."""
    few = done(invent(150, np.random.default_rng(8), places=12), draws=4)
    assert few.first == 18
    later = replace(few, comparison=replace(COMPARISON, grace_months=30))
    assert later.first == 31


def test_equal_municipalities_have_one_degree_of_freedom_less_than_there_are():
    wider = student.ppf(0.975, 9) / student.ppf(0.975, np.inf) / np.sqrt(1 - 1 / 10)
    assert widened(np.full(10, 7)) == pytest.approx(wider)
    assert widened(np.array([100, 1, 1])) > 5


def test_the_order_of_persons_does_not_matter(people, rows):
    order = np.random.default_rng(9).permutation(len(people))
    again = done(people.of(order)).rows()
    numbers = ["estimate", "lower", "upper", "n_at_risk", "n_events", "weighted"]
    pd.testing.assert_frame_equal(again[numbers], rows[numbers], rtol=1e-7, atol=1e-9)


def test_contrasts_are_those_asked_for_and_bands_come_with_the_crossing(people):
    few = done(people, replace(COMPARISON, contrasts=(Contrast.RATIO,)), draws=2).rows()
    assert set(few["estimand"]) == {"ratio", "cumulative_incidence", "prevalence"}
    banded = done(people, replace(COMPARISON, contrasts=(Contrast.CROSSING,)), draws=2).rows()
    assert {"incidence_band", "curve_difference", "crossing"} <= set(banded["estimand"])


def test_a_method_says_what_it_could_not_adjust_for_and_what_was_cut(people):
    blind = done(replace(people, lacking=(Covariate.PARTNER, Covariate.TRACK)), draws=2)
    assert blind.method == (
        "target trial, cloned, censored and weighted; not adjusted for partner, track;"
        " weights truncated at 99.5 %; models fitted again in 2 draws of 12 municipalities"
    )
    uncut = done(people, draws=2, weighting=Weighting(1))
    assert "not truncated" in uncut.method
    assert "not adjusted" not in uncut.method


def test_with_fewer_than_ten_municipalities_persons_are_drawn(people):
    few = done(replace(people, place=np.full(len(people), "0301", dtype=object)), draws=3)
    assert few.by_person
    assert few.method.endswith("3 draws of persons in 200 groups")


def test_who_has_no_month_to_begin_in_is_in_neither_arm(people):
    short = done(people, replace(COMPARISON, grace_months=6), draws=2)
    from_january = int((people.origin % 12 == JANUARY).sum())  # the next one is in August
    assert short.cannot_begin == from_january > 0
    assert len(short.trial.people) == len(people) - from_january


@pytest.mark.parametrize("share", [0.5, 1.01])
def test_no_other_truncation(share):
    with pytest.raises(DesignError) as error:
        Weighting(share)
    assert str(error.value) == "truncated_at lies above 0.5 and is at most 1."


def test_nobody_who_begins_is_an_error(people):
    nobody = replace(people, begun=np.full(len(people), NEVER))
    with pytest.raises(EstimationError) as error:
        done(nobody)
    assert str(error.value) == ("Nobody can begin education:grunnskole within the grace period.")


def test_persons_without_registers_cannot_be_asked():
    empty = Outcome(pd.DataFrame(), pd.Series(dtype="object"))
    with pytest.raises(DesignError, match="A target trial asks the registers"):
        people_of(Followed(COMPARISON, empty, pd.DataFrame(), None))


@pytest.mark.parametrize(
    ("estimand", "expected"),
    [(Estimand.PREVALENCE, [0, 0, 1, 0]), (Estimand.CUMULATIVE_INCIDENCE, [0, 0, 1, 1])],
)
def test_a_difference_is_told_where_ten_of_each_arm_had_the_event(estimand, expected):
    events = np.array([[0.0, 9, 10, 9], [0, 10, 30, 30]])
    none = np.zeros(events.shape)
    assert list(Told(estimand, none, none[None], none, events, none).is_told) == expected


def test_a_difference_of_few_has_no_row_but_its_curves_have(people):
    few = done(people.of(np.arange(100)))
    told = next(one for one in few.told() if one.estimand is Estimand.PREVALENCE)
    assert list(told.events[:, [12, 24, 36]].min(axis=0)) == [16, 10, 6]
    rows = few.rows()
    rows = rows[rows["of"] == Estimand.PREVALENCE]
    for contrast in (Estimand.DIFFERENCE, Estimand.RATIO):
        assert set(rows.loc[rows["estimand"] == contrast, "month"]) == {12, 24}
    assert rows.loc[rows["estimand"] == Estimand.PREVALENCE, "month"].max() == HORIZON
