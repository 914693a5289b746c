import pytest

from analysis.synthetic.dates import Window
from analysis.synthetic.world import World, tables_of

PERSONS = 8000


@pytest.fixture(scope="session")
def world():
    """Programmes end from 2005 to 2024, so that the last of them still run at some time before."""
    return World(PERSONS, seed=20240301, window=Window(last_exit=2024))


@pytest.fixture(scope="session")
def tables(world):
    return tables_of(world)
