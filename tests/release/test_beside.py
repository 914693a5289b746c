"""Released counts beside published ones: subtraction tells nothing that neither tells alone."""

import shutil
from itertools import product

import pandas as pd
import pytest

from analysis.cli import main
from analysis.design import StudyDesign
from analysis.errors import DataError, DisclosureError
from analysis.release.beside import AROUND, of_another, of_the_same, sums_of
from analysis.release.protect import protect_counts
from analysis.study import municipal, open_study

from .invented import LARGE, MEASURES, world, write_dataset

BY = ("municipality",)
EXACT = ("exact_n", "exact_events")


def frames(*cohorts, other=None):
    """Frames of one place and month from (n, official events, published events or limits or None).

    Of `other` are the events by another rule, a number a cohort.
    """
    place = [
        {"municipality": "a", "month": 12, "year": str(2010 + at)} for at in range(len(cohorts))
    ]
    own = [
        {**key, "n": n, "events": events}
        for key, (n, events, _) in zip(place, cohorts, strict=True)
    ]
    asked = own if other is None else [
        {**row, "events": events} for row, events in zip(own, other, strict=True)
    ]  # fmt: skip
    known = []
    for key, (n, _, told) in zip(place, cohorts, strict=True):
        if told is None:
            continue
        low, high = told if isinstance(told, tuple) else (told, told)
        exact = {"exact_n": n, "exact_events": low} if low == high else dict.fromkeys(EXACT, 0)
        known.append({**key, "low": low, "high": high, "n": n, **exact})
    columns = ["municipality", "month", "year", "low", "high", "n", *EXACT]
    return pd.DataFrame(asked), pd.DataFrame(own), pd.DataFrame(known, columns=columns)


def whole(frame):
    return frame.groupby(["municipality", "month"])[["n", "events"]].sum().reset_index()


def stays(*cohorts):
    """Whether the official count of all cohorts together is released."""
    asked, official, known = frames(*cohorts)
    protected = protect_counts(whole(asked).assign(month=24), BY).assign(month=12)
    assert len(protected) == 1
    return len(of_the_same(protected, sums_of(asked, official, known, BY), BY)) == 1


def other_stays(*cohorts, other):
    """Whether the count by another rule is released."""
    asked, official, known = frames(*cohorts, other=other)
    sums = sums_of(asked, official, known, BY)
    theirs = of_the_same(protect_counts(whole(official), BY), sums, BY)
    return len(of_another(protect_counts(whole(asked), BY), theirs, sums, BY)) == 1


def test_a_count_stays_where_nothing_was_published():
    assert stays((60, 30, None), (50, 25, None))


def test_a_count_stays_where_all_of_it_was_published():
    assert stays((60, 30, 30), (50, 25, 25))


def test_a_single_cohort_left_over_is_not_to_be_had_by_subtraction():
    # 71 leavers are shown, and 60 published: 11 others, of whom 6 to 10 would be known.
    assert not stays((60, 30, 30), (11, 8, None))


@pytest.mark.parametrize(("n", "events", "kept"), [(30, 15, False), (31, 15, True), (60, 5, False)])
def test_cohorts_left_over_pass_the_floors_of_a_group(n, events, kept):
    assert stays((60, 30, 30), (n, events, None)) is kept


def test_a_withheld_count_is_not_narrowed():
    # All but one count are published; that one is 1 to 40, and subtraction would make it 3 to 7.
    assert not stays((60, 30, 30), (42, 5, (1, 40)))
    # Where only 4 to 6 are possible already, 33 to 37 less 30 says no more.
    assert stays((60, 30, 30), (9, 5, (4, 6)))


def test_no_fewer_counts_than_a_multiple_of_five_stands_for_are_left():
    # 9 to 30 are possible; 43 to 47 less 32 leaves 11 to 15, but of 13 to 30 only 13 to 15.
    assert stays((60, 32, 32), (40, 13, (9, 30)))
    assert not stays((60, 32, 32), (40, 13, (13, 30)))


def test_published_numbers_of_other_people_tell_nothing_of_these():
    assert stays((60, 30, 5), (40, 20, None))


def test_by_another_rule_those_who_differ_are_a_group_of_their_own():
    published = ((60, 30, 30), (50, 25, 25))
    assert other_stays(*published, other=(35, 31))  # 11 more, known as 8 to 12
    assert not other_stays(*published, other=(31, 26))  # 2 more
    assert not other_stays(*published, other=(30, 25))  # nobody more


def test_another_rule_is_as_before_where_published_numbers_say_nothing_new():
    assert other_stays((60, 30, None), (50, 25, None), other=(31, 26))
    # 55 is shown, so 53 to 57 are known; the published say 40 to 70.
    assert other_stays((60, 30, (20, 36)), (50, 25, (20, 34)), other=(31, 26))


def test_another_rule_does_not_narrow_what_was_withheld():
    # The official are 31 to 60, and no more than by the wider rule: 45 shown, so 47 at most.
    assert not other_stays((60, 30, 30), (30, 8, (1, 30)), other=(36, 9))
    assert other_stays((60, 30, 30), (30, 8, (1, 11)), other=(36, 9))


