"""Figures: what is written in them is not written over something else, however long the curve."""

from itertools import combinations, pairwise

import pytest

from analysis.display import figures, sequels
from analysis.display.style import EVERYBODY

from .conftest import report, rows, with_counts

CURVE = rows((0, 0.0, 0.0, 0.0), (12, 0.3, 0.2, 0.4), (24, 0.5, 0.4, 0.6))


def touching(boxes):
    """How many of the boxes, from left to right, reach into the next."""
    boxes = sorted(boxes, key=lambda box: box.x0)
    return sum(left.x1 >= right.x0 for left, right in pairwise(boxes))


def test_twenty_years_of_months_and_numbers_are_not_written_over_each_other(measures, drawn):
    told = ((month, 1 - 0.99**month, 0.0, 1.0) for month in range(240))
    live = with_counts(rows(*told, release_id=None), n_at_risk=59_340, n_events=0)
    figures.curve(measures[0], live, "nb")
    for figure in drawn:
        figure.canvas.draw()
        texts = figure.axes[0].texts
        counts = [text for text in texts if text.get_color() == EVERYBODY]
        months = [text for text in texts if text.get_text().isdigit() and text not in counts]
        assert counts[1].get_text() == "59\u00a0340"  # as in the table
        assert touching(text.get_window_extent() for text in counts) == 0
        assert touching(text.get_window_extent() for text in months) == 0
        named = {int(text.get_text()) for text in months}
        assert {0, 96} < {text.get_position()[0] for text in counts} <= named


def test_nineteen_years_are_not_written_over_each_other(measures, drawn):
    told = ((12 * year, 0.6, 0.5, 0.7) for year in range(1, 20))
    one = report(CURVE, CURVE, official_everybody=rows(*told, estimand="prevalence"))
    figures.years(measures[1], one, "nb")
    for figure in drawn:
        figure.canvas.draw()
        labels = figure.axes[0].get_xticklabels()
        assert labels[0].get_text() == "1"
        assert touching(text.get_window_extent() for text in labels) == 0


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.97])
def test_the_legend_hides_neither_a_low_curve_nor_a_high_one(measures, drawn, share):
    reached = rows((0, 0, 0, 0), *((month, share, share, share) for month in (3, 12, 24, 36, 60)))
    figures.municipality(measures[0], report(reached, reached), "en")
    assert len(drawn) == 2
    for figure in drawn:
        figure.canvas.draw()
        axes = figure.axes[0]
        legend = axes.get_legend().get_window_extent()
        level = axes.lines[0].get_transform().transform((0, share))[1]
        assert not legend.y0 <= level <= legend.y1
        (name,) = (text for text in axes.texts if "November" in text.get_text())
        assert not legend.overlaps(name.get_window_extent())


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("release_id", ["0a", None])
def test_nothing_around_a_plot_is_written_over_something_else(
    measures, drawn, language, release_id
):
    told = [(12 * year, 0.1 * year, 0.0, 0.9) for year in range(9)]
    curve, few = (rows(*told[:n], release_id=release_id) for n in (9, 4))
    left = rows(*((month, share / 9, 0.0, 0.2) for month, share, *_ in told), release_id=release_id)
    figures.curve(measures[0], curve, language)
    sequels.never(curve, left, language)
    sequels.first_jobs(measures[0], curve, few, language)
    sequels.loss(measures[0], curve, language)
    assert len(drawn) == 8
    for figure in drawn:
        figure.canvas.draw()
        (sheet,) = figure.axes
        texts = [*sheet.texts, figure._supxlabel, *figure.legends]
        boxes = [text.get_window_extent() for text in texts if text is not None]
        assert len(boxes) > 12
        for box in boxes:
            assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1
            assert figure.bbox.y0 <= box.y0 < box.y1 <= figure.bbox.y1
        assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]


def overlap(one, other):
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return min(wide, high) > 0
