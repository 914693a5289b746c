"""States as a study answers them: by hand, adding up to months, and groups that have none."""

import numpy as np
import pandas as pd
import pytest

from analysis.design import StudyDesign
from analysis.errors import DesignError, EstimationError
from analysis.estimates.live import open_live
from analysis.estimates.occupied import STATES, occupation_rows
from analysis.terms import Estimand

from ..release.invented import shared_dataset

DESIGN = StudyDesign()


def moves(paths, sex="all"):
    """Return transitions of paths, one letter a month from month 1: in, not in, emigrated."""
    names = {"i": "in_state", "n": "not_in_state", "e": "emigration"}
    rows = [
        (sex, "0301", month, names[path[month - 2]], names[path[month - 1]])
        for path in paths
        for month in range(2, len(path) + 1)
    ]
    columns = ["sex", "municipality", "month", "from_state", "to_state"]
    return pd.DataFrame(rows, columns=columns).value_counts().rename("n").reset_index()


def of_state(rows, state):
    return rows[rows["state"] == state].set_index("month")


def test_where_everybody_is_seen_states_are_shares_and_their_means_are_months():
    paths = ["niin", "nnii", "inne", "iiii"]
    shares = of_state(occupation_rows(moves(paths), Estimand.OCCUPATION), "in_state")
    assert shares["estimate"].to_dict() == pytest.approx({1: 0.5, 2: 0.5, 3: 0.75, 4: 0.5})
    assert shares["n_events"].to_dict() == {1: 2, 2: 2, 3: 3, 4: 2}
    months = of_state(occupation_rows(moves(paths), Estimand.TIME_IN_STATE), "in_state")
    assert months["estimate"].to_dict() == pytest.approx({1: 0.5, 2: 1.0, 3: 1.75})
    assert months["n_events"].to_dict() == {1: 2, 2: 2, 3: 3}


def test_a_group_that_cannot_be_followed_says_why_and_leaves_the_others():
    gap = moves(["niin"], "b")
    both = pd.concat([moves(["niin", "nnnn"], "a"), gap[gap["month"] != 3]])
    rows = occupation_rows(both, Estimand.OCCUPATION, ("sex",))
    assert rows[rows["sex"] == "a"]["estimate"].notna().all()
    (row,) = rows[rows["sex"] == "b"].itertuples()
    assert np.isnan(row.estimate)
    assert row.method == ("no estimate: Nobody's state is seen in month 3, between other months.")


def test_nobody_at_all_is_an_error():
    with pytest.raises(EstimationError, match=r"^Nobody's state is seen in two months"):
        occupation_rows(moves([]), Estimand.OCCUPATION)


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    return open_live(shared_dataset(tmp_path_factory.getbasetemp()))


def test_of_persons_states_add_up_to_one_and_their_months_to_the_horizon(live):
    shares = live.estimates(DESIGN.ask("occupation", ("sex",))).frame
    assert set(shares["state"]) == set(STATES)
    assert shares.groupby(["sex", "month"])["estimate"].sum().to_numpy() == pytest.approx(1)
    months = live.estimates(DESIGN.ask("time_in_state")).frame
    total = months.groupby("month")["estimate"].sum()
    assert total.to_numpy() == pytest.approx(total.index.to_numpy())
    assert months["method"].str.contains("clustered, 30 municipalities").all()


def test_months_in_the_state_are_the_sum_of_its_shares(live):
    shares = live.estimates(DESIGN.ask("occupation")).frame
    inside = shares[shares["state"] == "in_state"].set_index("month")["estimate"]
    months = live.estimates(DESIGN.ask("time_in_state")).frame
    mean = months[months["state"] == "in_state"].set_index("month")["estimate"]
    assert mean.to_numpy() == pytest.approx(inside.cumsum()[mean.index].to_numpy())


def test_occupation_is_near_prevalence_which_leaves_out_who_cannot_be_followed(live):
    shares = live.estimates(DESIGN.ask("occupation")).frame
    inside = shares[shares["state"] == "in_state"].set_index("month")["estimate"]
    prevalence = live.estimates(DESIGN.ask("prevalence")).frame.set_index("month")["estimate"]
    early = range(1, 13)  # nearly everybody is followed so far
    assert inside[early].to_numpy() == pytest.approx(prevalence[early].to_numpy(), abs=0.01)


def test_a_measure_read_once_a_year_has_no_states_between(live):
    with pytest.raises(DesignError) as refused:
        live.estimates(StudyDesign("november").ask("time_in_state"))
    assert str(refused.value) == (
        "The measure 'november' is read once a year: in the months between it has no state."
        "\nAsk for its prevalence."
    )
