"""Released counts beside published ones of parts: of a place, of the country, of a sex."""

from dataclasses import dataclass, replace

import pandas as pd
import pytest

from analysis.converters.ssb import convert_ssb
from analysis.design import Measure, StudyDesign
from analysis.errors import DesignError
from analysis.official_terms import REACHED, OfficialStatus
from analysis.reference.measures import parse_measure
from analysis.release.beside import without_differences
from analysis.release.deduced import deduced_counts
from analysis.release.protect import in_state, protect_counts
from analysis.terms import State

AFTER = (
    "level,region,status_year,years_since_exit,exit_cohort,sex,n_total,n_work_or_edu,"
    "n_unemployed_or_measures,n_other_or_unknown"
)
COUNTRY = ("nation,00,2014,1,2013,both,4000,2400,800,800",
           "nation,00,2015,1,2014,both,4100,2500,800,800")  # fmt: skip
HERE, RANA = "5612", "1833"

MOSS = "kommune,0104,2014,1,2013,both,60,30,20,10"
"""Moss, which with Rygge (0136) became 3103."""


@dataclass(frozen=True)
class Persons:
    """A study of (municipality, sex, year of exit, leavers, official events) two years after.

    Of each cohort so many are `working`, by a measure without education.
    """

    cohorts: tuple[tuple[str, str, str, int, int], ...]

    working: tuple[int, ...] = ()
    lacks_education: bool = False

    def measure(self, text: str) -> Measure:
        return parse_measure(text)

    def status(self, design: StudyDesign, by: tuple[str, ...]) -> pd.DataFrame:
        if self.lacks_education and "education" in self.measure(design.measure).counts:
            raise DesignError("The measure 'november' needs education.level.")
        rows = []
        for at, (place, sex, year, n, official) in enumerate(self.cohorts):
            works = self.working and "education" not in self.measure(design.measure).counts
            events = self.working[at] if works else official
            key = {"municipality": place, "sex": sex, "year": year, "month": 24}
            rows += [
                {**key, "state": State.IN_STATE.value, "n": events},
                {**key, "state": State.NOT_IN_STATE.value, "n": n - events},
            ]
        return pd.DataFrame(rows).groupby([*by, "month", "state"])["n"].sum().reset_index()


@pytest.fixture
def kept(tmp_path):
    """Return a function: the counts of a grouping that are released beside published rows."""

    def ask(cohorts, rows, by=(), measure="november", parts=None, **persons):
        # Two years after, where also a group in a broad band has a count.
        later = [_two_years_after(row) for row in rows]
        file = tmp_path / "status.csv"
        file.write_text("\n".join([AFTER, *later]) + "\n", encoding="utf-8")
        series, _ = convert_ssb([file])
        if parts:  # of the one row that is published
            is_sum = series.frame["status"] == OfficialStatus.WORK_OR_EDUCATION
            told = [
                series.frame[is_sum].assign(status=status, persons=count)
                for status, count in parts.items()
            ]
            series = replace(series, frame=pd.concat([series.frame[~is_sum], *told]))
        study, design = Persons(tuple(cohorts), **persons), StudyDesign(measure)
        denominator = study.measure(measure).denominator
        own = protect_counts(in_state(study.status(design, by), by, denominator), by)
        assert len(own)
        left = without_differences(study, design, by, own, series)
        return [(int(n), int(events)) for n, events in zip(left["n"], left["events"], strict=True)]

    return ask


def _two_years_after(row):
    level, code, year, after, *others = row.split(",")
    return ",".join([level, code, str(int(year) + 1), str(int(after) + 1), *others])


WITHHELD = (
    f"kommune,{HERE},2014,1,2013,both,60,30,20,10",
    f"kommune,{HERE},2015,1,2014,both,11,:,:,2",
)
TWO_COHORTS = ((HERE, "male", "2013", 60, 30), (HERE, "male", "2014", 11, 8))


@pytest.mark.parametrize("country", [COUNTRY, ()])
@pytest.mark.parametrize("by", [(), ("municipality",)])
def test_of_one_place_everybody_is_not_told_where_the_place_is_not(kept, country, by):
    # 71 and 38 are shown as 70 and 40: 38 to 42 less 30 would be 8 to 10 of 11.
    assert kept(TWO_COHORTS, [*country, *WITHHELD], by) == []


def test_of_one_place_a_sex_is_not_told_where_its_rest_is_small(kept):
    rows = [row.replace("both", "men") for row in (*COUNTRY, *WITHHELD)]
    assert kept(TWO_COHORTS, rows, ("sex",)) == []


