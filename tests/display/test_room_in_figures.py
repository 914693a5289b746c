"""Figures: what is written in them is not written over something else, however long the curve."""

from itertools import pairwise

import pytest

from analysis.display import figures

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
        below = figure.axes[1]
        counts = [text for text in below.texts if text.get_text() != "0"]
        assert counts[1].get_text() == "59\u00a0340"  # as in the table
        assert touching(text.get_window_extent() for text in counts) == 0
        assert touching(text.get_window_extent() for text in below.get_xticklabels()) == 0
        ticks = set(below.get_xticks())
        assert {text.get_position()[0] for text in below.texts} <= ticks


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
        level = axes.transData.transform((0, share))[1]
        assert not legend.y0 <= level <= legend.y1
        (name,) = axes.texts
        assert not legend.overlaps(name.get_window_extent())
