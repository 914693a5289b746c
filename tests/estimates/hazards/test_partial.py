"""Sums over risk sets against a slow engine that walks through persons, on generated tables."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.estimates.hazards.cox import cox, score_residuals
from analysis.estimates.hazards.model import Covariate, Model, Ties
from analysis.estimates.hazards.partial import partial
from analysis.estimates.hazards.patterns import patterns
from analysis.estimates.hazards.risk_sets import risk_sets
from analysis.estimates.hazards.rows import read

MILLION = 1_000_000
PERSON = st.tuples(
    st.sampled_from("ab"),
    st.integers(-2, 3),
    st.integers(0, 3),
    st.integers(1, 5),
    st.sampled_from(["event", "event", "death", "censored"]),
    st.integers(1, 4),
)
MODEL = Model((Covariate("group", "a"), Covariate("score", numeric=True)))


def table(persons):
    rows = pd.DataFrame(persons, columns=["group", "score", "entry", "length", "cause", "quarters"])
    w = rows["quarters"] * MILLION // 4
    return rows.assign(duration=rows["entry"] + rows["length"], n=1, w=w, w2=w**2 // MILLION)


def by_walking(rows, x, at, ties):
    """Return log-likelihood, score and information: month by month, person by person."""
    total, score, information = 0.0, np.zeros(2), np.zeros((2, 2))
    weight, risk = rows["w"].to_numpy() / MILLION, np.exp(x @ at)
    entry, duration = rows["entry"].to_numpy(), rows["duration"].to_numpy()
    for month in range(1, duration.max() + 1):
        here = (entry < month) & (month <= duration)
        dying = np.flatnonzero((duration == month) & (rows["cause"] == "event").to_numpy())
        total += float(np.sum(weight[dying] * (x[dying] @ at)))
        score += weight[dying] @ x[dying]
        for place in range(len(dying)):
            present = here.astype(float)
            if ties is Ties.EFRON:
                present[dying] = 1 - place / len(dying)
            mass = present * weight * risk
            mean = mass @ x / mass.sum()
            spread = (x - mean).T @ (mass[:, None] * (x - mean)) / mass.sum()
            each = weight[dying].mean()
            total -= each * np.log(mass.sum())
            score -= each * mean
            information += each * spread
    return total, score, information


@pytest.mark.no_cover  # lines that other tests run
@settings(max_examples=60, deadline=None)
@given(
    st.lists(PERSON, min_size=4, max_size=25),
    st.tuples(st.floats(-1.5, 1.5), st.floats(-1, 1)),
    st.sampled_from(list(Ties)),
)
def test_sums_over_months_are_those_of_walking_through_persons(persons, at, ties):
    rows, at = table(persons), np.array(at)
    try:
        made = patterns(read(rows, MODEL), MODEL)
    except EstimationError:
        assume(False)
    parts = [partial(one, at, ties) for one in risk_sets(made)]
    months = np.ones(len(parts[0].mean_weight))
    x = np.column_stack([rows["group"] == "b", rows["score"] - made.centre[1]]).astype(float)
    total, score, information = by_walking(rows, x, at, ties)
    # The predictor is taken less its mean over events, which no likelihood depends on.
    assert np.isclose(sum(one.log_likelihood for one in parts), total, atol=1e-8)
    np.testing.assert_allclose(parts[0].score(months), score, atol=1e-8)
    np.testing.assert_allclose(parts[0].information(months), information, atol=1e-8)
    residuals = score_residuals(made, risk_sets(made), at, ties)
    np.testing.assert_allclose(made.rows.w @ residuals, score, atol=1e-8)


@pytest.mark.no_cover  # lines that other tests run
@settings(max_examples=40, deadline=None)
@given(st.lists(PERSON, min_size=4, max_size=25), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_of_levels_never_move_an_answer(persons, luck):
    rows = table(persons)
    shuffled = list(persons)
    luck.shuffle(shuffled)
    renamed = table(shuffled).assign(group=lambda frame: frame["group"].map({"a": "a", "b": "A"}))
    answers = []
    for one in (rows, table(shuffled), renamed):
        try:
            answers.append(cox(one, MODEL).frame["estimate"].to_numpy())
        except EstimationError as refused:
            answers.append(str(refused).replace("level 'A'", "level 'b'"))
    if isinstance(answers[0], str):
        assert answers[0] == answers[1]
    else:
        np.testing.assert_array_equal(answers[0], answers[1])
        np.testing.assert_allclose(answers[0], answers[2], atol=1e-7)
