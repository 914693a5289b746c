"""What whoever reads registers is warned of: on the screen, and with the data's quality."""

import json

import pytest

from analysis.cli import main
from analysis.display.warnings import warnings
from analysis.registers.hidden import Hidden
from analysis.registers.read import Registers, read_registers
from analysis.terms import Language

from ..registers.folders import file_of, write_folder

EXIT = "2016-06-10"
PEOPLE = file_of("participants", *({"person_id": f"p{n}"} for n in range(8)), programme_end=EXIT)
STRANGERS = (
    "jobs: 2 of 10 rows (20%) are about no participant, and are left out. Are the ids of the same"
    " pseudonymisation and extract, or does the table hold everybody?"
)


@pytest.fixture
def data(tmp_path):
    """A dataset of whose ten jobs two are of nobody."""
    ids = [f"p{n}" for n in range(8)] + ["x1", "x2"]
    jobs = file_of("jobs", *({"person_id": own} for own in ids))
    return write_folder(tmp_path, {"participants": PEOPLE, "jobs": jobs})


def test_rows_of_nobody_are_told_by_their_share(data):
    registers = read_registers(data)
    assert warnings(registers, Language.EN) == [STRANGERS]
    assert warnings(registers, Language.NB)[0].startswith(
        "jobber: 2 av 10 rader (20\u00a0%) er ikke"
    )


def test_what_a_sheet_hides_is_told_with_its_place(data):
    registers = read_registers(data)
    hidden = (
        Hidden("jobs", "r.xlsx", "Jobber", False, (4, 5, 9), ("Timer",)),
        Hidden("participants", "r.xlsx", "Deltakere", True, (), ()),
    )
    shown = Registers(**{**vars(registers), "remarks": registers.remarks[:0], "hidden": hidden})
    assert warnings(shown, Language.EN) == [
        "r.xlsx, sheet 'Jobber': hidden columns were read: Timer.",
        "r.xlsx, sheet 'Jobber': 3 hidden rows were read: 4-5, 9. If they should not count, delete"
        " them in the sheet.",
        "r.xlsx, sheet 'Deltakere': the sheet is hidden, and was read as participants.",
    ]


def test_outcomes_and_a_release_warn_on_the_screen(data, tmp_path, capsys):
    assert main(["outcomes", str(data), "--out", str(tmp_path / "o.csv")]) == 0
    assert capsys.readouterr().err == f"warning: {STRANGERS}\n"
    release = ["release", str(data), "--out", str(tmp_path / "release"), "--measure", "any_job"]
    assert main(release) == 0
    assert f"\nwarning: {STRANGERS}\n" in capsys.readouterr().err


def test_check_warns_first_and_in_its_pages(data, tmp_path, capsys):
    assert main(["check", str(data), "--out", str(tmp_path / "out")]) == 0
    screen = capsys.readouterr().out
    assert screen.split("\n\n")[2] == f"Warnings\n  {STRANGERS}"
    told = json.loads((tmp_path / "out" / "check.json").read_text(encoding="utf-8"))
    assert told["warnings"] == [STRANGERS]
    for name, mark in (("check.html", "advarsel: jobber"), ("check.en.html", "warning: jobs")):
        assert mark in (tmp_path / "out" / name).read_text(encoding="utf-8")
