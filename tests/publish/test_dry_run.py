"""What would be made, and nothing made; how much time is left, and nothing of it in a file."""

import re
import shutil

import pytest

from analysis.cli import main
from analysis.publish import batch as batch_module
from analysis.publish.batch import Result
from analysis.publish.progress import Progress, Steps, time_left

from ..release.invented import LARGE, OSLO

PLACES = ["--municipality", OSLO, LARGE]


def test_a_dry_run_says_what_would_be_made_and_writes_nothing(batch, tmp_path, capsys):
    before = sorted(tmp_path.iterdir())
    assert batch(*PLACES, "--dry-run", "-p", "transfer_months=3") == 0
    told = capsys.readouterr()
    stamp = re.search(r"stamp ([0-9a-f]{16})", told.out)[1]
    assert told.out == (
        "Parameters in effect, and the door by which they came:\n"
        "  measure = any_job (default)\n"
        "  origin = exit (default)\n"
        "  monthly_rule = day_15 (default)\n"
        "  transfer_months = 3 (the command line)\n"
        "  breaks = yes (default)\n"
        "  municipalities: 2 (the command line)\n"
        f"1/2 0301 Oslo: would be made (stamp {stamp})\n"
        f"2/2 5612 Guovdageaidnu - Kautokeino: would be made (stamp {stamp})\n"
        f"2 reports: 2 would be made (stamp {stamp}); nothing was written\n"
    )
    assert told.err == ""
    assert batch.jobs == []
    assert sorted(tmp_path.iterdir()) == before


def test_a_dry_run_names_parameters_of_a_row_s_own_with_their_door(batch, tmp_path, capsys):
    table = tmp_path / "m.csv"
    table.write_text("code;origin\n0301;programme_start\n5612;\n", encoding="utf-8")
    assert batch("--municipalities", str(table), "--dry-run") == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  origin: see each municipality" in lines
    assert "  municipalities: 2 (m.csv)" in lines
    assert re.fullmatch(
        r"1/2 0301 Oslo: would be made \(stamp [0-9a-f]{16}\);"
        r" origin = programme_start \(m.csv, row 2\)",
        lines[-3],
    )
    assert lines[-2].endswith("; origin = exit (default)")
    stamps = re.findall(r"stamp ([0-9a-f]{16})", "\n".join(lines))
    assert len(set(stamps)) == 3  # one a report, and one of both together


def test_a_report_that_is_there_already_is_said_to_be_unchanged(batch, monkeypatch, capsys):
    from analysis.publish import plan

    monkeypatch.setattr(plan, "is_unchanged", lambda job, stem: stem == "0301-oslo")
    assert batch(*PLACES, "--dry-run") == 0
    told = capsys.readouterr().out
    assert "1/2 0301 Oslo: unchanged (stamp " in told
    assert "2 reports: 1 would be made, 1 unchanged (stamp " in told


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--municipality", "301"], 2),
        (["-p", "measure=any_jobs"], 2),
        (["-p", "measure=part_time"], 3),
        (["--jobs", "0"], 2),
        (["--notebook", "no.ipynb"], 2),
    ],
)
def test_a_dry_run_refuses_what_a_run_refuses_in_the_same_words(batch, capsys, arguments, code):
    assert batch(*arguments) == code
    run = capsys.readouterr().err
    assert batch(*arguments, "--dry-run") == code
    told = capsys.readouterr()
    assert told.err == run
    assert told.out == ""
    assert not batch.out.exists()


def test_a_release_with_a_changed_file_is_refused_by_a_dry_run(release, notebook, tmp_path, capsys):
    broken = shutil.copytree(release, tmp_path / "release")
    table = broken / "estimates.parquet"
    table.write_bytes(table.read_bytes()[:-1])
    out = tmp_path / "out"
    arguments = ["--out", str(out), "--notebook", str(notebook), "--dry-run"]
    assert main(["batch", str(broken), *arguments]) == 2
    assert "is not a whole release: a file was changed" in capsys.readouterr().err
    assert not out.exists()


