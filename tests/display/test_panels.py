"""Small panels: they and what is written at them are on the sheet, and beside each other."""

from dataclasses import replace
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.transforms import Bbox

from analysis.display.panels import panels
from analysis.display.style import NARROW, WIDE, theme
from analysis.terms import Access, Language

from .conftest import rows

SHORT, LONG = "men (1)", "100,000 inhabitants and more (24,684)"
LABELS = ("have been in stable work or education", "months since settling in the municipality")
CURVE = rows((0, 0, 0, 0), (12, 0.4, 0.38, 0.42), release_id=None, access=Access.INVENTED)


def drawn(titles, last, shown, language, width):
    with mpl.rc_context(theme(width)):
        made = panels(titles, last, LABELS, shown, language, width)
        made.figure.canvas.draw()
    return made


def boxes(made):
    """Where texts are, in pixels."""
    texts = [*made.sheet.texts, made.figure._supxlabel, made.figure._supylabel]
    return [text.get_window_extent() for text in texts if text is not None]


def touch(one, other):
    return min(one.x1, other.x1) > max(one.x0, other.x0) and min(one.y1, other.y1) > max(
        one.y0, other.y0
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("n", [1, 2, 3, 5, 8, 9, 12])
def test_nothing_is_written_over_something_else_or_beyond_the_sheet(n, width, language):
    for title, last, shown in ((SHORT, 147, CURVE), (LONG, 60, replace(CURVE, release_id="0a"))):
        made = drawn([title] * n, last, shown, language, width)
        found = boxes(made)
        areas = [Bbox(within.transform([(0, 0), (last, 1)])) for within in made.within]
        assert len(areas) == n
        sheet = made.figure.bbox
        for box in (*found, *areas):
            assert sheet.x0 <= box.x0 < box.x1 <= sheet.x1
            assert sheet.y0 <= box.y0 < box.y1 <= sheet.y1
        assert not [pair for pair in combinations([*found, *areas], 2) if touch(*pair)]


def test_months_and_shares_of_a_panel_lie_where_its_numbers_stand():
    made = drawn([SHORT] * 2, 48, CURVE, Language.EN, NARROW)
    at = {text.get_text(): text.get_window_extent() for text in made.sheet.texts}
    left, right = made.within
    half, year = at["50%"], at["24"]  # the months are those of the right panel, written last
    assert left.transform((0, 0.5))[1] == pytest.approx((half.y0 + half.y1) / 2, abs=5)
    assert right.transform((24, 0))[0] == pytest.approx((year.x0 + year.x1) / 2, abs=5)
    assert np.diff(left.transform([(0, 0), (48, 1)])[:, 1])[0] == pytest.approx(1.6 * 160)
