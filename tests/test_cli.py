"""The command line: exit codes, what is said, and that the same seed gives the same bytes."""

import filecmp
from pathlib import Path

import pytest

from analysis import cli
from analysis.cli import data

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "synthetic" / "sample"


def test_measures_are_listed_with_their_definition(capsys):
    assert cli.main(["measures"]) == 0
    lines = capsys.readouterr().out.splitlines()
    how = "for 3 months in a row, counted as reached in the first of these months"
    assert f"any_job: paid work or self-employment, {how}" in lines
    assert len(lines) == 14


def test_own_measures_are_listed_and_a_used_name_is_refused(tmp_path, capsys):
    own = tmp_path / "measures.toml"
    own.write_text('[ten_hours]\ncounts = ["employment"]\nhours_per_week = 10\n', encoding="utf-8")
    assert cli.main(["measures", str(tmp_path)]) == 0
    assert "ten_hours: paid work of at least 10 hours" in capsys.readouterr().out
    own.write_text('[any_job]\ncounts = ["employment"]\n', encoding="utf-8")
    assert cli.main(["measures", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert error == (
        "analysis measures: measures.toml: 'any_job' is a preset.\nChoose another name.\n"
    )


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    folders = {name: tmp_path / name for name in ("one", "same", "other")}
    for name, seed in (("one", "3"), ("same", "3"), ("other", "4")):
        assert cli.main(["synthesize", str(folders[name]), "--persons", "50", "--seed", seed]) == 0
    names = sorted(path.name for path in folders["one"].iterdir())
    same = filecmp.cmpfiles(folders["one"], folders["same"], names, shallow=False)
    other = filecmp.cmpfiles(folders["one"], folders["other"], names, shallow=False)
    assert same == (names, [], [])
    assert "participants.parquet" in other[1]


def test_the_sample_in_the_repository_is_what_the_command_writes(tmp_path):
    made = ["synthesize", str(tmp_path), "--persons", "20", "--from", "2019", "--format", "csv"]
    assert cli.main(made) == 0
    names = sorted(path.name for path in SAMPLE.iterdir())
    assert filecmp.cmpfiles(SAMPLE, tmp_path, names, shallow=False) == (names, [], [])


def test_what_is_true_is_written_beside_the_data_on_request(tmp_path):
    made = ["synthesize", str(tmp_path), "--persons", "400", "--seed", "3", "--truth"]
    assert cli.main(made) == 0
    written = {
        path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "truth").iterdir()
    }
    assert set(written) == {"municipalities.csv", "grunnskole.csv", "springboard.csv"}
    assert len(written["municipalities.csv"].splitlines()) == 358
    assert written["springboard.csv"].splitlines()[0] == "month,total,direct,indirect"
    assert ",begin_closed" in written["grunnskole.csv"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "1999"], "reaches from 2005"),
        (["--from", "2020", "--to", "2022"], "followed for 5 years"),
        (["--world", "nowhere"], "No world 'nowhere'"),
    ],
)
def test_a_world_that_cannot_be_made_is_refused(options, words, tmp_path, capsys):
    assert cli.main(["synthesize", str(tmp_path / "w"), "--persons", "5", *options]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "w").exists()


def test_calibration_is_printed_with_figure_target_and_source(capsys):
    assert cli.main(["calibrate", "--persons", "2000"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Fewer than 100000 persons: chance alone misses many of the figures."
    assert lines[1].split() == ["figure", "published", "obtained", "tolerance", "met"]
    assert any("november exit 2016 after 1 sex women" in line for line in lines)
    met = sum(line.split()[-1] == "yes" for line in lines)
    assert lines[-1] == f"{met} of {len(lines) - 3} published figures met within tolerance"


@pytest.mark.parametrize("persons", ["0", "-1"])
def test_a_world_without_persons_is_refused(persons, tmp_path, capsys):
    assert cli.main(["synthesize", str(tmp_path / "w"), "--persons", persons]) == 2
    assert not (tmp_path / "w").exists()
    assert "at least 1" in capsys.readouterr().err


def test_registers_of_somebody_else_are_not_written_over(tmp_path, capsys):
    (tmp_path / "dataset.toml").write_text('name = "Ours"\n', encoding="utf-8")
    assert cli.main(["synthesize", str(tmp_path), "--persons", "5"]) == 2
    assert capsys.readouterr().err == (
        f"analysis synthesize: Another dataset lies in {tmp_path}, and is not written over."
        "\nName another folder.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["dataset.toml"]


def test_the_same_world_may_be_written_again(tmp_path):
    for _ in range(2):
        assert cli.main(["synthesize", str(tmp_path), "--persons", "5"]) == 0


def test_use_that_is_not_understood_ends_with_2(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["nonsense"])
    assert stopped.value.code == 2


def test_a_fault_of_the_program_shows_its_kind_and_no_value(monkeypatch, capsys):
    def fails(chosen):
        raise RuntimeError("person 12345 has a secret")

    monkeypatch.setattr(data, "_run_measures", fails)
    assert cli.main(["measures"]) == 5
    error = capsys.readouterr().err
    assert "RuntimeError" in error
    assert "secret" not in error
    assert "Traceback" not in error


def test_debug_shows_the_traceback(capsys):
    assert cli.main(["--debug", "outcomes", "/no/such/folder", "--out", "x.csv"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_ends_with_130(monkeypatch):
    def interrupted(chosen):
        raise KeyboardInterrupt

    monkeypatch.setattr(data, "_run_measures", interrupted)
    assert cli.main(["measures"]) == 130


def test_a_measure_s_name_cannot_draw_on_the_terminal(tmp_path, capsys):
    own = '["\\u001b[2J"]\ncounts = ["employment"]\n'
    (tmp_path / "measures.toml").write_text(own, encoding="utf-8")
    assert cli.main(["measures", str(tmp_path)]) == 0
    assert "\n\\x1b[2J: paid work" in capsys.readouterr().out
