"""A draft of dataset.toml: a folder is read with it once name, source and contact are filled in."""

import tomllib

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.registers.dataset import FILE
from analysis.registers.draft import draft_dataset, write_draft
from analysis.registers.read import read_registers
from analysis.registers.write import write_registers
from analysis.synthetic.world import World, tables_of

PARTICIPANTS = """\
Løpenr;Kommunenr;Bosettingsdato;Startdato;Sluttdato;Kjønn;Fødselsår;Landbakgrunn;Saksbehandler
001;5501;02.01.2015;02.02.2015;03.06.2015;K;1980;Syria;Åse
002;5501;15.01.2015;02.02.2015;13.06.2015;M;1991;Eritrea;Åse
003;5501;15.01.2015;02.02.2015;;K;1975;Syria;Øyvind
"""
JOBS = """\
Løpenr;Fra;Til;Timer per uke;Stillingsprosent;Virksomhet;Lønnstilskudd;Ansettelsesform
001;03.08.2015;31.12.9999;37,5;100;Fisk;N;Fast
002;01.04.2016;30.06.2016;7,5;20;Skolen;J;Midlertidig
002;01.07.2016;31.12.2017;37,5;100;Skolen;N;Fast
"""


def write_office(folder, tables=None):
    content = {"deltakere.csv": PARTICIPANTS, "arbeidsforhold.csv": JOBS, **(tables or {})}
    for name, text in content.items():
        (folder / name).write_bytes(text.replace("\n", "\r\n").encode("cp1252"))
    return folder


def fill_in(folder):
    path = folder / FILE
    text = path.read_text(encoding="utf-8")
    for key in ("name", "source", "contact"):
        assert f'\n{key} = ""' in text
        text = text.replace(f'\n{key} = ""', f'\n{key} = "filled in"')
    path.write_text(text, encoding="utf-8")
    return folder


def drafted(folder):
    return tomllib.loads(draft_dataset(folder).text)


def test_files_of_an_office_are_read_with_the_draft_and_three_texts(tmp_path):
    write_draft(write_office(tmp_path))
    registers = read_registers(fill_in(tmp_path))
    persons, jobs = registers.tables["participants"], registers.tables["jobs"]
    assert list(registers.ids) == ["001", "002", "003"]
    assert persons["sex"].tolist() == ["female", "male", "female"]
    assert persons["birth_year"].tolist() == [1980, 1991, 1975]
    assert persons["settled"].tolist()[0] == pd.Timestamp("2015-01-02")
    assert persons["programme_end"].tolist()[1] == pd.Timestamp("2015-06-13")
    assert jobs["hours_per_week"].tolist() == [3750, 750, 3750]
    assert jobs["subsidised"].tolist() == [False, True, False]
    assert jobs["contract"].tolist() == ["permanent", "temporary", "permanent"]
    assert jobs["end"].isna().tolist() == [True, False, False]


def test_a_draft_is_not_read_before_somebody_has_filled_it_in(tmp_path):
    write_draft(write_office(tmp_path))
    with pytest.raises(DataError, match="'name' is empty"):
        read_registers(tmp_path)


def test_every_guessed_line_asks_to_be_confirmed(tmp_path):
    text = draft_dataset(write_office(tmp_path)).text
    for line in text.splitlines():
        guessed = " = " in line and not line.startswith("#") and not line.endswith("= [")
        assert "# CONFIRM: " in line or not guessed, line


def test_the_draft_of_an_office_in_full(tmp_path):
    assert drafted(write_office(tmp_path)) == {
        "name": "",
        "source": "",
        "contact": "",
        "access": "confidential",
        "selected_by": "started",
        "first_observed": "2015-08",
        "last_observed": "2017-12",
        "open_dates": ["31.12.9999"],
        "dialect": {
            "delimiter": ";",
            "encoding": "cp1252",
            "decimal": ",",
            "date_format": "%d.%m.%Y",
            "yes": ["true", "1", "yes", "ja", "j"],
            "no": ["false", "0", "no", "nei", "n"],
        },
        "tables": {
            "participants": {
                "file": "deltakere.csv",
                "ignored": ["Saksbehandler"],
                "columns": {
                    "person_id": "Løpenr",
                    "municipality": "Kommunenr",
                    "settled": "Bosettingsdato",
                    "programme_start": "Startdato",
                    "programme_end": "Sluttdato",
                    "sex": "Kjønn",
                    "birth_year": "Fødselsår",
                    "country_of_origin": "Landbakgrunn",
                },
                "codes": {"sex": {"K": "female", "M": "male"}},
            },
            "jobs": {
                "file": "arbeidsforhold.csv",
                "ignored": ["Stillingsprosent"],
                "columns": {
                    "person_id": "Løpenr",
                    "start": "Fra",
                    "end": "Til",
                    "hours_per_week": "Timer per uke",
                    "employer_id": "Virksomhet",
                    "contract": "Ansettelsesform",
                    "subsidised": "Lønnstilskudd",
                },
                "codes": {"contract": {"Fast": "permanent", "Midlertidig": "temporary"}},
            },
        },
    }


