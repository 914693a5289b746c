"""Answers of a live study for another process: the same rows, no person, nothing read again."""

import shutil
import stat

import pandas as pd
import pytest

from analysis.design import TIDY, StudyDesign
from analysis.display.fragment import digest
from analysis.errors import DataError, DesignError, DisclosureError
from analysis.estimates import live as estimates_live
from analysis.estimates.columns import MORE
from analysis.publish.batch import open_release
from analysis.release.answers import answering, write_answers
from analysis.release.files import is_release
from analysis.study import answered, municipal, open_study

from .invented import LARGE, write_dataset

DESIGN = StudyDesign()


@pytest.fixture(scope="module")
def asked(dataset, live):
    """Return the study that one report has asked."""
    study = answering(dataset, live)
    municipal(study, DESIGN, LARGE)
    return study


@pytest.fixture
def folder(asked, tmp_path):
    write_answers(asked.answers, tmp_path / "answers")
    return tmp_path / "answers"


@pytest.fixture
def reads(monkeypatch):
    """Return the folders that are read from here on."""
    read, of_persons = [], estimates_live.read_registers
    monkeypatch.setattr(
        estimates_live, "read_registers", lambda folder: read.append(folder) or of_persons(folder)
    )
    return read


def test_a_report_made_from_answers_is_that_made_from_persons(live, folder, reads):
    persons = municipal(live, DESIGN, LARGE)
    answers = municipal(open_study(folder), DESIGN, LARGE)
    assert (answers.code, answers.place, answers.compared) == (
        persons.code,
        persons.place,
        persons.compared,
    )
    assert len(answers.parts) == len(persons.parts) >= 9
    for one, other in zip(answers.parts, persons.parts, strict=True):
        assert digest(one) == digest(other)
        assert one.frame.dtypes.to_dict() == other.frame.dtypes.to_dict()
        assert (one.release_id, one.source) == (None, other.source)
    assert reads == []


def test_areas_and_measures_are_those_of_the_dataset(live, folder, reads):
    study = open_study(folder)
    assert study.areas() == live.areas()
    assert study.measure("any_job,run_months=6") == live.measure("any_job,run_months=6")
    assert reads == []


def test_a_measure_of_the_dataset_s_own_is_known(tmp_path, live):
    data = write_dataset(tmp_path / "data")
    own = '[few_hours]\ncounts = ["employment"]\nhours_per_week = 4\n'
    (data / "measures.toml").write_text(own, encoding="utf-8")
    write_answers(answering(data, live).answers, tmp_path / "answers")
    assert open_study(tmp_path / "answers").measure("few_hours").hours_per_week == 400


def test_a_comparison_is_asked_and_kept_like_everything_else(dataset, live, tmp_path, reads):
    study = answering(dataset, live)
    asked = study.comparison("grunnskole,horizon=24,points=12,landmarks=12")
    assert asked == live.comparison(asked.name)
    specs = [asked.ask(what, ("sex",)) for what in ("naive", "time_varying_cox", "flow")]
    rows = answered(study, *specs[:2]).frame
    assert rows["approach"].unique().tolist() == ["naive", "time_varying_cox"]
    assert set(rows["sex"]) == {"female", "male"}
    answered(study, specs[2])
    write_answers(study.answers, tmp_path / "answers")
    again = open_study(tmp_path / "answers")
    for spec in specs:
        pd.testing.assert_frame_equal(again.estimates(spec).frame, live.estimates(spec).frame)
    assert reads == []


def test_a_release_says_which_comparisons_it_does_not_hold(study):
    asked = study.comparison("grunnskole")
    with pytest.raises(DisclosureError, match="Not in this release: naive of grunnskole\\."):
        study.estimates(asked.ask("naive"))
    assert answered(study, asked.ask("naive"), asked.ask("landmark")).frame.empty


def test_answers_hold_tidy_rows_and_no_person(asked, folder):
    groups = {"municipality", "county", "year"}
    named = {*groups, *TIDY, *(name for names in MORE.values() for name in names)}
    for spec, frame in asked.answers.rows.items():
        assert {name for name in frame if not name.startswith("choice_")} <= named, spec
    ids = [one.encode() for one in open_study_ids(asked)]
    for path in folder.iterdir():
        content = path.read_bytes()
        assert not any(one in content for one in ids), path.name


def open_study_ids(asked):
    """Return ids of persons that are long enough not to stand anywhere by chance."""
    ids = [one for one in map(str, asked.live().registers.ids) if len(one) >= 6]
    assert ids
    return ids


def test_the_folder_is_open_to_its_owner_only(folder):
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_question_that_was_not_answered_is_asked_of_the_persons_who_are_read_once(
    live, folder, dataset, reads
):
    study = open_study(folder)
    for months in (5, 7):
        spec = StudyDesign(measure=f"any_job,run_months={months}").ask("cumulative_incidence")
        assert study.estimates(spec).frame.equals(live.estimates(spec).frame)
    assert reads == [dataset.resolve()]


def test_a_question_that_the_dataset_cannot_answer_is_refused_as_before(tmp_path, dataset, live):
    data = shutil.copytree(dataset, tmp_path / "data")
    study = answering(data, live)
    spec = DESIGN.ask("prevalence", ("sex",))
    lacking = DESIGN.ask("prevalence", ("track",))
    study.estimates(spec)
    with pytest.raises(DesignError) as persons:
        study.estimates(lacking)
    assert str(persons.value).startswith("No group 'track' for prevalence of any_job from exit")
    write_answers(study.answers, tmp_path / "answers")
    shutil.rmtree(data)
    again = open_study(tmp_path / "answers")
    assert not again.estimates(spec).frame.empty
    with pytest.raises(DesignError) as answers:
        again.estimates(lacking)
    assert str(answers.value) == str(persons.value)
    with pytest.raises(DataError, match=r"No dataset\.toml in"):
        again.estimates(DESIGN.ask("median"))


def test_answers_are_no_release_and_make_no_published_report(folder):
    assert not is_release(folder)
    with pytest.raises(DisclosureError, match="this folder holds persons"):
        open_release(folder)