def test_a_sex_is_not_told_where_both_together_are_not(kept):
    # 40 and 30 of both sexes are 66 to 74, and 20 and 20 are 36 to 44; 30 of 60 are published.
    cohorts = [
        *((HERE, "male", "2013", 35, 15), (HERE, "female", "2013", 25, 15)),
        *((HERE, "male", "2014", 6, 4), (HERE, "female", "2014", 5, 4)),
    ]
    assert kept(cohorts, WITHHELD, ("sex",)) == []
    assert kept(cohorts, [MOSS], ("sex",)) == [(30, 20), (40, 20)]


def test_of_part_of_the_country_places_are_held_against_their_own_rows(kept):
    whole = ((RANA, "female", "2013", 80, 40),)
    shown = f"kommune,{RANA},2014,1,2013,both,80,40,20,20"
    assert kept((*TWO_COHORTS, *whole), [*COUNTRY, *WITHHELD, shown]) == []
    # Unpublished, the second place is a group that may be told of: 91 others, 48 of them.
    assert kept((*TWO_COHORTS, *whole), [*COUNTRY, *WITHHELD]) == [(150, 80)]


@pytest.mark.parametrize("by", [(), ("municipality",)])
def test_who_is_not_published_of_a_merged_place_is_a_group_of_its_own(kept, by):
    # 0136 is no row of the series. 70 and 40 are shown: 0136 would have 8 to 12 of 11.
    assert kept([("3103", "male", "2013", 71, 38)], [MOSS], by) == []
    # Of 65 and 30 it would have 0 to 2 of 6.
    assert kept([("3103", "male", "2013", 66, 31)], [MOSS], by) == []
    # 31 with 15 of them pass the floors.
    assert kept([("3103", "male", "2013", 91, 45)], [MOSS], by) == [(90, 45)]


@pytest.mark.parametrize("by", [(), ("municipality",)])
def test_who_is_withheld_of_a_merged_place_is_a_group_of_its_own(kept, by):
    withheld = "kommune,0136,2014,1,2013,both,11,:,:,1"
    # 35 is shown: 0136 would have 3 to 7 of 11.
    assert kept([("3103", "male", "2013", 71, 35)], [MOSS, withheld], by) == []


def test_exact_events_of_unknown_persons_are_not_told_apart_from_those_of_others(kept):
    rows = ["kommune,0104,2014,1,2013,both,:,30,:,:"]
    assert kept([("3103", "male", "2013", 71, 38)], rows, ("municipality",)) == []


def test_rows_by_sex_are_of_both_where_both_are_absent(kept):
    # 60 and 30 are published as 30 and 16 men, 30 and 14 women; 11 and 8 are not.
    rows = [
        f"kommune,{HERE},2014,1,2013,men,30,16,10,4",
        f"kommune,{HERE},2014,1,2013,women,30,14,10,6",
    ]
    assert kept(TWO_COHORTS, rows, ("municipality",)) == []
    # Of one sex alone 30 and 16 of 41 and 24 leave 11 and 8.
    alone = ((HERE, "male", "2013", 30, 16), (HERE, "female", "2014", 11, 8))
    assert kept(alone, rows[:1], ("municipality",)) == []


def test_rows_by_sex_are_of_both_where_both_are_withheld(kept):
    rows = [
        f"kommune,{HERE},2014,1,2013,both,60,:,:,10",
        f"kommune,{HERE},2014,1,2013,men,30,16,10,4",
        f"kommune,{HERE},2014,1,2013,women,30,14,10,6",
    ]
    assert kept(TWO_COHORTS, rows, ("municipality",)) == []


def test_a_sex_that_is_withheld_is_both_less_the_other(kept):
    # 38 men of whom 31 and 19 are published by way of the women: 7 and 5 are left.
    rows = [
        "nation,00,2014,1,2013,both,60,33,20,7",
        "nation,00,2014,1,2013,men,31,:,:,5",
        "nation,00,2014,1,2013,women,29,14,13,2",
    ]
    cohorts = [
        *((HERE, "male", "2013", 31, 19), (HERE, "male", "2014", 7, 5)),
        *((HERE, "female", "2013", 29, 14), (HERE, "female", "2014", 60, 30)),
    ]
    assert kept(cohorts, rows, ("sex",)) == [(90, 45)]


@pytest.fixture
def deduced(tmp_path):
    """Return a function: low, high and n of what rows say by sex or of both."""

    def ask(rows, *by):
        file = tmp_path / "status.csv"
        file.write_text("\n".join([AFTER, *rows]) + "\n", encoding="utf-8")
        counts = deduced_counts(convert_ssb([file])[0].frame, REACHED, by)
        return counts[["low", "high", "n"]].to_numpy().tolist()

    return ask