def test_a_per_cent_of_full_time_is_not_taken_for_hours(tmp_path):
    text = draft_dataset(write_office(tmp_path)).text
    assert (
        '  "Stillingsprosent",  # CONFIRM: not used: a per cent of full time is not hours;'
        " hours_per_week needs hours a week\n"
    ) in text


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_invented_registers_are_read_with_the_draft_as_with_their_own(tmp_path, seed, file_format):
    world = World(60, seed=seed)
    for name in ("own", "drafted"):
        write_registers(tmp_path / name, world.dataset, tables_of(world), file_format)
    (tmp_path / "drafted" / FILE).unlink()
    write_draft(tmp_path / "drafted")
    drafted = fill_in(tmp_path / "drafted")
    rule = '\nsplit_rule = "largest"\n'  # which only the owner can choose
    text = (drafted / FILE).read_text(encoding="utf-8")
    (drafted / FILE).write_text(text.replace("\n[", rule + "\n[", 1), encoding="utf-8")
    own, other = read_registers(tmp_path / "own"), read_registers(drafted)
    assert list(own.ids) == list(other.ids)
    assert set(own.tables) == set(other.tables)
    for name, table in own.tables.items():
        pd.testing.assert_frame_equal(table, other.tables[name])
    pd.testing.assert_frame_equal(own.rows, other.rows)


HEADER = st.lists(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=80), min_size=1, unique=True
)


@pytest.mark.no_cover  # lines that other tests run
@settings(max_examples=150)
@given(HEADER, st.sampled_from(["deltakere", 'a"]\x1b[31m', "jobs"]))
def test_whatever_a_column_is_called_the_draft_names_it_the_same(tmp_path_factory, header, stem):
    folder = tmp_path_factory.mktemp("named")
    (folder / "participants.csv").write_text("person_id,start\n", encoding="utf-8")
    frame = pd.DataFrame({name: ["x"] for name in [*header, "person_id"]})
    frame.to_parquet(folder / f"{stem}.parquet", index=False)
    draft = draft_dataset(folder)
    tables = tomllib.loads(draft.text)["tables"] if "\n[tables." in draft.text else {}
    for table in tables.values():
        if table["file"] == f"{stem}.parquet":
            named = {*table.get("columns", {}).values(), *table.get("ignored", [])}
            own = {name for name in frame if name not in named}
            assert named | own == set(frame)
            assert "person_id" in own
            assert all(name.isascii() and name.replace("_", "").isalpha() for name in own)
    for line in [*draft.text.splitlines(), *draft.told]:
        assert "\x1b" not in line


def test_hostile_names_are_written_so_that_they_are_read_again(tmp_path):
    header = ['a"b', '"""', "x]\n[y", "\x1b[31mred", "back\\slash", "# note", "é" * 5000, ""]
    frame = pd.DataFrame({name: ["x"] for name in ["person_id", "sex", *header]})
    frame.to_parquet(tmp_path / 'deltakere "]\n.parquet', index=False)
    table = drafted(tmp_path)["tables"]["participants"]
    assert table == {"file": 'deltakere "]\n.parquet', "ignored": header, "columns": {}}
    told = "\n".join(draft_dataset(tmp_path).told)
    assert "\x1b" not in told
    assert len(told) < 2000


def test_a_dataset_that_is_there_is_not_written_over(tmp_path):
    write_office(tmp_path)
    (tmp_path / FILE).write_text("mine", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        write_draft(tmp_path)
    assert str(caught.value) == (
        f"dataset.toml is there already, and is not written over.\n{tmp_path / FILE}"
        "\nMove it away for a new draft."
    )
    assert (tmp_path / FILE).read_text(encoding="utf-8") == "mine"


def test_nothing_is_left_where_the_draft_cannot_be_written(tmp_path, monkeypatch):
    write_office(tmp_path)
    monkeypatch.setattr("pathlib.Path.replace", lambda path, target: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_draft(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "arbeidsforhold.csv",
        "deltakere.csv",
    ]


def test_no_value_of_a_person_is_in_the_draft(tmp_path):
    text = draft_dataset(write_office(tmp_path)).text
    for value in ("001", "Syria", "Åse", "Fisk", "1980", "02.02.2015", "03.08.2015"):
        assert value not in text


def test_unknown_codes_are_listed_only_where_the_column_holds_codes(tmp_path):
    sexes = ["K", "M", "K", "M", "annet", "annet"]
    rows = "".join(f"{n};5501;02.02.2015;{sex}\n" for n, sex in enumerate(sexes, start=100))
    write_office(tmp_path, {"deltakere.csv": "Løpenr;Kommunenr;Startdato;Kjønn\n" + rows})
    text = draft_dataset(tmp_path).text
    assert '# "annet" = ""  # CONFIRM: not a known word\n' in text
    assert (
        "# CONFIRM: translate 1 other value of 'Kjønn' to female, male under"
        " [tables.participants.codes.sex], or declare them in missing.\n"
    ) in text


def test_values_that_do_not_repeat_are_counted_and_not_shown(tmp_path):
    people = ["Kari", "Ola", "Åse", "Liv", "Per"]
    rows = "".join(f"{n};5501;02.02.2015;{name}\n" for n, name in enumerate(people, start=100))
    write_office(tmp_path, {"deltakere.csv": "Løpenr;Kommunenr;Startdato;Kjønn\n" + rows})
    text = draft_dataset(tmp_path).text
    assert "# CONFIRM: translate 5 other values of 'Kjønn' to female, male under" in text
    assert not [name for name in people if name in text]


def test_words_for_missing_are_proposed_but_not_declared(tmp_path):
    write_office(tmp_path, {"deltakere.csv": PARTICIPANTS.replace(";M;", ";ukjent;")})
    text = draft_dataset(tmp_path).text
    assert '\n# missing = ["ukjent"]  # CONFIRM: ' in text
    assert "missing" not in tomllib.loads(text)
    write_draft(tmp_path)
    path = fill_in(tmp_path) / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("# missing", "missing"), "utf-8")
    assert read_registers(tmp_path).tables["participants"]["sex"].isna().sum() == 1
