import numpy as np
import pytest

from analysis.synthetic.world import make_world


@pytest.fixture(scope="session")
def world():
    return make_world(6000, np.random.default_rng(20240301))


@pytest.fixture(scope="session")
def tables(world):
    return world.tables