def test_persons_are_refused_by_a_dry_run(dataset, notebook, tmp_path):
    arguments = ["--out", str(tmp_path / "out"), "--notebook", str(notebook), "--dry-run"]
    assert main(["batch", str(dataset), *arguments]) == 3


def test_reports_do_not_go_where_a_file_is(batch, capsys):
    batch.out.write_text("mine", encoding="utf-8")
    for arguments in (PLACES, [*PLACES, "--dry-run"]):
        assert batch(*arguments) == 2
        assert capsys.readouterr().err == (
            f"analysis batch: {batch.out} is a file, not a folder."
            "\nName another folder with --out.\n"
        )
    assert batch.out.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["0301-oslo.confidential.en.html", "check.html"])
def test_reports_do_not_go_where_pages_that_are_not_for_publication_stand(batch, capsys, name):
    batch.out.mkdir()
    (batch.out / name).write_text("page", encoding="utf-8")
    assert batch(*PLACES) == 2
    assert capsys.readouterr().err == (
        f"analysis batch: {batch.out} holds pages that are not for publication, such as"
        f" {name}.\nName another folder with --out.\n"
    )
    assert batch.jobs == []


@pytest.mark.parametrize(
    ("elapsed", "made", "to_make", "text"),
    [
        (5.0, 0, 10, ""),
        (5.0, 2, 6, " (about 10 s left)"),
        (0.1, 1, 2, " (about 1 s left)"),
        (20.0, 1, 6, " (about 100 s left)"),
        (40.0, 1, 4, " (about 2 min left)"),
        (60.0, 1, 120, " (about 119 min left)"),
        (60.0, 1, 121, " (about 2 h left)"),
        (50.0, 10, 10, ""),
    ],
)
def test_time_left_is_that_of_the_reports_that_are_not_made_yet(elapsed, made, to_make, text):
    assert time_left(elapsed, made, to_make) == text


def test_time_left_is_told_from_the_first_report_made_and_unchanged_ones_take_none(
    monkeypatch, capsys
):
    clock = iter([110.0, 120.0, 130.0, 140.0])
    monkeypatch.setattr("analysis.publish.progress.time.monotonic", lambda: next(clock))
    progress = Progress(total=4, to_make=3, started=100.0)
    for number, fate in enumerate(["unchanged", "made", "failed", "made"], 1):
        reason = "a cell raised" if fate == "failed" else ""
        progress(number, Result(f"000{number}", "Ås", fate, reason))
    assert capsys.readouterr().err == (
        "1/4 0001 Ås: unchanged\n"
        "2/4 0002 Ås: made (about 40 s left)\n"
        "3/4 0003 Ås: failed: a cell raised (about 15 s left)\n"
        "4/4 0004 Ås: made\n"
    )


def test_steps_tell_how_much_time_is_left(monkeypatch, capsys):
    clock = iter([110.0, 120.0, 130.0])
    monkeypatch.setattr("analysis.publish.progress.time.monotonic", lambda: next(clock))
    steps = Steps(started=100.0)
    for done in (1, 2, 3):
        steps(done, 3, "any_job from exit")
    assert capsys.readouterr().err == (
        "1/3 any_job from exit (about 20 s left)\n"
        "2/3 any_job from exit (about 10 s left)\n"
        "3/3 any_job from exit\n"
    )


def test_a_name_cannot_draw_on_the_terminal_or_forge_a_line(capsys):
    name = "Oslo\x1b[2J\u202e\n2/2 4601 Bergen: made"
    Progress(total=2, to_make=2, started=0.0)(1, Result("0301", name, "unchanged"))
    assert capsys.readouterr().err == (
        "1/2 0301 Oslo\\x1b[2J\\u202e\\n2/2 4601 Bergen: made: unchanged\n"
    )


def test_an_error_shows_control_characters_as_escapes(batch, capsys):
    assert batch("--municipality", "\x1b[31m0301\u202e") == 2
    assert capsys.readouterr().err.startswith(
        "analysis batch: No municipality '\\x1b[31m0301\\u202e' here"
    )


def test_the_clock_is_in_no_file(batch):
    assert "time" not in vars(batch_module)
