"""Reports of another release do not stay beside those of this one."""

import json

from analysis.publish.reports import remove_others


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
