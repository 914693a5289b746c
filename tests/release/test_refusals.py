"""What is refused at the gate, with the full text."""

import pandas as pd
import pytest

from analysis.cli import main
from analysis.design import StudyDesign
from analysis.errors import DesignError, DisclosureError
from analysis.estimates.live import open_live
from analysis.release.files import read_release
from analysis.release.make import make_release

from .invented import world, write_dataset
from .invented import write_release as make

CONFIDENTIAL = """\
These registers are confidential, and are not released.
The protection in this version is provisional: it rounds each count by itself, which does not \
withstand differencing.
Allowed: access = "invented" or "public". A notebook opened on the dataset itself answers every \
question, in the confidential room."""

DECLARED = """\
Not in this release: cumulative_incidence of part_time from exit.
Ask for what it was made for (below); or open the dataset itself, which answers everything; or \
make a release of one more measure:
  analysis release DATASET --out FOLDER --measure any_job --measure …
This one was made for:
  any_job from exit: cumulative_incidence, median, restricted_mean, left_first, prevalence, \
cumulative_incidence by municipality, median by municipality, prevalence by municipality, \
cumulative_incidence by sex, median by sex, restricted_mean by sex, prevalence by sex, \
cumulative_incidence by age, median by age, restricted_mean by age, \
cumulative_incidence by country, median by country, restricted_mean by country, \
cumulative_incidence by prior_education, median by prior_education, \
restricted_mean by prior_education, \
cumulative_incidence by municipality_size, median by municipality_size, \
restricted_mean by municipality_size, \
stable_after_first_job, first_job_lost, loss, flow, already_there
  any_job from programme_start: cumulative_incidence, median, restricted_mean, left_first, \
prevalence, \
cumulative_incidence by municipality, median by municipality, prevalence by municipality, \
cumulative_incidence by sex, median by sex, restricted_mean by sex, prevalence by sex, \
cumulative_incidence by age, median by age, restricted_mean by age, \
cumulative_incidence by country, median by country, restricted_mean by country, \
cumulative_incidence by prior_education, median by prior_education, \
restricted_mean by prior_education, \
cumulative_incidence by municipality_size, median by municipality_size, \
restricted_mean by municipality_size, \
stable_after_first_job, first_job_lost, loss, flow, already_there
  grunnskole,contrasts=difference,landmarks=36,replicates=200: target_trial, \
landmark by municipality, landmark by county, target_trial by county
  the registers: rows, missing_values, findings, register_faults, uses, \
register_faults by municipality"""


def test_confidential_registers_are_refused_before_a_person_file_is_read(tmp_path, capsys):
    folder = write_dataset(tmp_path / "dataset", access="confidential")
    for path in folder.glob("*.parquet"):
        path.unlink()
    out = tmp_path / "release"
    assert main(["release", str(folder), "--out", str(out)]) == 3
    assert capsys.readouterr().err == f"analysis release: {CONFIDENTIAL}\n"
    assert not out.exists()


def test_confidential_persons_are_refused_at_the_second_door_as_well(tmp_path):
    live = open_live(write_dataset(tmp_path / "dataset", access="confidential"))
    with pytest.raises(DisclosureError) as caught:
        make_release(live, ["any_job"])
    assert str(caught.value) == CONFIDENTIAL


def test_public_registers_are_released(tmp_path):
    folder = write_dataset(tmp_path / "dataset", access="public")
    _, release = read_release(make(folder, tmp_path / "release", ["november"]))
    assert release.source.access == "public"


def test_a_spec_outside_the_release_is_refused_with_the_declared_ones(dataset, tmp_path):
    from analysis.study import open_study

    study = open_study(make(dataset, tmp_path / "release", ["any_job"]))
    with pytest.raises(DisclosureError) as caught:
        study.estimates(StudyDesign(measure="part_time").ask("cumulative_incidence"))
    assert str(caught.value) == DECLARED


@pytest.mark.parametrize(
    ("design", "estimand", "by"),
    [
        (StudyDesign(measure="any_job,run_months=4"), "cumulative_incidence", ()),
        (StudyDesign(transfer_months=4), "cumulative_incidence", ()),
        (StudyDesign(monthly_rule="overlap"), "cumulative_incidence", ()),
        (StudyDesign(origin="settlement"), "cumulative_incidence", ()),
        (StudyDesign(), "survival", ()),
        (StudyDesign(), "equality", ("sex",)),
        (StudyDesign(), "hazard_ratio", ("sex",)),
        (StudyDesign(), "restricted_mean", ("municipality",)),
        (StudyDesign(), "cumulative_incidence", ("municipality", "sex")),
        (StudyDesign(), "cumulative_incidence", ("birth_year",)),
        (StudyDesign(), "flow", ("municipality",)),
    ],
)
def test_nobody_can_ask_for_a_neighbouring_definition(study, design, estimand, by):
    with pytest.raises(DisclosureError, match=r"^Not in this release: "):
        study.estimates(design.ask(estimand, by))


def test_a_measure_that_does_not_exist_is_refused_before_anything_is_released(dataset, tmp_path):
    out = tmp_path / "release"
    assert main(["release", str(dataset), "--out", str(out), "--measure", "any_jobs"]) == 2
    assert not out.exists()


def test_what_cannot_be_answered_is_named_with_its_reason(tmp_path):
    tables = dict(world().tables)
    tables["jobs"] = tables["jobs"].drop(columns="hours_per_week")
    live = open_live(write_dataset(tmp_path / "dataset", tables))
    release = make_release(live, ["any_job", "part_time"])
    assert sorted(release.refused) == [
        "part_time from exit",
        "part_time from programme_start",
    ]
    assert all("jobs.hours_per_week" in reason for reason in release.refused.values())


def test_a_release_of_nothing_is_refused(tmp_path):
    tables = dict(world().tables)
    tables["jobs"] = tables["jobs"].drop(columns="hours_per_week")
    live = open_live(write_dataset(tmp_path / "dataset", tables))
    with pytest.raises(DesignError, match=r"^Nothing can be released\."):
        make_release(live, ["part_time"])


@pytest.mark.parametrize("persons", [8, 10])
def test_a_dataset_under_the_floor_gives_a_release_without_a_row(tmp_path, persons):
    from analysis.study import open_study

    participants = world().tables["participants"]
    few = participants["person_id"].drop_duplicates().iloc[:persons]
    tables = {
        name: frame[frame["person_id"].isin(few)] if "person_id" in frame else frame
        for name, frame in world().tables.items()
    }
    release = make(write_dataset(tmp_path / "dataset", tables), tmp_path / "release", ["any_job"])
    study = open_study(release)
    assert study.estimates(StudyDesign().ask("flow")).frame.empty
    assert study.estimates(StudyDesign().ask("cumulative_incidence")).frame.empty
    for name in ("events", "status"):
        assert pd.read_parquet(release / f"{name}.parquet").empty
    told = pd.read_parquet(release / "estimates.parquet")
    assert set(told["estimand"]) == {"uses"}  # which columns there are, and no person
