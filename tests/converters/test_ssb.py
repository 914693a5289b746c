"""Published results by municipality: an invented table in their layout, and the real one."""

from pathlib import Path

import pytest

from analysis.cli import main
from analysis.converters.ssb import convert_ssb
from analysis.design import StudyDesign
from analysis.errors import DataError, DesignError
from analysis.release.series import read_published
from analysis.study import open_study

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "ssb_intro"
OFFICIAL = StudyDesign("november")
AFTER = (
    "level,region,status_year,years_since_exit,exit_cohort,sex,n_total,n_work_or_edu,"
    "n_unemployed_or_measures,n_other_or_unknown"
)
ROWS = [
    "nation,00,2012,1,2011,both,100,60,10,30",
    "nation,00,2012,1,2011,men,60,40,:,:",
    "nation,00,2012,1,2011,women,40,20,4,16",
    "fylke,12,2012,1,2011,both,30,20,4,6",
    "kommune,1201,2012,1,2011,both,20,:,:,6",
    "kommune,1211,2012,1,2011,both,:,:,0,:",
    "kommune,1219,2012,1,2011,both,0,0,0,0",
]


@pytest.fixture
def table(tmp_path):
    """Return a function that writes rows of status after exit, and returns the file."""

    def write(rows=ROWS, header=AFTER, name="status.csv"):
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def invented(table, tmp_path):
    assert main(["convert", "ssb", str(table()), str(tmp_path / "series")]) == 0
    return open_study(tmp_path / "series")


def shares(study, *by, estimand="prevalence"):
    frame = study.estimates(OFFICIAL.ask(estimand, by)).frame
    return frame.set_index([*by, "month"]).sort_index()


def test_the_share_is_that_of_work_or_education_by_year_of_exit(invented):
    rows = shares(invented, "year")
    assert rows.index.tolist() == [("2011", 12)]
    assert rows.loc[("2011", 12), ["estimate", "n_at_risk", "n_events"]].tolist() == [0.6, 100, 60]


def test_a_withheld_count_is_bounded_by_its_own_row_alone(invented):
    bounds = shares(invented, "municipality")
    # 20 leavers, 6 other: 14 are in work or looking for it, at least one in each.
    assert bounds.loc[("4601", 12), ["lower", "upper"]].tolist() == pytest.approx([1 / 20, 13 / 20])
    assert bounds["estimate"].isna().all()
    # A withheld total bounds nothing, and who is in work is somebody.
    assert bounds.loc[("4611", 12), ["lower", "upper"]].tolist() == pytest.approx([0, 1])
    assert (bounds["method"].str.contains("withheld")).all()


def test_a_place_that_nobody_left_has_no_share(invented):
    rows = invented.estimates(OFFICIAL.ask("prevalence", ("municipality",))).frame
    assert set(rows["municipality"]) == {"4601", "4611"}
    assert invented.areas()["4601"] == "Bergen"


def test_codes_stay_as_printed_where_that_is_asked(invented, tmp_path):
    printed = read_published(tmp_path / "series", is_printed=True)
    rows = printed.estimates(OFFICIAL.ask("prevalence", ("municipality",))).frame
    assert set(rows["municipality"]) == {"1201", "1211"}


def test_two_municipalities_that_became_one_are_counted_together(table, tmp_path):
    rows = [
        "kommune,1101,2012,1,2011,both,9,5,0,4",
        "kommune,1102,2012,1,2011,both,8,:,:,4",
        "kommune,1103,2012,1,2011,both,10,4,0,6",
    ]
    main(["convert", "ssb", str(table(rows)), str(tmp_path / "series")])
    told = shares(open_study(tmp_path / "series"), "municipality")
    # Sandnes (1102) took in Forsand (1129) only; Stavanger (1103) is still itself.
    assert told.loc[("1103", 12), "estimate"] == 0.4
    assert told.loc[("1108", 12), ["lower", "upper"]].tolist() == pytest.approx([1 / 8, 3 / 8])


def test_sums_of_places_have_bounds_of_their_sums(table, tmp_path):
    rows = [
        "kommune,1129,2012,1,2011,both,10,6,0,4",
        "kommune,1102,2012,1,2011,both,8,:,:,4",
    ]
    main(["convert", "ssb", str(table(rows)), str(tmp_path / "series")])
    told = shares(open_study(tmp_path / "series"), "municipality")
    assert told.index.tolist() == [("1108", 12)]
    assert told.loc[("1108", 12), ["lower", "upper"]].tolist() == pytest.approx([7 / 18, 9 / 18])


