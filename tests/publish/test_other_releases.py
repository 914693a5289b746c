"""Reports of another release do not stay beside those of this one; other datasets' are kept."""

import json

import pytest

from analysis.publish.reports import remove_others

NAME = "Invented data (oppdiktede data)"


def write_report(folder, stem, release):
    (folder / f"{stem}.html").write_text("page", encoding="utf-8")
    note = {"release": release, "pages": {f"{stem}.html": "hash", "../outside.html": "hash"}}
    (folder / f"{stem}.report.json").write_text(json.dumps(note), encoding="utf-8")


def test_only_what_the_note_of_another_release_names_is_removed(tmp_path):
    out = tmp_path / "reports"
    out.mkdir()
    (tmp_path / "outside.html").write_text("mine", encoding="utf-8")
    (out / "mine.html").write_text("mine", encoding="utf-8")
    (out / "broken.report.json").write_text("{", encoding="utf-8")
    write_report(out, "0301-oslo", "this")
    write_report(out, "4601-bergen", "another")
    assert remove_others(out, "this") == 1
    left = sorted(path.name for path in out.iterdir())
    assert left == ["0301-oslo.html", "0301-oslo.report.json", "broken.report.json", "mine.html"]
    assert (tmp_path / "outside.html").exists()


@pytest.mark.parametrize("arguments", [[], ["--dry-run"]])
@pytest.mark.parametrize(("name", "seed"), [("Testkommune", None), (NAME, 8)])
def test_reports_do_not_take_the_place_of_another_dataset_s(batch, capsys, name, seed, arguments):
    batch.out.mkdir()
    note = {"release": "another", "dataset": name, "seed": seed, "pages": {"1149-a.html": "hash"}}
    (batch.out / "1149-a.report.json").write_text(json.dumps(note), encoding="utf-8")
    (batch.out / "1149-a.html").write_text("page", encoding="utf-8")
    assert batch(*arguments) == 2
    of = f"'{name}' (seed {seed})" if seed else f"'{name}'"
    assert capsys.readouterr().err == (
        f"analysis batch: {batch.out} holds reports of another dataset, {of}; this release is of"
        f" '{NAME}' (seed 7).\nName another folder with --out, or remove that one.\n"
    )
    assert batch.jobs == []
    assert (batch.out / "1149-a.html").exists()


def test_reports_of_an_older_release_of_the_same_dataset_make_room(batch):
    batch.out.mkdir()
    for stem, more in (("1149-a", {"dataset": NAME, "seed": 7}), ("1151-b", {})):
        note = {"release": "another", "pages": {f"{stem}.html": "hash"}, **more}
        (batch.out / f"{stem}.report.json").write_text(json.dumps(note), encoding="utf-8")
    assert batch() == 0
    assert not list(batch.out.glob("*.report.json"))
