"""Start-stop rows by time since start and completion: drawn, and against R's person-months."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.model import Covariate, Errors, Model
from analysis.estimates.hazards.stretches import stretches

R = Path(__file__).parents[1] / "r"
MONTHS = ["begun", "left", "completed"]


def one(entry, duration, cause, *stays):
    """Return the stretches of one person with these stays (begun, left, completed)."""
    every = pd.DataFrame(stays, columns=MONTHS).astype("Int64").assign(person=7)
    frame = pd.DataFrame({"entry": [entry], "duration": [duration], "cause": [cause]}, index=[7])
    begun, completed = (every[name].min() if len(every) else pd.NA for name in MONTHS[::2])
    frame = frame.assign(begun=begun, completed=completed)
    rows = stretches(frame.astype({"begun": "Int64", "completed": "Int64"}), every)
    assert (rows["person"] == 7).all()
    assert (rows["cause"].iloc[:-1] == "censored").all()
    assert rows["cause"].iloc[-1] == cause
    return [tuple(row) for row in rows[["entry", "duration", "exposure"]].itertuples(index=False)]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ((0, 9, "event"), [(0, 9, "not_begun")]),
        ((0, 9, "event", (4, None, None)), [(0, 4, "not_begun"), (4, 9, "in_progress 01")]),
        # In the month of the event he had not begun.
        ((0, 9, "event", (9, None, None)), [(0, 9, "not_begun")]),
        ((0, 9, "death", (12, 20, 20)), [(0, 9, "not_begun")]),
        (
            (0, 40, "censored", (2, None, None)),
            [
                (0, 2, "not_begun"),
                (2, 8, "in_progress 01"),
                (8, 14, "in_progress 07"),
                (14, 26, "in_progress 13"),
                (26, 40, "in_progress 25"),
            ],
        ),
        (
            (0, 60, "event", (1, 10, 10)),
            [
                (0, 1, "not_begun"),
                (1, 7, "in_progress 01"),
                (7, 10, "in_progress 07"),
                (10, 22, "completed 01"),
                (22, 46, "completed 13"),
                (46, 60, "completed 37"),
            ],
        ),
        # That he left is known three months later; it is told by months since he did.
        (
            (0, 30, "event", (1, 5, None)),
            [
                (0, 1, "not_begun"),
                (1, 7, "in_progress 01"),
                (7, 8, "in_progress 07"),
                (8, 17, "left 04"),
                (17, 30, "left 13"),
            ],
        ),
        # Back in it: by months since the first start; completed then, and for good.
        (
            (0, 30, "event", (1, 5, None), (12, 20, 20)),
            [
                (0, 1, "not_begun"),
                (1, 7, "in_progress 01"),
                (7, 8, "in_progress 07"),
                (8, 12, "left 04"),
                (12, 13, "in_progress 07"),
                (13, 20, "in_progress 13"),
                (20, 30, "completed 01"),
            ],
        ),
        # Seen from month 10 on, in the exposure since month 2.
        (
            (9, 20, "event", (2, None, None)),
            [(9, 14, "in_progress 07"), (14, 20, "in_progress 13")],
        ),
    ],
)
def test_a_life_is_cut_where_its_exposure_changes(person, expected):
    rows = one(*person)
    # A cut where nothing changes does no harm: join what is alike before comparing.
    joined = []
    for entry, duration, exposure in rows:
        if joined and joined[-1][2] == exposure:
            entry = joined.pop()[0]
        joined.append((entry, duration, exposure))
    assert joined == expected
    assert all(a[1] == b[0] for a, b in pairwise(rows))


@pytest.fixture(scope="module")
def waiting():
    people = pd.read_csv(R / "waiting.csv").astype(dict.fromkeys(MONTHS, "Int64"))
    every = people[people["begun"].notna()][["person", *MONTHS]]
    frame = people.set_index("person")
    return stretches(frame, every).join(frame[["place", "sex", "age"]], on="person")


@pytest.fixture(scope="module")
def from_r():
    rows = pd.read_csv(R / "waiting_coefficients.csv", skipinitialspace=True)

    def of(case):
        chosen = rows[rows["case"] == case]
        names = chosen["term"].str.replace("^(exposure|sex|age)", "", regex=True)
        return chosen.assign(term=names).set_index("term")[["estimate", "std_error"]]

    return of


COVARIATES = (Covariate("exposure", "not_begun"), Covariate("sex", "m"), Covariate("age", "old"))


@pytest.mark.parametrize(
    ("case", "fit_of", "asked"),
    [
        ("cox model", cox, {}),
        ("cox person", cox, {"errors": Errors.PERSON}),
        ("cox place", cox, {"errors": Errors.CLUSTER, "cluster": "place"}),
        ("cloglog model", discrete_time, {}),
    ],
)
def test_stretches_give_what_r_makes_of_every_month_of_everybody(
    waiting, from_r, case, fit_of, asked
):
    found = fit_of(waiting, Model(COVARIATES, person="person", **asked)).frame.set_index("level")
    expected = from_r(case).reindex(found.index)
    for name in ("estimate", "std_error"):
        np.testing.assert_allclose(found[name], expected[name], atol=1e-6, rtol=0)


def test_persons_and_events_of_each_level_are_those_of_r(waiting, from_r):
    events = waiting[waiting["cause"] == "event"].groupby("exposure").size()
    persons = waiting.groupby("exposure")["person"].nunique()
    expected = from_r("counts")
    assert persons.to_dict() == expected["estimate"].to_dict()
    assert events.to_dict() == expected["std_error"].to_dict()
