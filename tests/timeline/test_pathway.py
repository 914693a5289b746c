"""A break of a summer in school, by hand."""

import numpy as np
import pytest

from analysis.timeline.pathway import joined


@pytest.mark.parametrize(
    ("before", "after"),
    [("EE..EE", "EEEEEE"), ("EE...E", "EE...E"), (".E....", ".E...."), ("E.E..E", "EEEEEE")],
)
def test_a_break_of_a_summer_is_no_end_of_school(before, after):
    held = np.array([[one == "E" for one in before]])
    assert "".join("E" if one else "." for one in joined(held)[0]) == after
