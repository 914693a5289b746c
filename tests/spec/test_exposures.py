"""Stays in an exposure, drawn: month 0 is June 2015, and a person is observed from month -5 to 8.

Before the bar are month 0 and the months that lead to it. `G` in grunnskole, `C` its
last month where it is completed, `.` not in it. Spells hold from the 1st to the last day.
"""

from datetime import date

import pytest

from analysis.errors import DesignError
from analysis.estimates.live import LiveStudy
from analysis.reference.comparisons import parse_comparison
from analysis.terms import OriginName
from analysis.timeline.cohort import cohort
from analysis.timeline.exposure import exposures, stages, stays
from analysis.timeline.pathway import spells_of

from .pictures import day, read_tables, stretches

ORIGIN = (2015 - 1970) * 12 + 5
OBSERVED = ("2015-01", "2016-02")


def read(folder, rows, table="education", optional=()):
    person = {"person_id": "a", "municipality": "0301", "programme_start": day(ORIGIN, 10)}
    jobs = [{"person_id": "a", "start": date(2015, 1, 1), "end": date(2015, 1, 31)}]
    spells = [{"person_id": "a", **row} for row in rows]
    tables = {"participants": [person], "jobs": jobs, table: spells}
    return read_tables(folder, tables, OBSERVED, "started", optional=optional)


def drawn_spells(picture):
    """Return the rows of a picture; a spell that holds in the last month drawn is open."""
    before, _, after = picture.partition("|")
    months, zero = before + after, len(before) - 1
    rows = []
    for first, last in stretches(months, lambda char: char in "GC"):
        done = months[last] == "C"
        is_open = last == len(months) - 1 and not done
        end = None if is_open else day(ORIGIN + last - zero, 0)
        start = day(ORIGIN + first - zero, 1)
        rows.append({"start": start, "end": end, "level": "grunnskole", "completed": done})
    return rows


def asked(registers, text="grunnskole"):
    people = cohort(registers, OriginName.PROGRAMME_START)
    return registers, people, parse_comparison(text)


def told(frame):
    """Return months as a tuple, None where there is none."""
    (row,) = frame[["begun", "left", "completed"]].itertuples(index=False)
    return tuple(None if value is frame["begun"].dtype.na_value else int(value) for value in row)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (".|........", (None, None, None)),
        (".|..GGG...", (3, 5, None)),
        (".|..GGC...", (3, 5, 5)),
        (".|....GGGG", (5, None, None)),  # goes on where observation ends
        (".|....GGGC", (5, None, 8)),  # completed, and nobody sees whether the next one follows
        ("G|GG......", (0, 2, None)),  # begun in the month of time zero
        ("GG.|GGGG....", (-2, 4, None)),  # month 0 without it is a break
        ("GGG...|........", (-5, -3, None)),
        (".|GG..GG..", (1, 6, None)),  # the next begins three months after the last month
        (".|G...GG..", (1, 1, None)),  # four months after: it was left; the second stay is another
        (".|GC..GC..", (1, 6, 2)),  # completed is the first time
        (".|G...GC..", (1, 1, 6)),  # completed later, in another stay
        (".|G..G...G", (1, 4, None)),  # from 1 to 4 one stay; 8 is another
    ],
)
def test_spells_become_a_stay_from_its_first_to_its_last_month(tmp_path, picture, expected):
    frame = exposures(*asked(read(tmp_path, drawn_spells(picture), optional=("completed",))))
    assert told(frame) == expected


def test_a_month_is_decided_by_the_monthly_rule_of_the_comparison(tmp_path):
    late = {"start": date(2015, 8, 16), "end": date(2015, 10, 14), "level": "grunnskole"}
    registers = read(tmp_path, [{**late, "completed": True}])
    # On the 15th it holds in September alone; it is begun in August, and its end lies in October.
    assert told(exposures(*asked(registers))) == (2, 3, 4)
    overlap = asked(registers, "grunnskole,monthly_rule=overlap")
    assert told(exposures(*overlap)) == (2, 4, 4)


def test_months_in_school_have_that_of_its_first_day_where_it_decides_the_next(tmp_path):
    late = {"start": date(2015, 8, 20), "end": date(2015, 10, 14), "level": "grunnskole"}
    few_days = {"start": date(2015, 12, 16), "end": date(2016, 1, 14), "level": "grunnskole"}
    registers = read(tmp_path, [{**one, "completed": True} for one in (late, few_days)])
    study = LiveStudy(registers)
    comparison = parse_comparison("grunnskole")
    people, panel = study.cohort(comparison.design), study.panel(comparison.design)
    held, done = spells_of(panel, people, comparison.exposure, 8)
    assert "".join("G" if one else "." for one in held[0]) == "..GG....."
    assert done.tolist() == [4]


