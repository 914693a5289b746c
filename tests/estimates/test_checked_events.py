"""Tables of events that would be counted wrongly are refused, and what to do is said."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError
from analysis.estimates.bootstrap import bootstrap
from analysis.estimates.gray import gray
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.model import Errors, Model, by_levels
from analysis.estimates.log_rank import log_rank
from analysis.estimates.pseudo_values import pseudo_values
from analysis.estimates.survival import aalen_johansen, kaplan_meier
from analysis.estimates.units import tell_a_spread
from analysis.terms import Estimand

MILLION = 10**6
GOOD = pd.DataFrame(
    {
        "sex": ["female", "male", "female", "male"],
        "place": ["a", "b", "c", "d"],
        "entry": [0, 0, 1, 0],
        "duration": [1, 2, 3, 4],
        "cause": ["event", "death", "event", "censored"],
        "n": [3, 2, 2, 4],
    }
)
WEIGHTED = GOOD.assign(w=GOOD["n"] * MILLION * 2, w2=GOOD["n"] * MILLION * 4)
FIRST = [True, False, False, False]
REFUSED = {
    "no n": (GOOD.drop(columns="n"), "no column 'n'"),
    "no duration": (GOOD.rename(columns={"duration": "durations"}), "(nearest: durations)"),
    "two of n": (pd.concat([GOOD, GOOD[["n"]]], axis=1), "'n' more than once"),
    "cause missing": (GOOD.assign(cause=GOOD["cause"].mask(FIRST)), "'cause' of the table"),
    "n missing": (GOOD.assign(n=GOOD["n"].mask(FIRST)), "'n' of the table"),
    "month missing": (GOOD.assign(duration=GOOD["duration"].mask(FIRST)), "'duration' of the"),
    "no such cause": (GOOD.assign(cause=GOOD["cause"].mask(FIRST, "died")), "No cause 'died'"),
    "n below 0": (GOOD.assign(n=GOOD["n"].mask(FIRST, -1)), "below 0"),
    "part of a month": (GOOD.assign(duration=GOOD["duration"] + 0.5), "whole months"),
    "event in month 0": (GOOD.assign(duration=GOOD["duration"].mask(FIRST, 0)), "month of its"),
    "event at a late entry": (GOOD.assign(entry=[0, 0, 3, 0]), "month of its entry"),
    "weights without squares": (WEIGHTED.drop(columns="w2"), "no column 'w2'"),
    "a weight missing": (WEIGHTED.assign(w=WEIGHTED["w"].mask(FIRST)), "'w' of the table"),
    "a weight below 0": (WEIGHTED.assign(w=-WEIGHTED["w"]), "Weights must be above 0"),
    "a weight of 0": (WEIGHTED.assign(w=WEIGHTED["w"].mask(FIRST, 0)), "Weights must be above 0"),
}


@pytest.mark.parametrize(("table", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_a_table_that_would_be_counted_wrongly_is_refused(table, said):
    asked = (
        kaplan_meier,
        aalen_johansen,
        lambda events: pseudo_values(events, Estimand.SURVIVAL, 1),
        lambda events: log_rank(events, "sex"),
        lambda events: gray(events, "sex"),
    )
    for ask in asked:
        with pytest.raises(EstimationError) as error:
            ask(table)
        assert said in str(error.value)


def test_a_row_without_a_cluster_is_refused_and_not_put_into_the_last_one():
    many = pd.concat([GOOD.assign(place=str(place)) for place in range(12)], ignore_index=True)
    unknown = many.assign(place=many["place"].mask(many["place"] == "3"))
    for ask in (kaplan_meier, lambda events, cluster: log_rank(events, "sex", cluster=cluster)):
        with pytest.raises(EstimationError, match="of clusters is missing in some rows"):
            ask(unknown, cluster="place")


MANY = pd.concat([GOOD.assign(place=str(place)) for place in range(12)], ignore_index=True)
BY_CLUSTER = {
    "curve": lambda cluster: kaplan_meier(MANY, cluster),
    "test": lambda cluster: log_rank(MANY, "sex", cluster=cluster),
    "draws": lambda cluster: bootstrap(MANY, 1, cluster),
    "model": lambda cluster: cox(
        MANY, Model(by_levels("sex"), errors=Errors.CLUSTER, cluster=cluster)
    ),
}


@pytest.mark.parametrize("cluster", ["n", "w", "entry", "cause", "month"])
@pytest.mark.parametrize("ask", BY_CLUSTER.values(), ids=BY_CLUSTER)
def test_clusters_are_not_told_by_a_column_of_counts(ask, cluster):
    with pytest.raises(EstimationError) as refused:
        ask(cluster)
    assert str(refused.value) == (
        f"Clusters cannot be told by '{cluster}', which is a column of counts.\nRename the column."
    )


@pytest.mark.parametrize(
    ("size", "tell"),
    [
        ([5] * 9, False),
        ([5] * 10, True),
        ([5] * 9 + [0], False),  # nobody is no cluster
        ([1] * 9 + [20], True),  # 841 / (400 + 9) is 2.06
        ([1] * 9 + [22], False),  # 961 / (484 + 9) is 1.95
    ],
)
def test_clusters_tell_a_spread_where_they_count_for_two(size, tell):
    assert tell_a_spread(np.array(size)) is tell


def test_where_one_cluster_has_nearly_everybody_the_interval_is_by_person():
    """Its own part has no spread and the others are hardly in the curve: it was any width."""
    some = MANY.assign(cause=MANY["cause"].replace("death", "event"))
    one_has_all = some.assign(n=some["n"].where(some["place"] != "3", 400))
    rows = kaplan_meier(one_has_all, "place")
    pd.testing.assert_frame_equal(rows, kaplan_meier(one_has_all))
    assert rows["method"].str.contains("Greenwood by person").all()
    model = Model(by_levels("sex"), errors=Errors.CLUSTER, cluster="place")
    assert "robust errors by person" in cox(one_has_all, model).method


@pytest.mark.parametrize("columns", [{"group": "sexx"}, {"group": "sex", "strata": "sexx"}])
def test_a_test_of_a_column_that_is_not_there_names_the_nearest(columns):
    with pytest.raises(EstimationError, match=r"no column 'sexx' \(nearest: sex\)"):
        log_rank(GOOD, **columns)


def test_who_is_never_at_risk_and_only_censored_changes_nothing():
    never = GOOD.iloc[[3]].assign(duration=0)
    more = kaplan_meier(pd.concat([GOOD, never]))
    assert np.allclose(more["estimate"], kaplan_meier(GOOD)["estimate"])
