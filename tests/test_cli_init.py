"""`analysis init`: what is told on the screen, and with which code it ends."""

import pytest

from analysis.cli import main

PARTICIPANTS = "Løpenr;Kommunenr;Startdato;Rom\n1;5501;13.02.2015;a\n"
JOBS = "Løpenr;Fra;Slutt dt\n1;13.03.2015;14.03.2015\n"


@pytest.fixture
def office(tmp_path):
    (tmp_path / "deltakere.csv").write_text(PARTICIPANTS, encoding="utf-8")
    (tmp_path / "jobber.csv").write_text(JOBS.replace(" dt", ""), encoding="utf-8")
    return tmp_path


def test_what_was_found_and_what_to_do_next_are_told(office, capsys):
    assert main(["init", str(office)]) == 0
    assert (office / "dataset.toml").is_file()
    assert capsys.readouterr().out == (
        "participants: deltakere.csv, 3 of 4 columns known; not used: Rom\n"
        "jobs: jobber.csv, 3 of 3 columns known\n"
        "Now fill in name, source, contact, and look at each line marked CONFIRM in dataset.toml.\n"
        f"Then run: analysis check {office}\n"
    )


def test_a_needed_column_that_is_not_found_is_said_with_the_nearest(office, capsys):
    (office / "jobber.csv").write_text(JOBS.replace("Slutt dt", "Slutter i"), encoding="utf-8")
    assert main(["init", str(office)]) == 0
    told = "jobs.end: needed, and not found in jobber.csv; nearest: 'Slutter i'."
    assert told in capsys.readouterr().out
    text = (office / "dataset.toml").read_text(encoding="utf-8")
    assert f"# CONFIRM: {told}\n" in text
    assert ("# end = \"\"  # CONFIRM: needed, and not found; nearest: 'Slutter i'\n") in text


def test_a_needed_table_that_no_file_fits_is_said(office, capsys):
    (office / "jobber.csv").unlink()
    assert main(["init", str(office)]) == 0
    told = capsys.readouterr().out
    assert "No file fits the table jobs, which is needed. The nearest is deltakere.csv.\n" in told
    assert main(["outcomes", str(office), "--out", "x.csv"]) == 2


def test_a_file_that_cannot_be_read_is_named_and_does_not_stop_the_draft(office, capsys):
    (office / "utdanning.parquet").write_bytes(b"PAR1 and no more")
    assert main(["init", str(office)]) == 2
    told = "utdanning.parquet could not be read: not a whole Parquet file (ArrowInvalid)."
    assert told in capsys.readouterr().out
    assert told in (office / "dataset.toml").read_text(encoding="utf-8")


def test_two_files_of_one_table_and_a_file_of_none_are_named(office, capsys):
    (office / "jobber gammel.csv").write_text("Løpenr;Fra;Til\n1;13.03.2015;\n", encoding="utf-8")
    (office / "jobber.csv").write_text("Løpenr;Fra;Til;Timer\n1;13.03.2015;;7\n", encoding="utf-8")
    (office / "rom.csv").write_text("Rom;Etasje\na;b\n", encoding="utf-8")
    assert main(["init", str(office)]) == 0
    told = capsys.readouterr().out
    assert (
        "jobber gammel.csv also fits the table jobs; jobber.csv fits better, and is taken.\n"
        "rom.csv fits no table, and is not used.\n"
    ) in told


@pytest.mark.parametrize("name", ["notes.txt", ".hidden.csv", "~$bok.xlsx"])
def test_a_folder_without_tabular_files_is_refused(name, tmp_path, capsys):
    (tmp_path / name).write_text("a,b\n", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"analysis init: No tabular file in {tmp_path}."
        "\nAllowed: files ending in .parquet, .csv, .xlsx, .xlsm, .dta, .sav, .zsav, .xpt,"
        " .sas7bdat.\nPut your files into that folder itself, not into folders below it.\n"
    )
    assert not (tmp_path / "dataset.toml").exists()


def test_a_folder_that_is_not_there_is_refused(tmp_path, capsys):
    assert main(["init", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err == (
        f"analysis init: No folder {tmp_path / 'none'}.\nName the folder that holds your files.\n"
    )


def test_a_folder_of_files_that_cannot_be_read_is_refused(tmp_path, capsys):
    (tmp_path / "a.csv").write_bytes(b"")
    assert main(["init", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"analysis init: No file in {tmp_path} can be read."
        "\na.csv could not be read: the file is incomplete: 0 bytes."
        "\nMend one of them, or export it again.\n"
    )
    assert not (tmp_path / "dataset.toml").exists()


def test_a_second_draft_is_refused(office, capsys):
    assert main(["init", str(office)]) == 0
    assert main(["init", str(office)]) == 2
    assert "dataset.toml is there already, and is not written over." in capsys.readouterr().err
