"""Absolute risks against R's glm and numeric derivatives, and against curves of counts."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DesignError, EstimationError
from analysis.estimates.hazards import delta
from analysis.estimates.hazards.absolute import incidence
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.model import Covariate, Errors, Link, Model
from analysis.estimates.hazards.population import population_of
from analysis.estimates.quantiles import normal_quantile
from analysis.estimates.survival import aalen_johansen
from analysis.terms import Cause

R = Path(__file__).parents[1] / "r"
EXITS = (Cause.DEATH, Cause.EMIGRATION)
ERRORS = {
    "model": {"errors": Errors.MODEL},
    "person": {"errors": Errors.PERSON},
    "place": {"errors": Errors.CLUSTER, "cluster": "place"},
}
ONE = pd.DataFrame({"sex": ["f"], "age": ["young"], "n": [1]})


def error_of(curve, reach):
    """Return the standard error behind an interval on the log(-log) scale of 1 - estimate."""
    free = 1 - curve["estimate"]
    return np.log(np.log(1 - curve["upper"]) / np.log(free)) / reach * -free * np.log(free)


@pytest.mark.parametrize("errors", list(ERRORS))
@pytest.mark.parametrize("who", ["all", "one"])
def test_incidence_and_its_error_are_those_of_derivatives_in_r(
    events, sex_and_age, who, errors, monkeypatch
):
    fits = [
        discrete_time(events, Model(sex_and_age, causes=causes, **ERRORS[errors]), pieces=(6, 12))
        for causes in ((Cause.EVENT,), EXITS)
    ]
    population = ONE if who == "one" else population_of(fits[0])
    monkeypatch.setattr(delta, "reach_of_clusters", lambda *_: 1.96)  # R's are not corrected
    ours = incidence(fits[0], population, fits[1])
    rows = pd.read_csv(R / "hazards_curves.csv", skipinitialspace=True)
    theirs = rows[(rows["who"] == who) & (rows["errors"] == errors)]
    assert list(ours["month"]) == list(theirs["month"])
    np.testing.assert_allclose(ours["estimate"], theirs["estimate"], atol=1e-8)
    reach = 1.96 if errors == "place" else normal_quantile(0.975)
    np.testing.assert_allclose(error_of(ours, reach), theirs["std_error"], atol=1e-7)


def test_a_model_that_leaves_groups_free_gives_the_curves_of_counts():
    """Each sex has its own hazard in each month: the pattern's risk is Aalen-Johansen's."""
    rows = pd.DataFrame(
        {
            "sex": ["f"] * 7 + ["m"] * 7,
            "entry": [0, 0, 0, 0, 1, 0, 0] * 2,
            "duration": [1, 2, 3, 3, 3, 1, 2, 1, 2, 3, 3, 2, 2, 3],
            "cause": [*["event"] * 3, "censored", "event", "death", "emigration"] * 2,
            "n": [3, 2, 2, 4, 1, 1, 1, 2, 3, 1, 5, 2, 1, 2],
        }
    )
    changing = (Covariate("sex", "m", changes=(1, 2)),)
    fit = discrete_time(rows, Model(changing, errors=Errors.PERSON))
    for sex in ("f", "m"):
        person = pd.DataFrame({"sex": [sex], "n": [1]})
        alone = rows[rows["sex"] == sex]
        as_censored = alone.assign(
            cause=alone["cause"].where(alone["cause"] == "event", "censored")
        )
        curve = aalen_johansen(as_censored).set_index("month").loc[1:]
        ours = incidence(fit, person).set_index("month")
        for name in ("estimate", "lower", "upper"):
            np.testing.assert_allclose(ours[name], curve[name], atol=1e-9)


def test_standardised_risk_is_the_mean_of_the_risks_of_patterns(events, sex_and_age):
    fit = discrete_time(events, Model(sex_and_age, strata=("county",)), Link.LOGIT, (6, 12))
    population = population_of(fit)
    assert population["n"].sum() == 320
    whole = incidence(fit, population)["estimate"]
    each = [
        incidence(fit, population.iloc[[place]])["estimate"] for place in range(len(population))
    ]
    np.testing.assert_allclose(whole, np.average(each, axis=0, weights=population["n"]), atol=1e-12)


@pytest.mark.parametrize("errors", list(ERRORS))
def test_a_stratum_is_a_level_whose_coefficient_changes_with_the_baseline(
    events, sex_and_age, errors
):
    """Two ways to write one model, with the same risks and intervals."""
    changing = (*sex_and_age, Covariate("county", "north", changes=(6, 12)))
    free = Model(sex_and_age, strata=("county",), **ERRORS[errors])
    fits = [
        discrete_time(events, model, pieces=(6, 12))
        for model in (free, Model(changing, **ERRORS[errors]))
    ]
    for population in (population_of(fits[0]), ONE.assign(county="south")):
        one, other = (incidence(fit, population) for fit in fits)
        for name in ("estimate", "lower", "upper"):
            np.testing.assert_allclose(one[name], other[name], atol=1e-9)


@pytest.fixture
def with_a_gap():
    """Return two groups: of a nobody is at risk in months 3 and 4, of b in none after 4."""
    rows = [
        *(("a", 0, 1, "event", 3), ("a", 0, 2, "event", 1), ("a", 0, 2, "censored", 5)),
        *(("a", 4, 6, "event", 2), ("a", 4, 7, "event", 1), ("a", 4, 7, "censored", 4)),
        *(("b", 0, 1, "event", 1), ("b", 0, 2, "event", 1), ("b", 0, 4, "censored", 5)),
    ]
    return pd.DataFrame(rows, columns=["group", "entry", "duration", "cause", "n"])


def test_a_risk_ends_before_months_in_which_nobody_is_at_risk(with_a_gap):
    everybody = pd.DataFrame({"group": ["a", "b"], "n": 1})
    model = Model((Covariate("group", "a"),))
    apart = Model((Covariate("other", numeric=True),), strata=("group",))
    by_stratum = with_a_gap.assign(other=np.arange(9) % 2)
    for fit, who, last in (
        (discrete_time(with_a_gap, model), everybody, 7),  # of b somebody is, in months 3 and 4
        (discrete_time(by_stratum, apart), everybody.assign(other=0), 2),
        (discrete_time(by_stratum, apart), everybody.assign(other=0)[1:], 4),
        (discrete_time(by_stratum, apart, pieces=(2,)), everybody.assign(other=0)[1:], 7),
    ):
        frame = incidence(fit, who)
        assert list(frame["month"]) == list(range(1, last + 1))
        ends = f"; ends as the model saw nobody at risk in month {last + 1}"
        assert frame["method"].str.endswith(ends).all() == (last < 7)


def test_before_the_first_month_at_risk_a_risk_is_not_known_and_it_is_said():
    """Of a somebody is at risk from month 3 on, of b from month 2 on."""
    rows = [
        *(("a", 2, 3, "event", 1), ("a", 2, 4, "event", 1), ("a", 2, 4, "censored", 2)),
        *(("b", 1, 2, "event", 1), ("b", 1, 4, "event", 1), ("b", 1, 4, "censored", 3)),
    ]
    events = pd.DataFrame(rows, columns=["group", "entry", "duration", "cause", "n"])
    events["other"] = [0, 1, 0, 1, 0, 1]
    apart = Model((Covariate("other", numeric=True),), strata=("group",))
    both = pd.DataFrame({"group": ["a", "b"], "other": 0, "n": 1})
    for pieces, who, first in (
        ((), both, 3),
        ((), both[1:], 2),
        ((2,), both[1:], 1),  # month 1 has the hazard of month 2
    ):
        frame = incidence(discrete_time(events, apart, pieces=pieces), who).set_index("month")
        known = frame[["estimate", "lower", "upper"]].notna()
        assert known.loc[first:].all(axis=None)
        assert not known.loc[: first - 1].any(axis=None)
        said = f"; of those free in month {first}, the first with anybody at risk"
        assert frame["method"].str.endswith(said).all() == (first > 1)
        assert frame.loc[first, "estimate"] > 0


def test_where_nobody_has_had_the_event_yet_a_risk_has_wilson_s_limit():
    rows = [
        *(("a", 0, 3, "event", 2), ("a", 0, 4, "censored", 6), ("a", 0, 1, "censored", 4)),
        *(("b", 0, 3, "event", 3), ("b", 0, 4, "censored", 5)),
    ]
    events = pd.DataFrame(rows, columns=["group", "entry", "duration", "cause", "n"])
    both = pd.DataFrame({"group": ["a", "b"], "n": 1})
    fit = discrete_time(events, Model((Covariate("group", "a"),)))
    frame = incidence(fit, both).set_index("month")
    z = normal_quantile(0.975)
    for month, n in ((1, 20), (2, 16)):
        hand = [0, 0, z**2 / (n + z**2)]
        assert frame.loc[month, ["estimate", "lower", "upper"]].tolist() == pytest.approx(hand)
    assert frame.loc[3, "lower"] > 0


def test_rows_tell_who_was_at_risk_and_how_the_risk_was_made(events, sex_and_age):
    fit = discrete_time(events, Model(sex_and_age), pieces=(6,))
    frame = incidence(fit, ONE)
    third = (events["entry"] < 3) & (events["duration"] >= 3)
    happened = (events["duration"] == 3) & (events["cause"] == "event")
    row = frame[frame["month"] == 3].iloc[0]
    assert row["n_at_risk"] == events.loc[third, "n"].sum()
    assert row["n_events"] == events.loc[happened, "n"].sum()
    assert row["method"] == (
        "standardised over the population; discrete time, complementary log-log; "
        "errors from the information (320)"
    )


def test_a_level_that_the_model_never_saw_is_refused(events, sex_and_age):
    fit = discrete_time(events, Model(sex_and_age), pieces=(6,))
    with pytest.raises(EstimationError) as refused:
        incidence(fit, ONE.assign(age="ancient"))
    assert str(refused.value) == (
        "The model saw nobody with level 'ancient' of 'age'.\nLevels: middle, old, young."
    )
    with pytest.raises(EstimationError) as refused:
        incidence(fit, ONE.drop(columns="sex"))
    assert str(refused.value) == "The population has no column 'sex'."
    with pytest.raises(EstimationError) as refused:
        incidence(fit, ONE.assign(n=0))
    assert str(refused.value) == ("A population needs a column 'n' or 'w', and somebody in it.")


def test_a_stratum_that_the_model_never_saw_is_refused(events, sex_and_age):
    fit = discrete_time(events, Model(sex_and_age, strata=("county",)), pieces=(6,))
    with pytest.raises(EstimationError) as refused:
        incidence(fit, ONE.assign(county="west"))
    assert str(refused.value) == "The population has a stratum in which the model saw nobody."


def test_a_partial_likelihood_gives_no_absolute_risk(events, sex_and_age):
    with pytest.raises(DesignError) as refused:
        incidence(cox(events, Model(sex_and_age)), ONE)
    assert str(refused.value) == (
        "Absolute risks come from a model of months: fit one with discrete_time."
    )


def test_event_and_exits_need_the_same_errors(events, sex_and_age):
    fit = discrete_time(events, Model(sex_and_age), pieces=(6,))
    robust = Model(sex_and_age, causes=EXITS, errors=Errors.PERSON)
    with pytest.raises(DesignError) as refused:
        incidence(fit, ONE, discrete_time(events, robust, pieces=(6,)))
    assert str(refused.value) == "Fits of event and exits need the same kind of errors."
    earlier = events[events["duration"] < 20]
    exits = discrete_time(earlier, Model(sex_and_age, causes=EXITS), pieces=(6,))
    with pytest.raises(DesignError) as refused:
        incidence(fit, ONE, exits)
    assert str(refused.value) == "Fits of event and exits must be to the same table of events."


def test_hazards_that_add_up_to_more_than_one_are_refused():
    """Two of five have the event and two leave; for 'a' both are likely, by two models apart."""
    rows = pd.DataFrame(
        {
            "group": ["a", "a", "b", "b", "b"],
            "entry": 0,
            "duration": 1,
            "cause": ["event", "death", "event", "death", "censored"],
            "n": [50, 49, 1, 1, 98],
        }
    )
    far = pd.DataFrame({"group": ["a"], "n": [1]})
    model = (Covariate("group", "b"),)
    certain = pd.concat([rows, rows.assign(group="a", cause="event").head(1)])
    fits = [
        discrete_time(table, Model(model, causes=causes))
        for table, causes in ((certain, (Cause.EVENT,)), (rows, EXITS))
    ]
    with pytest.raises(EstimationError) as refused:
        incidence(fits[0], far, fits[1])
    assert str(refused.value).startswith("The hazards of event and exits add up to more than 1")