def test_a_spell_that_decides_no_month_is_no_stay(tmp_path):
    few_days = {"start": date(2015, 8, 16), "end": date(2015, 9, 14), "level": "grunnskole"}
    assert told(exposures(*asked(read(tmp_path, [{**few_days, "completed": True}])))) == (
        None,
        None,
        None,
    )


def test_a_spell_from_before_the_observed_months_has_begun(tmp_path):
    old = {"start": date(1998, 8, 20), "end": date(1999, 6, 20), "level": "grunnskole"}
    registers = read(tmp_path, [{**old, "completed": True}])
    # August 1998 to June 1999, in months before June 2015.
    assert told(exposures(*asked(registers))) == (-202, -192, -192)


def test_what_begins_after_the_last_observed_month_is_not_seen(tmp_path):
    later = {"start": date(2016, 3, 1), "end": date(2016, 12, 31), "level": "grunnskole"}
    ends_later = {"start": date(2015, 9, 1), "end": date(2016, 3, 31), "level": "grunnskole"}
    registers = read(tmp_path / "a", [{**later, "completed": True}])
    assert told(exposures(*asked(registers))) == (None, None, None)
    registers = read(tmp_path / "b", [{**ends_later, "completed": True}])
    assert told(exposures(*asked(registers))) == (3, None, None)


def test_unknown_completion_is_not_told_and_another_level_is_another_exposure(tmp_path):
    unknown = {"start": date(2015, 9, 1), "end": date(2015, 12, 31), "completed": None}
    done = {"start": date(2015, 7, 1), "end": date(2015, 8, 31), "completed": True}
    rows = [{**unknown, "level": "grunnskole"}, {**done, "level": "upper_secondary"}]
    registers = read(tmp_path, rows)
    assert told(exposures(*asked(registers))) == (3, 6, None)
    assert told(exposures(*asked(registers, "grunnskole,exposure=education:upper_secondary"))) == (
        1,
        2,
        2,
    )


def test_an_activity_has_a_kind_and_a_name_and_no_completion(tmp_path):
    autumn = {"start": date(2015, 9, 1), "end": date(2015, 10, 31)}
    spring = {"start": date(2016, 1, 1), "end": date(2016, 1, 31)}
    rows = [
        {**autumn, "kind": "module", "name": "Digital skills"},
        {**spring, "kind": "module", "name": "Parents"},
        {**spring, "kind": "work_practice", "name": None},
    ]
    registers = read(tmp_path, rows, "activities")

    def of(exposure):
        return told(exposures(*asked(registers, f"work_practice,exposure={exposure}")))

    assert of("activities:module") == (3, 7, None)
    assert of("activities:module:Digital skills") == (3, 4, None)
    assert of("activities:module:Parents") == (7, 7, None)
    assert of("activities:work_practice") == (7, 7, None)
    assert of("activities:language_practice") == (None, None, None)


def test_an_exposure_that_the_registers_do_not_hold_is_refused(tmp_path):
    spell = {"start": date(2015, 9, 1), "end": None, "level": "grunnskole"}
    with pytest.raises(DesignError) as caught:
        exposures(*asked(read(tmp_path, [spell])))
    assert str(caught.value) == (
        "The exposure 'education:grunnskole' needs education.completed, which this dataset does not"
        " have.\nAdd it to the dataset, or choose another definition."
    )


STAGES = {"not_begun": ".", "in_progress": "G", "completed": "C", "left": "L"}


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (".|..GGG...", "..GGGGGL"),  # for two months he may come back, as after a summer
        (".|..GGC...", "..GGCCCC"),
        (".|G...GG..", "GGGLGGGG"),  # known as left in the third month without, then back
        (".|GG..GG..", "GGGGGGGG"),
        (".|GC..GG..", "GCCCCCCC"),
        ("GG.|.......", "GLLLLLL"),
    ],
)
def test_a_stage_is_what_is_known_in_its_month(tmp_path, picture, expected):
    registers, people, comparison = asked(
        read(tmp_path, drawn_spells(picture), optional=("completed",))
    )
    every = stays(registers, people, comparison)
    months = range(1, len(expected) + 1)
    told_of = [stages(every, people.frame.index, month)[0] for month in months]
    assert "".join(STAGES[stage] for stage in told_of) == expected
