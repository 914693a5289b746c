import pandas as pd
import pytest

from analysis.estimates.live import open_live
from analysis.release.files import TABLES
from analysis.study import open_study

from .invented import shared_dataset, shared_release


@pytest.fixture(scope="session")
def dataset(tmp_path_factory):
    return shared_dataset(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    return shared_release(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def live(dataset):
    return open_live(dataset)


@pytest.fixture(scope="session")
def study(release):
    return open_study(release)


@pytest.fixture(scope="session")
def frames(release):
    """Every table of the release, as any reader opens it."""
    return {name: pd.read_parquet(release / f"{name}.parquet") for name in TABLES}
