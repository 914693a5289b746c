"""Parameters: typed, checked before anything starts, and 0301 is not 301."""

import json
import re
from dataclasses import replace

import pytest

from analysis.cli import main
from analysis.design import StudyDesign
from analysis.errors import DesignError
from analysis.publish.doors import CommandLine, wanted
from analysis.publish.municipality_files import read_places
from analysis.publish.parameters import Setting, from_command_line, parameters_of
from analysis.release.released import ReleasedStudy
from analysis.terms import Access, Estimand

from ..release.invented import LARGE, OSLO


def test_a_code_from_the_command_line_keeps_its_zero(batch):
    assert batch("--municipality", OSLO, LARGE) == 0
    assert [job.code for job in batch.jobs] == ["0301", "5612"]


@pytest.mark.parametrize(
    "content",
    [
        b"0301\n5612\n",
        b"0301\r\n5612\r\n",
        b"\xef\xbb\xbf0301\n5612",
        b"\xef\xbb\xbf# codes\r\n\r\n0301 # Oslo\r\n  5612  \r\n",
        b'"0301"\n"5612"\n',
        b"0301\n\n\n5612#0301\n",
        "# alle i Østfold\n0301\n5612\n".encode(),
    ],
)
def test_a_code_from_a_file_keeps_its_zero(batch, tmp_path, content):
    file = tmp_path / "codes.txt"
    file.write_bytes(content)
    assert batch("--municipalities", str(file)) == 0
    assert [job.code for job in batch.jobs] == ["0301", "5612"]


def test_a_code_named_twice_gives_one_report(batch):
    assert batch("--municipality", OSLO, LARGE, OSLO) == 0
    assert [job.code for job in batch.jobs] == ["0301", "5612"]


def test_without_a_choice_the_ten_of_the_study_are_reported(batch):
    assert batch() == 0
    ten = ["0301", "4601", "5001", "4204", "5501", "5035", "4650", "4203", "4012", "4005"]
    assert [job.code for job in batch.jobs] == ten


def test_it_is_said_that_without_a_choice_not_all_are_reported(batch, capsys):
    told = "reports on 10 of 30 municipalities; every one with --all\n"
    assert batch() == 0
    assert capsys.readouterr().err == told
    for chosen in (["--all"], ["--municipality", OSLO]):
        assert batch(*chosen) == 0
        assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("access", "without"), [(Access.PUBLIC, ""), (Access.INVENTED, "4005"), (Access.PUBLIC, "4005")]
)
def test_without_a_choice_all_of_other_data_are_reported(study, notebook, access, without):
    areas = {code: name for code, name in study.areas().items() if code != without}
    source = replace(study.release.source, access=access)
    other = ReleasedStudy("0a", replace(study.release, source=source, areas=areas))
    places = wanted(CommandLine(), notebook, {}).places(other)
    assert [place.code for place in places] == list(areas)


def test_everybody_s_report_is_made_when_asked_for(batch):
    assert batch("--all") == 0
    assert len(batch.jobs) == 30
    assert [job.code for job in batch.jobs] == sorted(job.code for job in batch.jobs)


def test_a_measure_reaches_the_notebook_as_text(batch):
    assert (
        batch("--municipality", OSLO, "-p", "measure=any_job", "-p", "origin=programme_start") == 0
    )
    assert batch.jobs[0].design == StudyDesign("any_job", "programme_start")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--municipality", "301"], "No municipality '301' here (nearest: 0301 Oslo)."),
        (["--municipality", OSLO, "5611"], "No municipality '5611' here (nearest: 5612 "),
        (["--municipality", "Bergn"], "No municipality 'Bergn' here (nearest: 4601 Bergen)."),
        (["-p", "measure=any_jobs"], "No measure 'any_jobs' (nearest: any_job)."),
        (["-p", "measure=any_job,run_month=6"], "no field 'run_month' (nearest: run_months)."),
        (["-p", "measure=any_job,run_months=six"], "'six'"),
        (["-p", "measure=any_job,run_months=0"], "run_months lies between 1 and 120."),
        (["-p", "origin=exits"], "No origin 'exits' (nearest: exit)."),
        (["-p", "mesure=any_job"], "No parameter 'mesure' (nearest: measure)."),
        (["-p", "measure"], "The parameter 'measure' has no value.\nWrite -p measure=VALUE."),
        (["-p", "estimand=median"], "No parameter 'estimand'"),
        (["-p", "municipality=0301"], "No parameter 'municipality'"),
        (["-p", "data=/etc"], "No parameter 'data'"),
        (["--jobs", "0"], "--jobs is at least 1."),
        (["--municipalities", "no_such_file.txt"], "no_such_file.txt: the file cannot be read: "),
    ],
)
def test_what_does_not_exist_is_refused_before_anything_starts(batch, capsys, arguments, text):
    assert batch(*arguments) == 2
    assert text in capsys.readouterr().err
    assert batch.jobs == []
    assert not batch.out.exists()


def test_a_refused_municipality_is_told_ten_that_are_allowed(batch, capsys):
    assert batch("--municipality", "301") == 2
    error = capsys.readouterr().err
    assert error.startswith(
        "analysis batch: No municipality '301' here (nearest: 0301 Oslo)."
        "\nAllowed: 0301, 1103, 1119,"
    )
    assert error.count(", ") == 9
    assert re.search(r" and \d+ more\.\n$", error)


