import pytest

from ..release.invented import shared_dataset, shared_release


@pytest.fixture(scope="session")
def dataset(tmp_path_factory):
    return shared_dataset(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    return shared_release(tmp_path_factory.getbasetemp())
