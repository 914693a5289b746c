"""The invented extracts of `../r`, as tables of events, and what R made of them."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.estimates.hazards.model import Covariate

R = Path(__file__).parents[1] / "r"
MILLION = 1_000_000


@pytest.fixture(scope="session")
def persons():
    return pd.read_csv(R / "hazards_extract.csv").assign(n=1)


@pytest.fixture(scope="session")
def events(persons):
    """Persons added up, as a release could hold them: sums of counts and weights."""
    return added_up(persons.assign(w=persons["n"] * MILLION, w2=MILLION))


@pytest.fixture(scope="session")
def weighted(persons):
    w = persons["weight"]
    return added_up(persons.assign(w=w, w2=w**2 // MILLION))


def added_up(persons):
    keys = ["sex", "age", "place", "county", "entry", "duration", "cause"]
    return persons.groupby(keys)[["n", "w", "w2"]].sum().reset_index()


@pytest.fixture(scope="session")
def stretches():
    return pd.read_csv(R / "hazards_stretches.csv").assign(n=1)


@pytest.fixture(scope="session")
def sex_and_age():
    return Covariate("sex", "m"), Covariate("age", "middle")


@pytest.fixture(scope="session")
def expected():
    """Return what R found in one case: coefficients, errors, log-likelihood."""
    rows = pd.read_csv(R / "hazards_coefficients.csv", skipinitialspace=True)
    fits = pd.read_csv(R / "hazards_fits.csv", skipinitialspace=True).set_index("case")

    def of(case):
        of_case = rows[rows["case"] == case]
        assert len(of_case)
        return list(of_case["estimate"]), list(of_case["std_error"]), fits.loc[case].item()

    return of
