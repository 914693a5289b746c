"""`make reports`: where its release and reports go; own data never goes where the world's went."""

import os
import re
import shutil
import subprocess

import pytest

from .test_house import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make here")


def commands(*variables):
    """Return the commands of the package that `make reports` would run."""
    asked = ["make", "--dry-run", "--no-print-directory", "reports", *variables]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(asked, cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    return re.findall(r"^\S+/bin/analysis (.*?) *$", done.stdout, re.MULTILINE)


def test_the_invented_world_goes_to_reports():
    assert commands() == [
        "synthesize data/synthetic",
        'release "data/synthetic" --out "build/release"',
        'batch "build/release" --out "reports" --jobs 2',
    ]


@pytest.mark.parametrize("end", ["", "/"])
def test_own_data_goes_to_places_named_after_its_folder(tmp_path, end):
    data = tmp_path / "Vår kommune"
    data.mkdir()
    assert commands(f"DATA={data}{end}") == [
        f'release "{data}{end}" --out "build/release-Vår kommune"',
        'batch "build/release-Vår kommune" --out "build/reports-Vår kommune" --jobs 2',
    ]


def test_a_folder_that_is_not_there_is_refused_before_anything_is_done(tmp_path):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    asked = ["make", "--no-print-directory", "reports", f"DATA={tmp_path}/no such"]
    done = subprocess.run(asked, cwd=ROOT, env=clean, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"There is no folder {tmp_path}/no such. Name one that holds dataset.toml" in done.stderr
    assert "release" not in done.stderr


def test_another_place_can_be_named(tmp_path):
    given = (f"DATA={tmp_path}", "RELEASE=a", "REPORTS=b", "BATCH=--all")
    assert commands(*given)[1] == 'batch "a" --out "b" --jobs 2 --all'
