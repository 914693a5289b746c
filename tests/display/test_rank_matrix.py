"""The matrix of agreement: each cell holds the pair that it stands for."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.display import rank_matrix
from analysis.display.style import NARROW, WIDE
from analysis.estimates.ranks import rank_agreement
from analysis.terms import Language

from .test_measurement_point import rows

# Of five municipalities: year 2 turns year 1 round, year 3 is year 2 with two of them exchanged.
YEARS = {12: "abcde", 24: "edcba", 36: "decba"}


def scores():
    parts = [
        rows({month: order.index(code) / 10 for month, order in YEARS.items()}, municipality=code)
        for code in "abcde"
    ]
    return replace(parts[0], frame=pd.concat([part.frame for part in parts], ignore_index=True))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_cell_holds_the_correlation_of_its_two_years(width):
    agreed = rank_agreement([scores()])
    drawn = rank_matrix._figure(rank_matrix._pairs(agreed), agreed, Language.EN, width)
    (axes,) = drawn.axes
    xs = [label.get_text() for label in axes.get_xticklabels()]
    ys = [label.get_text() for label in axes.get_yticklabels()]
    cells = {
        (xs[int(text.get_position()[0])], ys[int(text.get_position()[1])]): text.get_text()
        for text in axes.texts
    }
    # Spearman by hand, 1 - 6 sum(d^2) / 120: d^2 sums to 40, to 38 and to 2.
    assert {pair: text.split("\n")[0] for pair, text in cells.items()} == {
        ("1", "2"): "\N{MINUS SIGN}1.00",
        ("1", "3"): "\N{MINUS SIGN}0.90",
        ("2", "3"): "0.90",
    }


def test_three_moments_are_a_picture_and_two_a_table():
    three = rank_matrix.agreement(rank_agreement([scores()]), "nb").html
    assert three.count("<figure>") == 1
    assert "Hver rute er to målinger" in three
    frame = scores().frame
    two = replace(scores(), frame=frame[frame["month"] < 36])
    assert "<figure>" not in rank_matrix.agreement(rank_agreement([two]), "nb").html
