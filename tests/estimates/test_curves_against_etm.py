"""Aalen-Johansen and occupation with late entry against R's etm, and against scikit-survival.

The scripts, their invented extracts and outputs lie in `r/` and `peers/`. etm's variance is
Greenwood's, over months of persons. That of incidence is over persons (survfit's): from the start
they are the same, with late entry not, so that there the same counts are asked for Greenwood's.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError
from analysis.estimates.curve import flow
from analysis.estimates.influence import Influence
from analysis.estimates.log_rank import log_rank
from analysis.estimates.occupation import occupation
from analysis.estimates.survival import in_state, incidence, kaplan_meier
from analysis.estimates.units import (
    EXITS_COMPETE,
    GONE,
    REACHED,
    by_person_month,
    rows_of,
    whole,
)

R = Path(__file__).parent / "r"
PEERS = Path(__file__).parent / "peers"
TOLERANCE = {"rtol": 0, "atol": 1e-6}
GROUPS = ("many", "from_start", "few", "only_censored", "only_exits")
STATES = ("none", "work", "gone")


@pytest.fixture(scope="module")
def extract():
    rows = pd.read_csv(R / "etm_extract.csv")
    names = pd.CategoricalDtype([*GROUPS, "empty"])
    return rows.assign(n=1, group=rows["group"].astype(names))


def events_of(extract, group):
    rows = extract[extract["group"] == group]
    return rows.groupby(["entry", "duration", "cause"])["n"].sum().reset_index()


def expected(name, group, path=R / "etm_"):
    rows = pd.read_csv(f"{path}{name}.csv", skipinitialspace=True)
    found = rows[rows["group"] == group].set_index("month")
    assert len(found)
    return found


def greenwood(events):
    """Return shares by month and state, and their errors over months of persons."""
    counts = whole(rows_of(events), EXITS_COMPETE)
    months = by_person_month(counts, EXITS_COMPETE)
    share, felt = flow(counts, months, EXITS_COMPETE)
    errors = [np.sqrt(Influence(felt[:, :, k], months.often).variance()) for k in range(3)]
    return share, np.column_stack(errors)


@pytest.mark.parametrize("group", GROUPS)
def test_incidence_and_exits_with_late_entry_are_those_of_etm(extract, group):
    events, theirs = events_of(extract, group), expected("competing", group)
    share, errors = greenwood(events)
    for curve, state, name in (
        (incidence(events), REACHED, "event"),
        (in_state(events, GONE), GONE, "gone"),
    ):
        np.testing.assert_allclose(curve.estimate[theirs.index], theirs[name], **TOLERANCE)
        np.testing.assert_allclose(share[theirs.index, state], theirs[name], **TOLERANCE)
        known = theirs[f"{name}_error"].dropna()  # etm has none where all are censored
        assert len(known) == (0 if group == "only_censored" else len(theirs))
        np.testing.assert_allclose(errors[known.index, state], known, **TOLERANCE)


@pytest.mark.parametrize("group", ["from_start", "few"])
def test_errors_by_person_are_those_of_etm_where_everybody_is_followed_from_the_start(
    extract, group
):
    events, theirs = events_of(extract, group), expected("competing", group)
    np.testing.assert_allclose(
        incidence(events).error()[theirs.index], theirs["event_error"], **TOLERANCE
    )


def test_errors_by_person_are_near_those_of_etm_with_late_entry(extract):
    ours = incidence(events_of(extract, "many"))
    theirs = expected("competing", "many")["event_error"]
    gap = np.abs(ours.error()[theirs.index] - theirs)
    assert 1e-6 < gap.max() < 0.003


def test_an_empty_group_is_refused(extract):
    with pytest.raises(EstimationError, match=r"^Nobody is in this group"):
        incidence(events_of(extract, "empty"))


def test_occupation_of_states_that_are_lost_and_found_is_that_of_etm():
    names = dict(zip("nwg", STATES, strict=True))
    paths = pd.read_csv(R / "etm_paths.csv")
    moves = [
        (first + month, names[before], names[after])
        for first, path in zip(paths["first"], paths["path"], strict=True)
        for month, (before, after) in enumerate(pairwise(path), start=1)
    ]
    # Who is gone stays so to the end, as in etm, where nobody is at risk there.
    last = max(month for month, _, _ in moves)
    ended = [
        (later, "gone", "gone")
        for month, _, after in moves
        if after == "gone"
        for later in range(month + 1, last + 1)
    ]
    columns = ["month", "from_state", "to_state"]
    table = pd.DataFrame(moves + ended, columns=columns).value_counts().rename("n").reset_index()
    found, theirs = occupation(table, STATES), expected("occupation", "paths")
    for state, name in (("work", "event"), ("gone", "gone")):
        np.testing.assert_allclose(found[state].estimate[theirs.index], theirs[name], **TOLERANCE)
        np.testing.assert_allclose(
            found[state].error()[theirs.index], theirs[f"{name}_error"], **TOLERANCE
        )


@pytest.mark.parametrize("group", ["from_start", "few"])
def test_incidence_is_that_of_scikit_survival(extract, group):
    events = events_of(extract, group)
    theirs = expected("incidence", group, PEERS / "scikit_survival_")
    for curve, name in ((incidence(events), "event"), (in_state(events, GONE), "gone")):
        np.testing.assert_allclose(curve.estimate[theirs.index], theirs[name], **TOLERANCE)


@pytest.mark.parametrize("group", GROUPS)
def test_survival_with_late_entry_and_its_limits_are_those_of_scikit_survival(extract, group):
    ours = kaplan_meier(events_of(extract, group)).set_index("month")
    theirs = expected("survival", group, PEERS / "scikit_survival_")
    inside = theirs.index[theirs["estimate"].between(1e-9, 1 - 1e-9)]
    np.testing.assert_allclose(ours.loc[theirs.index, "estimate"], theirs["estimate"], **TOLERANCE)
    for limit in ("lower", "upper"):
        np.testing.assert_allclose(ours.loc[inside, limit], theirs.loc[inside, limit], **TOLERANCE)


def test_log_rank_is_that_of_scikit_survival(extract):
    rows = extract[extract["group"].isin(["from_start", "few"])]
    rows = rows.assign(group=rows["group"].astype(str))
    events = rows.groupby(["group", "entry", "duration", "cause"])["n"].sum().reset_index()
    theirs = pd.read_csv(PEERS / "scikit_survival_log_rank.csv").iloc[0]
    ours = log_rank(events, "group")
    assert [ours.statistic, ours.p] == pytest.approx(list(theirs), abs=1e-6)