@pytest.mark.parametrize("withheld", [(1, 4), (2, 9), (1, 30), (10, 36)])
def test_whoever_tries_all_numbers_learns_nothing_of_what_was_withheld(withheld):
    """What is possible with the released count is all that was, or BASE counts of many persons."""
    low, high = withheld
    for shown_events, events in product(range(25, 36), range(low, high + 1)):
        cohorts = ((60, shown_events, shown_events), (40, events, withheld))
        asked, official, known = frames(*cohorts)
        protected = protect_counts(whole(asked), BY)
        kept = of_the_same(protected, sums_of(asked, official, known, BY), BY)
        for told in kept["events"]:
            possible = [
                one for one in range(low, high + 1) if abs(shown_events + one - told) <= AROUND
            ]
            everything = len(possible) == high - low + 1
            assert everything or (len(possible) == 5 and 6 <= events <= 34)


AFTER = (
    "level,region,status_year,years_since_exit,exit_cohort,sex,n_total,n_work_or_edu,"
    "n_unemployed_or_measures,n_other_or_unknown"
)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A series of the invented world's largest place: one cohort in full, one withheld."""
    folder = tmp_path_factory.mktemp("series")
    rows = [
        "nation,00,2014,1,2013,both,4000,2400,800,800",
        f"kommune,{LARGE},2014,1,2013,both,40,24,8,8",
        f"kommune,{LARGE},2015,1,2014,both,30,:,:,6",
    ]
    (folder / "status.csv").write_text("\n".join([AFTER, *rows]) + "\n", encoding="utf-8")
    assert main(["convert", "ssb", str(folder / "status.csv"), str(folder / "made")]) == 0
    return folder / "made"


@pytest.fixture(scope="module")
def made(dataset, published, tmp_path_factory):
    out = tmp_path_factory.mktemp("beside") / "release"
    named = [part for name in MEASURES for part in ("--measure", name)]
    asked = ["release", str(dataset), "--out", str(out), "--published", str(published), *named]
    assert main(asked) == 0
    return out


def test_a_release_brings_the_series_that_it_was_made_with(made, published, study):
    opened = open_study(made)
    assert opened.release.published.frame.equals(open_study(published).series.frame)
    assert opened.release_id != study.release_id
    assert study.release.published is None


def test_what_it_would_open_is_left_out_and_nothing_else(made, study):
    """Of 5612 so many cohorts are not published that all stays; other measures are untouched."""
    opened = open_study(made)
    assert set(opened.release.specs) == set(study.release.specs)
    for of in ("any_job", "november", "november_grunnskole"):
        rows = opened.release.estimates.query("measure == @of").reset_index(drop=True)
        before = study.release.estimates.query("measure == @of").reset_index(drop=True)
        key = ["spec", "municipality", "sex", "month"]
        left_out = before.merge(rows[key], on=key, how="left", indicator=True)
        left_out = left_out[left_out["_merge"] == "left_only"]
        assert set(left_out["municipality"].dropna()) <= ({LARGE} if of != "any_job" else set())


def test_without_education_a_count_of_the_same_days_is_left_out(published, tmp_path):
    tables = {name: table for name, table in world().tables.items() if name != "education"}
    folder = write_dataset(tmp_path / "data", tables)
    work, out = "november,counts=employment", tmp_path / "out"
    asked = ["release", str(folder), "--out", str(out), "--published", str(published)]
    assert main([*asked, "--measure", work]) == 0
    rows = open_study(out).release.estimates.query("measure == @work")
    told = rows.loc[rows["estimand"] == "prevalence", "origin"]
    assert set(told) == {"programme_start"}
    assert set(rows.loc[rows["estimand"] == "flow", "origin"]) == {"exit", "programme_start"}
    for by in ((), ("municipality",)):
        assert open_study(out).estimates(StudyDesign(work).ask("prevalence", by)).frame.empty


def test_a_series_that_was_changed_in_a_release_does_not_open(made, tmp_path):
    copy = shutil.copytree(made, tmp_path / "copy")
    rows = copy / "published" / "series.csv"
    rows.write_text(rows.read_text(encoding="utf-8").replace(",24\n", ",23\n"), encoding="utf-8")
    with pytest.raises(DataError, match="a file was changed after it was made"):
        open_study(copy)


def test_a_series_added_to_a_release_does_not_open(release, published, tmp_path):
    copy = shutil.copytree(release, tmp_path / "copy")
    shutil.copytree(published, copy / "published")
    with pytest.raises(DataError, match="a file was changed after it was made"):
        open_study(copy)


def test_a_folder_that_is_no_series_is_refused(dataset, tmp_path, capsys):
    out = tmp_path / "out"
    asked = ["release", str(dataset), "--out", str(out), "--published", str(dataset)]
    assert main(asked) == 2
    assert "is not the folder of a published series" in capsys.readouterr().err
    assert not out.exists()


def test_a_series_is_not_laid_beside_a_release_that_was_made_without_it(study, published):
    with pytest.raises(DisclosureError) as caught:
        municipal(study, StudyDesign(), LARGE, str(published))
    assert str(caught.value).endswith(
        f"\nMake one: analysis release DATASET --out FOLDER --published {published}."
    )


def test_a_report_shows_the_series_of_its_release(made):
    report = municipal(open_study(made), StudyDesign(), LARGE)
    assert report.published.frame["year"].tolist() == ["2013", "2014"]
    assert report.published.release_id == report.here.release_id
    assert report.published_everybody.frame["estimate"].tolist() == [0.6]


def test_of_persons_a_report_takes_the_folder_and_has_its_own_cohorts(dataset, published):
    report = municipal(open_study(dataset), StudyDesign(), LARGE, str(published))
    assert report.published.frame["n_at_risk"].tolist() == [40, 30]
    assert len(report.official_by_year.frame) > 5
    assert report.published.release_id is None
