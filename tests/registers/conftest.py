import pytest

from .folders import write_folder


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes a dataset and returns its folder."""

    def write(tables=None, declared="", tables_toml=None, encoding="utf-8"):
        return write_folder(tmp_path, tables, declared, tables_toml, encoding)

    return write
