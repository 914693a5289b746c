"""Persons are numbered by group as pandas numbers them, however many groups there could be."""

import numpy as np
import pandas as pd
import pytest

from analysis.timeline import counting
from analysis.timeline.counting import Counted


@pytest.fixture(params=[counting.CELLS, 7], ids=["few", "many"])
def cells(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "CELLS", request.param)


@pytest.mark.usefixtures("cells")
@pytest.mark.parametrize("n", [0, 1, 400])
def test_groups_are_numbered_in_the_order_of_their_values(n: int) -> None:
    rng = np.random.default_rng(n)
    frame = pd.DataFrame(
        {
            "place": rng.choice(["b", "a", "Å"], n).astype(object),
            "month": rng.integers(-12, 30, n),
            "cause": pd.Categorical.from_codes(rng.integers(0, 3, n), ["event", "never", "death"]),
            "event": rng.integers(0, 2, n).astype(np.int8),
        }
    )
    number, names = Counted(frame).numbered()
    plain = frame.astype({"cause": object})
    by = plain.groupby(list(plain), sort=True)
    assert number.tolist() == by.ngroup().tolist()
    expected = plain.drop_duplicates().sort_values(list(plain), ignore_index=True)
    pd.testing.assert_frame_equal(names.astype({"cause": object}), expected)
