"""Small groups and small datasets: true to what was followed, and never a page that fails."""

import re

import numpy as np
import pandas as pd
import pytest

from analysis import cli
from analysis.design import StudyDesign
from analysis.display import figures, prose, tables
from analysis.registers.write import write_registers
from analysis.release.protect import protect_events
from analysis.release.rounded import incidence
from analysis.study import municipal, open_study
from analysis.synthetic.world import World, tables_of
from analysis.terms import Language

from .invented import MEASURES


def table(*rows):
    return pd.DataFrame(rows, columns=["entry", "duration", "cause", "n"])


def test_a_band_counts_those_who_were_followed_and_not_those_who_were_lost():
    """12 of 20 are lost at month 3 and 4 of the 8 others have the event: a half, not a fifth."""
    events = table((0, 3, "censored", 12), (0, 10, "event", 4), (0, 24, "censored", 4))
    (row,) = incidence(protect_events(events, ()), ()).itertuples()
    assert (row.lower, row.upper) == (0.33, 0.67)
    assert np.isnan(row.estimate)
    assert np.isnan(row.n_at_risk)


def test_a_band_is_told_of_the_last_month_that_anybody_is_followed_to():
    events = table((0, 4, "event", 4), (0, 9, "censored", 11))
    (row,) = incidence(protect_events(events, ()), ()).itertuples()
    assert row.month == 6


def test_a_count_that_rounds_to_nobody_has_an_interval_that_holds_the_truth():
    """2 of 35 by month 3 are 5.7 per cent, and round to nobody."""
    events = table((0, 3, "event", 2), (0, 20, "event", 10), (0, 30, "censored", 23))
    curve = incidence(protect_events(events, ()), ())
    row = curve[curve["month"] == 3].iloc[0]
    assert row["n_events"] == 0
    assert row["estimate"] == 0.04  # said as "under 5 %"
    assert row["upper"] > 2 / 35


def small(folder, persons, measures):
    """Return the study of a release of few persons, of every measure where none is named."""
    world = World(persons, seed=11)
    write_registers(folder / "data", world.dataset, tables_of(world))
    named = [part for name in measures for part in ("--measure", name)]
    made = ["release", str(folder / "data"), "--out", str(folder / "release"), *named]
    assert cli.main(made) in (0, 2)
    if not (folder / "release").exists():
        pytest.skip("nobody in this world has left the programme")
    return open_study(folder / "release")


def numbers(report):
    """Return all that a report tells, but the name of its place."""
    return tuple(
        part.frame.drop(columns="municipality", errors="ignore").to_csv() for part in report.parts
    )


@pytest.mark.no_cover  # lines that other tests run
@pytest.mark.parametrize(
    ("persons", "measures"), [(1, MEASURES), (8, ()), (25, MEASURES), (60, ())]
)
def test_a_small_dataset_gets_short_true_pages(tmp_path, persons, measures):
    study, design, drawn = small(tmp_path, persons, measures), StudyDesign(), set()
    measure, official = study.measure("any_job"), study.measure("november")
    for code in study.areas():
        report = municipal(study, design, code)
        for language in Language:
            pieces = [
                prose.title(report, language),
                prose.answer(report, language),
                prose.design(measure, design, report.here, language),
                tables.flow(report.flow, report.already_there, language, report),
                prose.meaning(report, language),
                prose.caveats(measure, report.here, language),
                prose.provenance(measure, design, report.here, language),
            ]
            if (numbers(report), language) not in drawn:  # the same numbers are the same picture
                drawn.add((numbers(report), language))
                pieces.append(figures.municipality(measure, report, language))
                pieces.append(figures.years(official, report, language))
            text = re.sub(r"<[^>]*>", " ", " ".join(piece.html for piece in pieces))
            assert not re.search(r"\b(nan|None|inf)\b", text)
    assert len(drawn) >= len(Language)
