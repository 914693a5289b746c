"""What a municipal office can export: Norwegian names and codes, semicolons, commas, dd.mm.yyyy."""

import csv

import pytest

from analysis.cli import main

DATASET = """\
name = "Liten kommune"
access = "invented"
selected_by = "started"
first_observed = "2015-01"
last_observed = "2017-12"
source = "skrevet for hånd"
contact = "ingen"
missing = ["ukjent"]
open_dates = ["31.12.9999"]

[dialect]
delimiter = ";"
encoding = "cp1252"
decimal = ","
date_format = "%d.%m.%Y"
yes = ["ja"]
no = ["nei"]

[tables.participants]
file = "deltakere.csv"
ignored = ["Saksbehandler"]
[tables.participants.columns]
person_id = "Løpenummer"
municipality = "Kommunenr"
programme_start = "Startdato"
programme_end = "Sluttdato"
sex = "Kjønn"
[tables.participants.codes.sex]
K = "female"
M = "male"

[tables.jobs]
file = "arbeidsforhold.csv"
[tables.jobs.columns]
person_id = "Løpenummer"
start = "Fra"
end = "Til"
hours_per_week = "Timer per uke"
subsidised = "Lønnstilskudd"
employer_id = "Virksomhet"
"""
PARTICIPANTS = """\
Løpenummer;Kommunenr;Startdato;Sluttdato;Kjønn;Saksbehandler
001;5501;02.02.2015;03.06.2015;K;Åse
002;5501;02.02.2015;03.06.2015;M;Åse
003;5501;02.02.2015;03.06.2015;ukjent;Øyvind
004;;02.02.2015;;K;Øyvind
"""
JOBS = """\
Løpenummer;Fra;Til;Timer per uke;Lønnstilskudd;Virksomhet
001;03.08.2015;31.12.9999;37,5;nei;"Fisk; og sånt"
002;01.04.2016;30.06.2016;0,5;ja;Skolen
002;01.06.2016;31.08.2016;0,5;ja;Skolen
003;01.04.2016;30.04.2016;20;ukjent;Kafé
"""


@pytest.fixture
def office(tmp_path):
    (tmp_path / "dataset.toml").write_text(DATASET, encoding="utf-8")
    for name, text in (("deltakere.csv", PARTICIPANTS), ("arbeidsforhold.csv", JOBS)):
        (tmp_path / name).write_bytes(text.replace("\n", "\r\n").encode("cp1252"))
    return tmp_path


def test_export_of_an_office_becomes_outcomes(office, capsys):
    out = office / "out" / "x.csv"
    assert main(["outcomes", str(office), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert f"\nnew folder: {out.parent}\n" in f"\n{said.err}"
    told = said.out.splitlines()
    assert told[0] == f"{out}: 3 persons, 2 events"
    assert told[-1] == "left out, no_origin: 1"
    with out.open(encoding="utf-8", newline="") as file:
        rows = {row["person_id"]: row for row in csv.DictReader(file)}
    assert list(rows) == ["001", "002", "003"]
    # Exit in June 2015: August 2015 is month 2, April 2016 month 10; L is month 30, C = 30-3+1.
    fates = {person: (row["duration"], row["event"], row["cause"]) for person, row in rows.items()}
    assert fates == {
        "001": ("2", "1", "event"),
        "002": ("10", "1", "event"),
        "003": ("28", "0", "censored"),
    }


def test_a_folder_that_is_there_is_not_called_new(office, capsys):
    assert main(["outcomes", str(office), "--out", str(office / "x.csv")]) == 0
    assert "new folder" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("out", "error"),
    [
        ("deep/x.txt", "x.txt: outcomes are written as .csv or .parquet."),
        ("old.csv", "{office}/old.csv is a folder.\nName a file with --out."),
        (
            "deltakere.csv/deep/x.csv",
            "{office}/deltakere.csv is a file, not a folder.\nName another with --out.",
        ),
    ],
)
def test_what_outcomes_cannot_be_written_to_is_refused_before_reading(office, out, error, capsys):
    (office / "old.csv").mkdir()
    (office / "dataset.toml").write_text("not read", encoding="utf-8")
    assert main(["outcomes", str(office), "--out", str(office / out)]) == 2
    assert capsys.readouterr().err == f"analysis outcomes: {error.format(office=office)}\n"
    assert not (office / "deep").exists()


def test_error_speaks_the_offices_own_names(office, capsys):
    text = JOBS.replace("37,5", "37.5")
    (office / "arbeidsforhold.csv").write_bytes(text.encode("cp1252"))
    assert main(["outcomes", str(office), "--out", str(office / "x.csv")]) == 2
    assert capsys.readouterr().err == (
        "analysis outcomes: The registers do not keep the contract; values are shown by shape"
        " (digits as 9, letters as a)."
        "\narbeidsforhold.csv, column 'Timer per uke' (jobs.hours_per_week):"
        " hours a week are a number between 0 and 168."
        "\n  row 2: found '99.9'"
        "\n  Write ',' before decimals, and no other sign in a number; or declare"
        ' decimal = "." under [dialect], where all numbers are written so.\n'
    )
