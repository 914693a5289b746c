"""What is signal in a municipality's number, and what leaving school does to it, in words."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.display import foretelling
from analysis.display.foretelling_signal import size_name
from analysis.display.tables import JOINER
from analysis.terms import Language

from .test_measurement_point import candidate, foretold, rows

STILL, DONE = "left_less_in_progress_grunnskole", "left_less_completed_grunnskole"


def signal(measure, month, wait, **sizes):
    """Return rows of signal by class, from size=(share of one cohort, of three)."""
    found = []
    for size, shares in sizes.items():
        for cohorts, share in zip((1, 3), shares, strict=True):
            more = {"leavers": float(size[1:]), "cohorts": float(cohorts)}
            told = {"candidate": measure, "quantity": "signal", "wait": wait, "rules": 2}
            found.append(rows({month: share}, **told).frame.assign(**more))
    return found


FIRST = candidate("any_job", 12, 0.85, 40, wait=14) + signal(
    "any_job", 12, 14, _0=(0.2, 0.43), _20=(0.5, 0.75)
)
OFFICIAL = candidate("november", 12, 0.6, 90, wait=16.5) + signal(
    "november", 12, 16.5, _5=(0.3, 0.56)
)


def shown(*found, language="en"):
    return foretelling.standard(foretold(*found), language).html.replace(JOINER, "")


def test_how_much_of_one_year_s_number_is_signal_is_told_in_small_and_in_large_municipalities():
    html = shown(FIRST, OFFICIAL)
    assert (
        "(work, 3 months in a row, month 12): in municipalities with fewer than 5 leavers a year,"
        " 20% of what separates municipalities in one year&#39;s number is signal, and the rest is"
        " chance. Pooling three years makes it 43%. With 20–49 a year it is 50%, and three years"
        " pooled make it 75%."
    ) in html
    # The official rule beside it, told of one class only.
    assert "in municipalities with 5–9 leavers a year, 30% of what separates" in html
    assert "Pooling three years makes it 56%. (" in html


def test_the_table_of_signal_has_a_line_a_size_and_a_column_a_pooling():
    html = shown(FIRST, OFFICIAL)
    cells = ("fewer than 5", "20% (10–30%)", "–", "43% (33–53%)", "–")  # two and five: not given
    line = "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    assert html.count(line) == 2  # at once, and folded away among all
    assert "<tr><td>50 or more</td><td>–</td><td>–</td><td>–</td><td>–</td></tr>" in html


def test_one_measure_is_told_once():
    itself = candidate("november", 12, 0.85, 90, wait=16.5) + signal(
        "november", 12, 16.5, _5=(0.3, 0.56)
    )
    assert shown(itself).count("in municipalities with 5–9 leavers a year") == 1


def test_without_classes_no_signal_is_told_and_no_table():
    html = shown(candidate("any_job", 12, 0.85, 40, wait=14))
    assert "cannot be computed here: too few municipalities are of one size" in html
    assert "A year</th>" not in html


@pytest.mark.parametrize(
    ("size", "nb", "en"),
    [
        (0, "under 5", "fewer than 5"),
        (10.0, "10–19", "10–19"),
        (50, "50 eller flere", "50 or more"),
    ],
)
def test_a_class_is_named_by_its_limits(size, nb, en):
    assert (size_name(size, Language.NB), size_name(size, Language.EN)) == (nb, en)


def test_leaving_grunnskole_is_told_against_who_is_still_in_it_and_who_completed_it():
    first = candidate("any_job", 12, 0.85, 40, wait=14, **{STILL: 0.2, DONE: -0.05})
    assert (
        "left without completing it, it counts, compared with those still in it, 20.0 percentage"
        " points more; compared with those who completed it, not clearly more or fewer."
    ) in shown(first)
    nobody = candidate("any_job", 12, 0.85, 40, wait=14, **{STILL: np.nan, DONE: -0.25})
    assert (
        "it counts, compared with those who completed it, 25.0 percentage points fewer."
        in shown(nobody)
    )


@pytest.mark.parametrize("agreement", [0.85, 0.5])
def test_the_official_rule_stands_beside_its_twin_that_counts_grunnskole(agreement):
    found = (
        candidate("any_job", 12, agreement, 40, wait=14),
        candidate("november", 12, 0.6, 90, wait=16.5, **{STILL: 0.15}),
        candidate("november_grunnskole", 12, 0.6, 90, wait=16.5, **{STILL: -0.6}),
    )
    assert (
        "counts 15.0 percentage points more of those who left grunnskole without completing it,"
        " compared with those still in it. With grunnskole counted it is 60.0 percentage points"
        " fewer."
    ) in shown(*found)
    assert "With grunnskole counted it is" not in shown(*found[:2])


def test_what_it_rewards_is_a_table_of_its_own():
    told = {STILL: 0.2, DONE: -0.05, "small": 0.4}
    html = shown(candidate("any_job", 12, 0.85, 40, wait=14, **told))
    assert "<tr><td>40%</td><td>+20.0</td><td>\N{MINUS SIGN}5.0*</td></tr>" in html
    assert "Left US" not in html


def test_rows_of_a_release_made_before_have_no_signal():
    told = foretold(candidate("any_job", 12, 0.85, 40, wait=14))
    frame = told.frame.drop(columns=["leavers", "cohorts"], errors="ignore")
    html = foretelling.standard(replace(told, frame=pd.DataFrame(frame)), "en").html
    assert "too few municipalities are of one size" in html
