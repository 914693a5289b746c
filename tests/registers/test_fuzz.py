"""Two thousand broken files: refused, or read as they stand; never a traceback, a hang or a change.

`make bench` breaks a hundred thousand.
"""

import numpy as np
import pytest

from analysis.registers import files

from .mutations import break_one, read_broken, write_base

FILES, PARTS = 2000, 4


def test_whole_dataset_is_read(tmp_path):
    write_base(tmp_path)
    assert read_broken(tmp_path).fate == "read"


@pytest.mark.no_cover  # the same lines two thousand times, which other tests run
@pytest.mark.parametrize("part", range(PARTS))
def test_broken_files_are_refused_or_read_as_they_stand(part, tmp_path):
    rng = np.random.default_rng(part)
    base = write_base(tmp_path)
    fates = {"refused": 0, "read": 0}
    for _ in range(FILES // PARTS):
        name = break_one(tmp_path, base, rng)
        became = read_broken(tmp_path)
        assert became.fate in fates, f"{name}: {became}\n{(tmp_path / name).read_bytes()!r}"
        fates[became.fate] += 1
        assert "Traceback" not in became.message
    assert min(fates.values()) > 20  # both ends of the test are reached


def test_a_reader_that_drops_a_row_is_found(tmp_path, monkeypatch):
    write_base(tmp_path)
    read = files.read_csv
    monkeypatch.setitem(files.READERS, "CSV", lambda *given: read(*given).iloc[:-1])
    assert read_broken(tmp_path).fate == "differs"
