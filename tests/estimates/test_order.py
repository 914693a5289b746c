"""The same answer whatever the order of rows, their index and how persons are split among rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.estimates.bands import band, difference_band
from analysis.estimates.bootstrap import bootstrap
from analysis.estimates.gray import gray
from analysis.estimates.hazards import absolute
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.fine_gray import fine_gray
from analysis.estimates.hazards.model import Covariate, Errors, Link, Model, Ties
from analysis.estimates.hazards.population import population_of
from analysis.estimates.hazards.proportional import proportional
from analysis.estimates.log_rank import Emphasis, log_rank
from analysis.estimates.max_combo import max_combo
from analysis.estimates.means import difference, means, ratio
from analysis.estimates.occupation import occupation
from analysis.estimates.pseudo_values import pseudo_values
from analysis.estimates.survival import (
    aalen_johansen,
    in_state,
    incidence,
    kaplan_meier,
    median,
    nelson_aalen,
    share_rows,
    survival,
)
from analysis.terms import Estimand

PLACE = "municipality"
STATES = ("in_state", "not_in_state", "death")
SEEDS = st.integers(0, 10**6)


def model(errors=Errors.CLUSTER, **more):
    cluster = PLACE if errors is Errors.CLUSTER else None
    return Model((Covariate("group", "a"),), errors=errors, cluster=cluster, **more)


def of_groups(make):
    def rows(events):
        return make(*(survival(events[events["group"] == one], PLACE) for one in "ba"))

    return rows


def with_risk(events):
    fit = discrete_time(events, model(), pieces=(6,))
    return absolute.incidence(fit, population_of(fit))


WEIGHTED = {
    "Kaplan-Meier": lambda events: kaplan_meier(events, PLACE),
    "Kaplan-Meier by person": kaplan_meier,
    "median": lambda events: median(kaplan_meier(events, PLACE)),
    "Nelson-Aalen": lambda events: nelson_aalen(events, PLACE),
    "Aalen-Johansen": lambda events: aalen_johansen(events, PLACE),
    "Aalen-Johansen by person": aalen_johansen,
    "gone": lambda events: share_rows(in_state(events, 2, PLACE)),
    "means": lambda events: means(survival(events, PLACE)),
    "difference of means": of_groups(difference),
    "ratio of means": of_groups(ratio),
    "band": lambda events: band(incidence(events, PLACE), (2, 5), blocks=1),
    "band of a difference": of_groups(lambda *two: difference_band(*two, (2, 5), blocks=1)),
    "bootstrap": lambda events: bootstrap(events, 3, replicates=20).interval(),
    "log-rank": lambda events: log_rank(events, "group", cluster=PLACE).tidy(),
    "Fleming-Harrington": lambda events: log_rank(
        events, "group", "stratum", emphasis=Emphasis(0, 1)
    ).tidy(),
    "Cox": lambda events: cox(events, model()).frame,
    "Cox, Breslow": lambda events: cox(events, model(Errors.PERSON), Ties.BRESLOW).frame,
    "Cox, strata, coefficients that change": lambda events: (
        cox(
            events,
            Model((Covariate("group", "a", changes=(4,)),), strata=("stratum",)),
        ).frame
    ),
    "cloglog": lambda events: discrete_time(events, model()).frame,
    "logit": lambda events: discrete_time(events, model(), Link.LOGIT).frame,
    "piecewise exponential": lambda events: discrete_time(events, model(), Link.LOG, (6,)).frame,
    "absolute risk": with_risk,
    "Fine-Gray": lambda events: fine_gray(events, model()).frame,
}
PERSONS = {
    "log-rank by person": lambda events: log_rank(events, "group").tidy(),
    "Gray": lambda events: gray(events, "group", "stratum").tidy(),
    "max-combo": lambda events: max_combo(events, "group").tidy(),
    "proportional hazards": lambda events: proportional(cox(events, model(Errors.MODEL))),
    "pseudo-values": lambda events: (
        pseudo_values(events, Estimand.RESTRICTED_MEAN, 3)
        .groupby(["entry", "duration", "cause"])["pseudo_value"]
        .agg(["min", "max"])
        .reset_index()
    ),
}


def table(rng):
    """Return a table of events of two groups in twelve municipalities, with weights."""
    n = 120
    entry = rng.choice([0, 0, 0, 1, 2], n)
    frame = pd.DataFrame(
        {
            "group": rng.choice(["a", "b"], n),
            "stratum": rng.choice(["north", "south"], n),
            PLACE: rng.choice([f"{1000 + one}" for one in range(12)], n),
            "entry": entry,
            "duration": entry + rng.integers(1, 13, n),
            "cause": rng.choice(["event", "event", "death", "emigration", "censored"], n),
            "n": rng.integers(1, 5, n),
        }
    )
    weight = rng.integers(1, 4, n)
    return frame.assign(w=frame["n"] * weight * 10**6, w2=frame["n"] * weight**2 * 10**6)


def otherwise(table, rng):
    """Return the same persons: rows split in two, in another order, with another index."""
    amounts = [name for name in ("n", "w", "w2") if name in table]
    some = rng.integers(0, table["n"] + 1)
    first, second = table.copy(), table.copy()
    for name in amounts:
        each = table[name] // table["n"]
        first[name], second[name] = each * some, each * (table["n"] - some)
    rows = pd.concat([first, second])  # of some rows all go to one half, and the other is of nobody
    rows = rows.iloc[rng.permutation(len(rows))]
    rows.index = rng.integers(0, 9, len(rows))
    return rows


def answer(make, rows):
    try:
        return make(rows)
    except AnalysisError as error:
        return pd.DataFrame({"refused": [str(error)]})


def assert_same(make, rows, again):
    """To the last digit: sums are of whole numbers, and what is not is summed in one order."""
    pd.testing.assert_frame_equal(answer(make, rows), answer(make, again), check_exact=True)


@pytest.mark.no_cover  # lines that other tests run
@pytest.mark.parametrize("name", [*WEIGHTED, *PERSONS])
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_an_estimate_is_of_persons_not_of_rows(name, seed):
    rng = np.random.default_rng(seed)
    events = table(rng)
    counted = events.drop(columns=["w", "w2"])
    for rows in [counted, events] if name in WEIGHTED else [counted]:
        before = rows.copy()
        assert_same({**WEIGHTED, **PERSONS}[name], rows, otherwise(rows, rng))
        pd.testing.assert_frame_equal(rows, before)


@pytest.mark.no_cover  # lines that other tests run
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_occupation_is_of_persons_not_of_rows(seed):
    rng = np.random.default_rng(seed)
    month = np.repeat(np.arange(1, 5), 60)
    n = len(month)
    rows = pd.DataFrame(
        {
            PLACE: rng.choice([f"{1000 + one}" for one in range(12)], n),
            "month": month,
            "from_state": rng.choice(STATES[:2], n),
            "to_state": rng.choice(STATES, n),
            "n": rng.integers(1, 5, n),
        }
    )

    def make(rows):
        curves = occupation(rows, STATES, PLACE)
        return pd.concat([share_rows(one) for one in curves.values()])

    assert_same(make, rows, otherwise(rows, rng))


def test_a_table_split_among_partitions_is_the_whole_exactly():
    rng = np.random.default_rng(1)
    events = table(rng)
    part = rng.integers(0, 3, len(events))
    keys = [name for name in events if name not in ("n", "w", "w2")]
    sums = [events[part == one].groupby(keys).sum().reset_index() for one in (2, 0, 1)]
    for make in (kaplan_meier, aalen_johansen, lambda rows: aalen_johansen(rows, PLACE)):
        whole = make(events.groupby(keys).sum().reset_index())
        pd.testing.assert_frame_equal(make(pd.concat(sums)), whole, check_exact=True)
