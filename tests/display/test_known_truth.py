"""Comparisons against the truth in a figure, a table and sentences, from rows drawn by hand."""

from dataclasses import replace
from math import inf, nan

import pandas as pd
import pytest

from analysis.comparison_terms import Approach
from analysis.design import TIDY, Estimates
from analysis.display import known_truth
from analysis.estimates.comparison_check import ComparisonCheck, summed

CHECK = ComparisonCheck(kinds=("usual",), worlds=2)
TRUE = 0.05
TOLD = {"target_trial": ((0.06, 0.03), 0.04), "naive": ((-0.05, -0.07), 0.06)}
"""Approach -> the difference that it tells in two worlds, and half the width of intervals;
bands are told as well, and stand in no page."""


def told(approach, of="prevalence"):
    estimates, half = TOLD[approach]
    for seed, estimate in enumerate(estimates, start=1):
        for month in (24, 60):
            limits = (estimate - half, estimate + half)
            yield of, seed, approach, "difference", month, estimate, *limits, TRUE
        yield (
            of,
            seed,
            approach,
            "curve_difference",
            nan,
            estimate,
            *limits,
            TRUE,
        )
        yield of, seed, approach, "crossing", nan, 40.0, 30.0, 50.0 if seed == 1 else inf, 60.0


COLUMNS = ["of", "seed", "approach", "estimand", "month", "estimate", "lower", "upper", "true"]


def estimates(*approaches):
    rows = [row for one in approaches for row in told(one)]
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(world="usual")
    rest = {name: "" for name in TIDY if name not in frame}
    return Estimates(frame.assign(**rest), CHECK.name, CHECK.source)


@pytest.fixture(scope="module")
def both():
    return estimates(*TOLD)


def test_sentences_tell_the_mean_miss_and_how_many_intervals_hold(both):
    html = known_truth.meaning(CHECK, both, "en").html
    assert "“Ever against never (biased: no fair comparison)” is −11.0 percentage points" in html
    # By hand: 0.06 and 0.03 against 0.05 are +1 and -2; two months of two worlds.
    main = html.partition("“Main answer: made comparable by weights” is ")[2]
    assert main.startswith("−0.5 percentage points from the truth on average, 1.5 in one month")
    assert "4 of 4 intervals hold the truth" in main
    assert "possible crossing months holds the truth in 1 of 2 worlds" in main


def test_models_of_every_month_are_told_without_a_crossing_that_they_do_not_have(both):
    frame = both.frame[(both.frame["approach"] == "naive") & (both.frame["month"].notna())]
    models = frame.assign(approach="g_formula")
    rows = replace(both, frame=pd.concat([both.frame, models], ignore_index=True))
    html = known_truth.meaning(CHECK, rows, "en").html
    of_models = html.partition("models of every month (g-formula)” is ")[2]
    assert of_models.startswith("−11.0 percentage points")
    assert "crossing" not in of_models.partition("</p>")[0]
    asked = replace(CHECK, approaches=(Approach.TARGET_TRIAL, Approach.G_FORMULA))
    table = known_truth.figure(asked, rows, "en").html.partition("<table")[2]
    assert "models of every month" in table
    assert "Ever against never" not in table
    assert "0 of 4 intervals hold the truth" in html


def test_the_answer_says_which_approach_is_nearer_and_only_what_is_so(both):
    html = known_truth.answer(CHECK, both, "en").html
    assert "typically misses by 1.5 percentage points in one month of one world" in html
    assert "ever against never misses by 11.0" in html
    frame = both.frame.assign(true=-0.06)
    other = Estimates(frame, CHECK.name, CHECK.source)
    assert "comes no nearer the truth" in known_truth.answer(CHECK, other, "en").html
    alone = known_truth.answer(CHECK, estimates("naive"), "en").html
    assert "misses" not in alone


def test_the_figure_has_a_mark_a_world_and_a_bar_for_their_mean(both, drawn):
    html = known_truth.figure(CHECK, both, "nb").html
    (axes,) = drawn[0].axes
    marks = [line for line in axes.lines if line.get_marker() in ("o", "s")]
    found = {line.get_marker(): sorted(line.get_ydata().round(6)) for line in marks}
    assert found == {"o": [-2, -2, 1, 1], "s": [-12, -12, -10, -10]}
    means = [bar.get_segments()[0][0][1].round(6) for bar in axes.collections]
    assert means == [-11, -0.5]
    assert "lengst fra er «Noen gang mot aldri" in html
    assert "med −12,0 prosentpoeng i måned 24" in html


def test_the_table_tells_bias_spread_and_what_holds_by_month(both):
    html = known_truth.figure(CHECK, both, "en").html
    # The spread of +1 and -2 is 3 / sqrt(2).
    assert "<td>−0.5 (2.1); 2 of 2</td>" in html
    assert "<td>−11.0 (1.4); 0 of 2</td>" in html
    assert "<td>1 of 2</td></tr>" in html
    assert summed(both.frame)["n"].eq(2).all()
