"""Whom a measure counts of those who went to school: left, still in it, completed; by hand."""

import numpy as np
import pytest

from analysis.design import StudyDesign
from analysis.estimates.live import LiveStudy

from ..spec.pictures import day, read_tables
from .test_foretelling import EXIT, person, work

DECEMBER = EXIT + 11


def school(name, first, last, completed, level="grunnskole", left=EXIT):
    """Return schooling from month `first` to `last` since the exit."""
    start, end = day(left + first, 1), day(left + last, 0)
    spell = {"person_id": name, "level": level, "start": start, "end": end}
    return spell | {"completed": completed}


# The November of year 1 is month 22 of an exit in January 2010, and month 11 of one in December.
TABLES = {
    "participants": [
        *map(person, ["left, works", "left, idle", "stays", "stays, works", "stays on"]),
        *map(person, ["done, goes on", "emigrates", "untold", "never", "comes later"]),
        person("left for a summer", left=DECEMBER),
    ],
    "jobs": [
        work("left, works", 10, 30),
        work("stays, works", 10, 30),
        work("never", 10, 30),
        work("untold", 10, 30),
    ],
    "education": [
        school("left, works", 0, 8, False),
        school("left, idle", -9, 0, False),
        school("stays", 0, 40, True),
        school("stays, works", 12, 40, True),
        school("stays on", 0, 40, False),
        school("done, goes on", 0, 8, True),
        school("done, goes on", 9, 40, True, level="upper_secondary"),
        school("emigrates", 0, 8, False),
        school("untold", 0, 8, None),
        school("comes later", 13, 40, True),
        school("left for a summer", 0, 9, False, left=DECEMBER),
    ],
    "departures": [{"person_id": "emigrates", "date": day(EXIT + 15, 10), "cause": "emigration"}],
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schools")
    study = LiveStudy(read_tables(folder, TABLES, ("2007-01", "2017-12")))
    frame = study.estimates(StudyDesign("any_job,run_months=1").ask("foretelling")).frame
    return frame.set_index(["candidate", "month", "quantity"]).sort_index()


@pytest.mark.parametrize(
    ("measure", "left", "still_in", "completed"),
    [
        # Of two who left one works; of four still in it one does, or three are in grunnskole, and
        # the fourth may be back from a break; who completed it is in upper secondary.
        ("november", (1, 2), (1, 4), (1, 1)),
        ("november_grunnskole", (1, 2), (3, 4), (1, 1)),
    ],
)
def test_leaving_grunnskole_is_rewarded_where_grunnskole_does_not_count(
    told, measure, left, still_in, completed
):
    rows = told.loc[(measure, 12)]
    for stage, counts in (("left", left), ("in_progress", still_in), ("completed", completed)):
        row = rows.loc[f"counted_{stage}_grunnskole"]
        assert (row["n_events"], row["n_at_risk"]) == counts
    less = rows.loc["left_less_in_progress_grunnskole", "estimate"]
    assert less == {"november": 1 / 4, "november_grunnskole": -1 / 4}[measure]
    assert rows.loc["left_less_completed_grunnskole", "estimate"] == -1 / 2


def test_a_month_on_the_clock_is_the_same_for_everybody(told):
    # In month 24 who left for a summer has stayed away: three have left, and one of them works.
    row = told.loc[("any_job", 24, "counted_left_grunnskole")]
    assert (row["n_events"], row["n_at_risk"]) == (1, 3)


def test_other_schools_are_told_apart(told):
    row = told.loc[("november", 12, "counted_in_progress_upper_secondary")]
    assert (row["n_events"], row["n_at_risk"]) == (1, 1)
    assert np.isnan(told.loc[("november", 12, "left_less_in_progress_upper_secondary"), "estimate"])


def test_registers_that_tell_nobody_who_completes_leave_it_out(tmp_path):
    spells = [{k: v for k, v in row.items() if k != "completed"} for row in TABLES["education"]]
    tables = {**TABLES, "education": spells}
    study = LiveStudy(read_tables(tmp_path, tables, ("2007-01", "2017-12")))
    frame = study.estimates(StudyDesign("any_job,run_months=1").ask("foretelling")).frame
    assert "gap_in_grunnskole" in set(frame["quantity"])
    assert not frame["quantity"].str.contains("left").any()