def test_a_place_is_one_though_a_table_calls_it_before_its_time(table, tmp_path):
    # Harstad was 1901 to 2012 and 1903 from 2013; the tables of 2012 and 2013 have both.
    rows = [
        "kommune,1901,2012,1,2011,both,0,0,0,0",
        "kommune,1903,2012,1,2011,both,30,15,5,10",
        "kommune,1901,2013,1,2012,both,20,10,5,5",
    ]
    main(["convert", "ssb", str(table(rows)), str(tmp_path / "series")])
    study = open_study(tmp_path / "series")
    assert study.areas() == {"5503": "Harstad - Hárstták"}
    told = shares(study, "municipality")
    assert told.loc[("5503", 12), ["n_at_risk", "estimate"]].tolist() == [50, 0.5]


def test_by_sex_a_sum_that_is_withheld_says_what_it_can_be(invented):
    statuses = shares(invented, "sex", estimand="official_status").set_index("status", append=True)
    assert statuses.loc[("male", 12, "work_or_education"), "estimate"] == pytest.approx(2 / 3)
    bounds = statuses.loc[("male", 12, "other"), ["lower", "upper"]].tolist()
    assert bounds == pytest.approx([1 / 60, 19 / 60])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("kommune,1201,2012,1,2011,both,20,x,:,6", ["row 2", "n_work_or_edu", "withheld"]),
        ("kommune,9998,2012,1,2011,both,20,9,5,6", ["row 2", "region", "of some year, or 9999"]),
        ("kommune,301,2012,1,2011,both,20,9,5,6", ["row 2", "region", "4 (municipality)"]),
        ("kommune,0301,2012,1,2010,both,20,9,5,6", ["row 2", "exit_cohort"]),
        ("kommune,0301,2012,1,2011,men+,20,9,5,6", ["row 2", "sex", "women"]),
        ("land,0301,2012,1,2011,both,20,9,5,6", ["row 2", "level"]),
        ("kommune,0301,2012,1,2011,both,20,9,5,7", ["0301", "do not add up"]),
        ("kommune,0301,2012,1,2011,both,20,9,5,5", ["0301", "do not add up"]),
        ("kommune,0301,2012,1,2011,both,20,15,:,7", ["0301", "do not add up"]),
        ("kommune,0301,20,1,2011,both,20,9,5,6", ["row 2", "status_year", "four digits"]),
        ("kommune,0301,2012,0,2012,both,20,9,5,6", ["row 2", "years_since_exit", "after the exit"]),
        ("kommune,0301,2012,1,2011,both,20,99999999999999999999,5,6", ["row 2", "n_work_or_edu"]),
        ("kommune,0301,2012,1,2011,both,20,9,5,6,", ["status.csv", "no more cells"]),
        ("kommune,0301,2012,1", ["row 2", "n_total"]),
    ],
)
def test_a_cell_that_breaks_a_rule_is_named(table, row, words):
    with pytest.raises(DataError) as error:
        convert_ssb([table([row])])
    for word in words:
        assert word in str(error.value)


COUNTRY = (
    "status_year,exit_year,sex,n_total,n_work_or_edu,n_work_only,n_work_and_edu,n_edu_only,"
    "n_unemployed_or_measures,n_other_or_unknown"
)


@pytest.mark.parametrize(
    ("header", "rows", "words"),
    [
        (AFTER, [], ["No file holds results"]),
        (AFTER + ",n_total", [ROWS[0] + ",100"], ["status.csv", "'n_total' stands twice"]),
        (COUNTRY, ["2016,2016,both,10,5,3,1,1,3,2"], ["row 2", "status_year", "after exit_year"]),
        (COUNTRY, ["2017,2016,both,10,6,3,1,1,3,2"], ["row 2", "n_work_or_edu", "n_edu_only"]),
    ],
)
def test_a_table_that_breaks_a_rule_is_named(table, header, rows, words):
    with pytest.raises(DataError) as error:
        convert_ssb([table(rows, header)])
    for word in words:
        assert word in str(error.value)


