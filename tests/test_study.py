"""One door: a dataset or a release, the same call, the same tidy rows."""

import shutil
from itertools import product

import pytest

from analysis.design import TIDY, StudyDesign
from analysis.errors import DataError, DesignError, DisclosureError
from analysis.estimates.live import LiveStudy
from analysis.study import (
    ReleasedStudy,
    answered,
    municipal,
    municipality_name,
    open_study,
)

from .release.invented import BAND, LARGE, NOTHING, shared_dataset, shared_release


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    return open_study(shared_dataset(tmp_path_factory.getbasetemp()))


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return open_study(shared_release(tmp_path_factory.getbasetemp()))


def test_a_dataset_opens_live_and_a_release_opens_released(live, released):
    assert isinstance(live, LiveStudy)
    assert isinstance(released, ReleasedStudy)
    assert live.release_id is None
    assert len(released.release_id) == 16


def test_a_path_may_be_a_text(tmp_path_factory):
    assert open_study(str(shared_release(tmp_path_factory.getbasetemp()))).release_id


def test_registers_are_read_again_only_when_a_file_is_another(tmp_path, tmp_path_factory):
    folder = tmp_path / "registers"
    shutil.copytree(shared_dataset(tmp_path_factory.getbasetemp()), folder)
    first = open_study(folder)
    assert open_study(str(folder)) is first
    with (folder / "dataset.toml").open("a") as declared:
        declared.write("\n")
    assert open_study(folder) is not first


@pytest.mark.parametrize("name", [".", "no_such_folder"])
def test_a_folder_that_is_neither_is_refused(tmp_path, name):
    with pytest.raises(DataError) as caught:
        open_study(tmp_path / name)
    assert str(caught.value) == (
        f"{tmp_path / name} is neither a dataset (dataset.toml), a release (release.json) nor a"
        " published series (series.toml)."
        "\n`make reports` makes both for the invented world."
    )


@pytest.mark.parametrize(
    ("estimand", "by"),
    [
        ("flow", ()),
        ("already_there", ()),
        *product(
            ["cumulative_incidence", "prevalence", "median"], [(), ("municipality",), ("sex",)]
        ),
    ],
)
def test_both_answer_the_same_call_with_the_same_columns(live, released, estimand, by):
    spec = StudyDesign().ask(estimand, by)
    for study in (live, released):
        estimates = study.estimates(spec)
        assert {*TIDY, *by} <= set(estimates.frame)
        assert set(estimates.frame["measure"]) == {"any_job"}
        assert set(estimates.frame["estimand"]) == {estimand}
        assert estimates.release_id == study.release_id
        assert estimates.source == study.source


def test_both_tell_the_same_of_their_source_and_places(live, released):
    assert released.source == live.source
    assert released.areas() == live.areas()
    assert len(live.areas()) == 30


@pytest.mark.parametrize(
    "text", ["any_job", "any_job,run_months=3", " any_job , gap_months=0,run_months=3"]
)
def test_a_measure_is_found_however_it_is_spelled(released, text):
    spec = StudyDesign(measure=text).ask("median")
    expected = released.estimates(StudyDesign().ask("median"))
    assert released.estimates(spec).frame.equals(expected.frame)


def test_a_spec_outside_the_release_is_refused_and_live_it_is_answered(live, released):
    spec = StudyDesign(measure="any_job,run_months=4").ask("cumulative_incidence")
    assert len(live.estimates(spec).frame) > 60
    with pytest.raises(
        DisclosureError, match=r"^Not in this release: cumulative_incidence of any_"
    ):
        released.estimates(spec)


def test_what_may_be_absent_is_answered_with_no_rows(released):
    absent = StudyDesign(measure="part_time").ask("prevalence", ("municipality",))
    empty = answered(released, absent)
    assert empty.frame.empty
    assert empty.of(municipality=LARGE).rows() == []
    assert list(empty.frame.columns) == ["municipality", *TIDY]


def test_a_fault_that_is_no_refusal_is_not_swallowed(released):
    class Broken:
        release_id, source = released.release_id, released.source

        def estimates(self, spec):
            raise DataError("a broken file")

    with pytest.raises(DataError, match="a broken file"):
        answered(Broken(), StudyDesign().ask("flow"))


def test_a_municipality_s_report_holds_its_own_rows_and_everybody_s(released):
    report = municipal(released, StudyDesign(), LARGE)
    assert (report.code, report.place) == (LARGE, "Guovdageaidnu - Kautokeino")
    assert set(report.here.frame["municipality"]) == {LARGE}
    assert "municipality" not in report.everybody.frame
    assert set(report.official.frame["measure"]) == {"november"}
    assert set(report.with_grunnskole.frame["measure"]) == {"november_grunnskole"}
    assert len(report.parts) == 28


def test_a_small_municipality_has_a_band_and_a_tiny_one_nothing(released):
    (row,) = municipal(released, StudyDesign(), BAND).here.rows()
    assert not row.has_share
    assert municipal(released, StudyDesign(), NOTHING).here.rows() == []


@pytest.mark.parametrize(
    ("code", "close"),
    [
        ("301", "0301 Oslo"),
        ("5613", "5612 Guovdageaidnu - Kautokeino"),
        ("Heroy", "1818 Herøy"),
    ],
)
def test_a_municipality_that_is_not_there_is_refused_naming_the_nearest(released, code, close):
    with pytest.raises(DesignError) as caught:
        municipal(released, StudyDesign(), code)
    first, second = str(caught.value).splitlines()
    assert first == f"No municipality '{code}' here (nearest: {close})."
    assert second.startswith("Allowed: 0301, 1103, ")


def test_a_release_whose_file_was_changed_does_not_open(tmp_path, tmp_path_factory):
    copy = shutil.copytree(shared_release(tmp_path_factory.getbasetemp()), tmp_path / "copy")
    with (copy / "status.parquet").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(DataError, match="a file was changed after it was made"):
        open_study(copy)


def test_code_of_another_year_names_the_one_of_today(live):
    with pytest.raises(DesignError, match=r"No municipality '1201' here \(nearest: 4601 Bergen\)"):
        municipality_name(live, "1201")