def test_a_measure_that_the_release_does_not_hold_is_refused_by_the_gate(batch, capsys):
    assert batch("-p", "measure=part_time") == 3
    assert "Not in this release: cumulative_incidence of part_time" in capsys.readouterr().err
    assert batch.jobs == []
    assert not batch.out.exists()


def test_an_estimand_that_does_not_exist_is_refused_naming_the_nearest():
    with pytest.raises(DesignError) as caught:
        StudyDesign().ask("medain")
    assert str(caught.value) == (
        f"No estimand 'medain' (nearest: median).\nAllowed: {', '.join(Estimand)}."
    )


def test_a_notebook_that_is_not_there_is_refused(release, tmp_path, capsys):
    out = tmp_path / "out"
    arguments = ["batch", str(release), "--out", str(out), "--notebook", str(tmp_path / "x.ipynb")]
    assert main(arguments) == 2
    assert "No notebook" in capsys.readouterr().err
    assert not out.exists()


def test_a_folder_of_persons_is_refused(dataset, notebook, tmp_path, capsys):
    out = tmp_path / "out"
    arguments = ["batch", str(dataset), "--out", str(out), "--notebook", str(notebook)]
    assert main(arguments) == 3
    assert capsys.readouterr().err == (
        "analysis batch: Reports are made from a release only, and this folder holds persons."
        "\nMake one: analysis release DATA --out RELEASE.\n"
    )
    assert not out.exists()


def test_a_folder_that_is_neither_is_refused(notebook, tmp_path, capsys):
    out = tmp_path / "out"
    empty = tmp_path / "empty"
    empty.mkdir()
    arguments = ["batch", str(empty), "--out", str(out), "--notebook", str(notebook)]
    assert main(arguments) == 2
    assert "is neither a dataset (dataset.toml), a release" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "\n\n", "# only a comment\n", "\ufeff"])
def test_a_file_that_names_no_code_is_refused(tmp_path, content):
    file = tmp_path / "codes.txt"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DesignError) as caught:
        read_places(file, [])
    assert str(caught.value) == (
        f"{file} names no municipality.\nWrite one code a line, such as 0301."
    )


def test_a_file_in_another_encoding_is_refused_in_words(tmp_path):
    file = tmp_path / "codes.txt"
    file.write_bytes("0301 # Tromsø".encode("latin-1"))
    with pytest.raises(DesignError) as caught:
        read_places(file, [])
    assert str(caught.value) == (
        "codes.txt, row 1: the text is not UTF-8."
        "\nMost likely it is latin-1.\nSave the file as UTF-8."
    )


def write_notebook(path, *sources, tags=("parameters",)):
    cells = [
        {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": [one]} for one in sources
    ]
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


def test_the_parameters_of_the_batch_notebook_are_read_with_their_types(notebook):
    names = ["data", "municipality", "language", "measure", "origin", "monthly_rule"]
    names += ["published", "breaks"]
    assert parameters_of(notebook) == {**dict.fromkeys(names, "str"), "transfer_months": "int"}


@pytest.mark.parametrize("count", [0, 2])
def test_a_notebook_needs_one_cell_of_parameters(tmp_path, count):
    path = write_notebook(tmp_path / "x.ipynb", *(["measure: str = 'any_job'"] * count))
    with pytest.raises(DesignError) as caught:
        parameters_of(path)
    assert str(caught.value) == f"x.ipynb has {count} cells tagged 'parameters', not one."


@pytest.mark.parametrize("source", ["measure = 'any_job'", "import os", "x: int = 1\nprint(x)"])
def test_a_parameter_is_a_name_with_a_type(tmp_path, source):
    with pytest.raises(DesignError) as caught:
        parameters_of(write_notebook(tmp_path / "x.ipynb", source))
    assert str(caught.value) == "x.ipynb: a parameter is written `name: type = default`."


def test_a_number_stays_a_number_and_a_word_for_it_is_refused():
    allowed = ["measure", "transfer_months"]
    assert from_command_line(["transfer_months=6"], allowed) == {
        "transfer_months": Setting(6, "the command line")
    }
    for wrong in ("six", "6.0", "1_0", "", "６", "true"):
        with pytest.raises(DesignError) as caught:
            from_command_line([f"transfer_months={wrong}"], allowed)
        assert str(caught.value) == (
            "The parameter 'transfer_months' is of type int: a whole number."
        )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("not JSON", "x.ipynb is no notebook."),
        ("[]", "x.ipynb is no notebook."),
        ('{"cells": [{}]}', "x.ipynb is no notebook."),
    ],
)
def test_a_file_that_is_no_notebook_is_refused(tmp_path, content, text):
    path = tmp_path / "x.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DesignError) as caught:
        parameters_of(path)
    assert str(caught.value) == f"{text}\nin {path}"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("data: str = ''\nlanguage: str = ''", "the parameter 'municipality' is missing."),
        (
            "data: str = ''\nlanguage: str = ''\nmunicipality: int = 301",
            "the parameter 'municipality' is of type str, not int.",
        ),
        (
            "data: str = ''\nlanguage: str = ''\nmunicipality: str = ''\ntransfer_months: str = ''",
            "the parameter 'transfer_months' is of type int, not str.",
        ),
        ("data: str =", "the cell of parameters is not Python."),
    ],
)
def test_a_notebook_takes_what_a_batch_gives_it(batch, tmp_path, capsys, source, text):
    path = write_notebook(tmp_path / "x.ipynb", source)
    assert batch("--notebook", str(path)) == 2
    assert capsys.readouterr().err == f"analysis batch: x.ipynb: {text}\n"
    assert not batch.out.exists()
