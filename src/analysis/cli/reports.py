"""Verbs that make releases and reports."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cli.verb import add_verb
from analysis.errors import DesignError, in_one_line

if TYPE_CHECKING:
    from analysis.cli.verb import Verbs

NOTEBOOKS = Path("notebooks")
PRECEDENCE = (
    "A parameter is taken from the first of these that has it: -p; its row in a .csv of"
    " municipalities; the file of parameters; the environment (ANALYSIS_MEASURE, ANALYSIS_ORIGIN,"
    " ANALYSIS_MONTHLY_RULE, ANALYSIS_TRANSFER_MONTHS); its default. Municipalities: command line;"
    " file of parameters; ANALYSIS_MUNICIPALITIES (codes with blanks or commas between); else, of"
    " invented data that has them, the ten of the study, and of other data every municipality that"
    " it has. Codes are text everywhere: 0301, not 301."
)


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
    _add_published(verb)


def _add_published(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--published",
        type=Path,
        metavar="FOLDER",
        help="published results to lay beside one's own (made by analysis convert ssb)",
    )


def _run_release(chosen: argparse.Namespace) -> None:
    from analysis.estimates.live import open_live
    from analysis.publish.progress import Steps
    from analysis.publish.screen_lines import say_step, say_warnings
    from analysis.reference.series import read_series
    from analysis.registers.declaration import read_dataset
    from analysis.release.files import check_dataset, check_out, write_release
    from analysis.release.make import make_release
    from analysis.release.protect import check_access

    check_out(chosen.out)
    declared = read_dataset(chosen.data)
    check_access(declared.access)
    check_dataset(chosen.out, declared.name, declared.seed)
    published = read_series(chosen.published) if chosen.published else None
    say_step(f"reading {chosen.data}")
    study = open_live(chosen.data)
    say_warnings(study.registers)
    release = make_release(study, chosen.measures, Steps(), published)
    release_id = write_release(release, chosen.out)
    print(in_one_line(f"{chosen.out}: release {release_id}, {len(release.specs)} specs"))
    for what, why in release.refused.items():
        print(in_one_line(f"not released, {what}: {why}"))


def _batch(verbs: "Verbs") -> None:
    verb = add_verb(verbs, "batch", "Make one report a municipality from a release.", _run_batch)
    verb.epilog = PRECEDENCE
    verb.add_argument("release", type=Path, help="release folder")
    verb.add_argument("--out", type=Path, required=True, help="folder of reports")
    which = verb.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="every municipality of the release")
    which.add_argument("--municipality", nargs="+", default=[], metavar="CODE")
    which.add_argument(
        "--municipalities",
        type=Path,
        metavar="FILE",
        help="one code a line; or .csv with a column municipality, and parameters of its own a row",
    )
    _add_parameters(verb)
    verb.add_argument("--jobs", type=int, default=2, help="reports at a time")
    verb.add_argument(
        "--dry-run",
        action="store_true",
        help="check everything, say what would be made, write nothing",
    )


def _add_parameters(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--parameter",
        "-p",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the notebook, such as measure=part_time",
    )
    verb.add_argument(
        "--parameters",
        type=Path,
        metavar="FILE",
        help=".toml or .json: parameters of the notebook, and municipalities, a list of codes",
    )
    verb.add_argument("--notebook", type=Path, default=NOTEBOOKS / "05_municipality.ipynb")


def _run_batch(chosen: argparse.Namespace) -> int:
    from analysis.publish.doors import CommandLine, wanted
    from analysis.publish.plan import plan_reports, plan_text
    from analysis.publish.reports import make_reports

    if chosen.jobs < 1:
        raise DesignError("--jobs is at least 1.")
    line = CommandLine(
        tuple(chosen.parameter),
        chosen.parameters,
        tuple(chosen.municipality),
        chosen.municipalities,
        chosen.all,
    )
    asked = wanted(line, chosen.notebook, os.environ)
    plan = plan_reports(chosen.release, chosen.out, chosen.notebook, asked)
    if chosen.dry_run:
        print(plan_text(plan))
        return 0
    return make_reports(plan, chosen.jobs)


def _report(verbs: "Verbs") -> None:
    what = "Make one municipality's page from persons: confidential, not for publication."
    verb = add_verb(verbs, "report", what, _run_report)
    verb.epilog = PRECEDENCE
    verb.add_argument("data", type=Path, help="dataset folder")
    verb.add_argument("--municipality", required=True, metavar="CODE")
    verb.add_argument(
        "--out",
        type=Path,
        help="folder of its own, never one of reports; default: build/confidential/DATASET",
    )
    verb.add_argument("--language", nargs="+", choices=("nb", "en"), default=["nb", "en"])
    _add_published(verb)
    _add_parameters(verb)


def _run_report(chosen: argparse.Namespace) -> None:
    from analysis.publish.confidential import Asked, make_marked
    from analysis.publish.doors import CommandLine, wanted
    from analysis.publish.parameters import COMMAND_LINE, Place, design_of, shown_of
    from analysis.terms import Language

    line = CommandLine(tuple(chosen.parameter), chosen.parameters, (chosen.municipality,))
    settings = wanted(line, chosen.notebook, os.environ).settings(
        Place(chosen.municipality, COMMAND_LINE)
    )
    languages = tuple(map(Language, dict.fromkeys(chosen.language)))
    asked = Asked(
        chosen.data,
        chosen.notebook,
        chosen.out,
        languages,
        chosen.municipality,
        design_of(settings),
        "" if chosen.published is None else str(chosen.published.resolve()),
        shown_of(settings),
    )
    for path in make_marked(asked):
        print(f"{in_one_line(str(path))}: confidential, not for publication")


REPORT_VERBS = (_release, _batch, _report)