def test_a_withheld_sex_is_what_both_and_its_own_others_leave(deduced):
    rows = [
        "nation,00,2014,1,2013,both,60,:,:,10",
        "nation,00,2014,1,2013,men,30,16,10,4",
        "nation,00,2014,1,2013,women,:,:,12,5",
    ]
    # 60 less 30 men are 30 women, less 17 others 13; with the men 29.
    assert deduced(rows, "sex") == [[13, 13, 30], [16, 16, 30]]
    assert deduced(rows) == [[29, 29, 60]]


COUNTY = "fylke,01,2014,1,2013,both,60,33,15,12"
FIRST = "kommune,0101,2014,1,2013,both,25,14,6,5"
SECOND = "kommune,0104,2014,1,2013,both,20,11,5,4"


def test_a_place_alone_withheld_is_its_county_less_the_others(deduced):
    rows = [COUNTY, FIRST, SECOND, "kommune,0105,2014,1,2013,both,:,:,:,:"]
    assert deduced(rows, "municipality") == [[14, 14, 25], [11, 11, 20], [8, 8, 15]]


def test_of_two_withheld_places_each_has_what_the_other_must_leave(deduced):
    rows = [
        *(COUNTY, FIRST, SECOND),
        "kommune,0105,2014,1,2013,both,9,:,:,3",  # of 33 are left 8, and one is the other's
        "kommune,0106,2014,1,2013,both,6,:,:,:",
    ]
    told = deduced(rows, "municipality")
    # 0105 has 6 in work and unemployed, of whom one at least each: from 1 to 5, and 0106 the rest,
    # of its own 6 at most 4
    assert told[2:] == [[4, 5, 9], [3, 4, 6]]


def test_a_county_says_nothing_of_another_year(deduced):
    rows = [COUNTY, FIRST, SECOND, "kommune,0105,2014,1,2013,both,15,:,:,3"]
    later = [row.replace("2014,1,2013", "2015,1,2014") for row in rows[1:]]
    narrow, wide = [8, 8, 15], [1, 11, 15]
    assert deduced([*rows, *later], "municipality", "year")[-2:] == [narrow, wide]


def test_rows_that_cannot_be_of_the_same_persons_stand_for_themselves(deduced):
    rows = [
        "nation,00,2014,1,2013,both,60,30,20,10",
        "nation,00,2014,1,2013,men,20,10,5,5",
        "nation,00,2014,1,2013,women,20,10,5,5",
    ]
    assert deduced(rows, "sex") == [[10, 10, 20], [10, 10, 20]]
    assert deduced(rows) == [[30, 30, 60]]


WORK = "november,counts=employment"
FORTY = [f"kommune,{HERE},2014,1,2013,both,60,40,10,10"]
GROUPINGS = [(), ("municipality",), ("sex",)]
STATUSES = {
    OfficialStatus.EMPLOYED: 20,
    OfficialStatus.EMPLOYED_AND_EDUCATION: 4,
    OfficialStatus.EDUCATION: 16,
}


@pytest.mark.parametrize("by", GROUPINGS)
def test_a_part_of_the_official_count_is_not_told_where_parts_are_published(kept, by):
    # 60 and 24 in work are published of 71 and 30, shown as 70 and 30: 4 to 8 of 11 are left.
    cohorts = ((HERE, "male", "2013", 60, 40), (HERE, "male", "2014", 11, 8))
    assert kept(cohorts, FORTY, by, WORK, STATUSES, working=(24, 6)) == []
    assert kept(cohorts, FORTY, by, WORK, working=(24, 6)) == [(70, 30)]


def test_more_than_the_official_count_is_told_where_parts_are_published(kept):
    cohorts, more = [(HERE, "male", "2013", 60, 40)], "november,denominator=all"
    for measure in ("november", "november_grunnskole", more):
        counts = kept(cohorts, FORTY, ("municipality",), measure, STATUSES)
        assert counts == kept(cohorts, FORTY, ("municipality",), measure)
    assert kept(cohorts, FORTY, ("municipality",), "november", STATUSES) == [(60, 40)]


@pytest.mark.parametrize("by", GROUPINGS)
def test_without_the_official_count_no_other_of_its_days_is_told(kept, by):
    cohorts, other = [(HERE, "male", "2013", 71, 38)], "any_job,counts=employment"
    assert kept(cohorts, WITHHELD, by, WORK, lacks_education=True) == []
    assert kept(cohorts, WITHHELD, by, other, lacks_education=True) == [(70, 40)]