def test_the_row_that_is_named_is_the_line_of_the_file(table):
    wrong = "kommune,1201,2012,1,2011,both,20,x,:,6"
    with pytest.raises(DataError, match=r"status\.csv, row 6, column 'n_work_or_edu'"):
        convert_ssb([table(["", ROWS[0], "", "", wrong][1:], header=AFTER + "\n")])


def test_a_cell_of_two_lines_is_counted_as_two(table):
    rows = [f'{ROWS[0]},"a note\nof two lines"', "kommune,1201,2012,1,2011,both,20,x,:,6,"]
    with pytest.raises(DataError, match=r"status\.csv, row 4, column 'n_work_or_edu'"):
        convert_ssb([table(rows, header=f"{AFTER},note")])


def test_a_folder_s_files_are_seen_whatever_the_case_of_their_ending(table, tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    table().rename(folder / "STATUS.CSV")
    (folder / "read me.txt").write_text("no table", encoding="utf-8")
    series, unused = convert_ssb([folder])
    assert (len(series.frame), unused) == (3 * len(ROWS), [])


def test_municipalities_with_more_persons_than_their_county_are_out_of_place(table):
    rows = [ROWS[3], "kommune,1201,2012,1,2011,both,40,25,5,10"]
    with pytest.raises(DataError, match=r"county 12, exit_year 2011, .*status other"):
        convert_ssb([table(rows)])


def test_a_table_given_twice_and_an_unknown_one_are_refused(table, capsys, tmp_path):
    with pytest.raises(DataError, match="stands twice"):
        convert_ssb([table(), table(name="again.csv")])
    unknown = table(["1,2"], header="a,b", name="unknown.csv")
    assert main(["convert", "ssb", str(unknown), str(tmp_path / "out")]) == 2
    assert "unknown.csv: its columns" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nothing_else_is_overwritten(table, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["convert", "ssb", str(table()), str(kept)]) == 2
    assert [path.name for path in kept.iterdir()] == ["mine.txt"]


def test_what_a_series_does_not_have_is_refused_with_what_it_has(invented):
    with pytest.raises(DesignError, match="prevalence, official_status, at_exit of november"):
        invented.estimates(OFFICIAL.ask("median"))
    with pytest.raises(DesignError, match="no table for it"):
        invented.estimates(OFFICIAL.ask("at_exit"))


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    if not REAL.is_dir():
        pytest.skip("the published tables are not there")
    folder = tmp_path_factory.mktemp("real") / "series"
    assert main(["convert", "ssb", str(REAL), str(folder)]) == 0
    return read_published(folder, is_printed=True)


def test_the_cohort_of_2010_stands_still_while_it_shrinks(real):
    rows = shares(real, "year").loc["2010"]
    assert (100 * rows["estimate"]).round().tolist() == [61, 63, 62, 62]
    assert rows["n_at_risk"].tolist() == [2897, 2857, 2819, 2786]
    of_sex = shares(real, "sex", "year")
    assert (100 * of_sex.loc[("female", "2010"), "estimate"]).round().tolist() == [53, 56, 55, 55]
    assert (100 * of_sex.loc[("male", "2010"), "estimate"]).round().tolist() == [69, 69, 69, 69]


def test_primary_school_counted_lifts_the_share_at_exit(real):
    rows = shares(real, estimand="at_exit").set_index("status", append=True)["estimate"]
    assert rows[0, "work_or_education"] == pytest.approx(1408 / 3229)
    assert rows[0, "grunnskole_too"] == pytest.approx(0.543, abs=5e-4)
    of_sex = shares(real, "sex", estimand="at_exit").set_index("status", append=True)["estimate"]
    told = [of_sex["female", 0, name] for name in ("work_or_education", "grunnskole_too")]
    assert told == pytest.approx([0.340, 0.467], abs=5e-4)


def test_status_of_2017_has_work_and_education_apart(real):
    rows = shares(real, "year", estimand="official_status").loc[("2016", 12)].set_index("status")
    assert rows["n_events"].to_dict() == {
        "employed": 1500, "employed_and_education": 645, "education": 835,
        "unemployed_or_measures": 482, "other": 1328,
    }  # fmt: skip
    assert shares(real, "year").loc[("2016", 12), "n_events"] == 2980
