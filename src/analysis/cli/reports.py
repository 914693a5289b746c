"""Verbs that make releases and reports."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cli.verb import add_verb
from analysis.errors import DesignError

if TYPE_CHECKING:
    from analysis.cli.verb import Verbs

NOTEBOOKS = Path("notebooks")


def _release(verbs: "Verbs") -> None:
    verb = add_verb(
        verbs, "release", "Make protected tables and estimates for reports.", _run_release
    )
    verb.add_argument("data", type=Path, help="dataset folder")
    verb.add_argument("--out", type=Path, required=True, help="release folder to write")
    verb.add_argument(
        "--measure",
        action="append",
        dest="measures",
        metavar="MEASURE",
        help="a measure to release; may be given again; default: all that can be named",
    )


def _run_release(chosen: argparse.Namespace) -> None:
    from analysis.estimates.live import open_live
    from analysis.registers.declaration import read_dataset
    from analysis.release.files import check_out, write_release
    from analysis.release.make import check_access, make_release

    check_out(chosen.out)
    check_access(read_dataset(chosen.data).access)
    release = make_release(open_live(chosen.data), chosen.measures)
    release_id = write_release(release, chosen.out)
    print(f"{chosen.out}: release {release_id}, {len(release.specs)} specs")
    for what, why in release.refused.items():
        print(f"not released, {what}: {why}")


def _batch(verbs: "Verbs") -> None:
    verb = add_verb(verbs, "batch", "Make one report a municipality from a release.", _run_batch)
    verb.add_argument("release", type=Path, help="release folder")
    verb.add_argument("--out", type=Path, required=True, help="folder of reports")
    which = verb.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="every municipality of the release")
    which.add_argument("--municipality", nargs="+", default=[], metavar="CODE")
    which.add_argument("--municipalities", type=Path, metavar="FILE", help="one code a line")
    verb.add_argument(
        "--parameter",
        "-p",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the notebook, such as measure=part_time",
    )
    verb.add_argument("--jobs", type=int, default=2, help="reports at a time")
    verb.add_argument("--notebook", type=Path, default=NOTEBOOKS / "05_municipality.ipynb")


def _run_batch(chosen: argparse.Namespace) -> int:
    from analysis.publish.parameters import design_from, read_codes
    from analysis.publish.reports import Selection, make_reports

    codes = read_codes(chosen.municipalities) if chosen.municipalities else chosen.municipality
    if chosen.jobs < 1:
        raise DesignError("--jobs is at least 1.")
    if not chosen.notebook.is_file():
        raise DesignError(f"No notebook {chosen.notebook}.\nRun from the repository's folder.")
    return make_reports(
        chosen.release,
        chosen.out,
        chosen.notebook,
        design_from(chosen.parameter, chosen.notebook),
        Selection(tuple(codes), everyone=chosen.all),
        chosen.jobs,
    )


REPORT_VERBS = (_release, _batch)
