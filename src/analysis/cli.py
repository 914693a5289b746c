"""The command line: arguments in, exit codes out; the work is done by the rooms below.

Exit codes: 0 all done, 2 bad input or use, 3 refused by disclosure control, 4 some municipalities
failed, 5 environment, 130 interrupted.
"""

import argparse
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import __version__
from analysis.errors import AnalysisError, DesignError

NOTEBOOKS = Path("notebooks")
DEFAULT_PERSONS, DEFAULT_SEED = 6000, 2019


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except AnalysisError as error:
        if chosen.debug:
            traceback.print_exc()
        print(f"analysis {chosen.command}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\nInterrupted; what was whole is in place.", file=sys.stderr)
        return 130
    except (OSError, ImportError, MemoryError) as error:
        if chosen.debug:
            traceback.print_exc()
        print(f"analysis {chosen.command}: the environment failed: {error}", file=sys.stderr)
        return 5
    except Exception as error:  # its text may hold a person's value, so only its kind is said
        if chosen.debug:
            traceback.print_exc()
        kind = type(error).__name__
        print(
            f"analysis {chosen.command}: a fault of this program ({kind})."
            "\nRun again with: analysis --debug …, and report what it says.",
            file=sys.stderr,
        )
        return 5


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="analysis", description=__doc__.partition("\n")[0])
    parser.add_argument("--version", action="version", version=f"analysis {__version__}")
    parser.add_argument("--debug", action="store_true", help="show tracebacks")
    verbs = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_measures, _synthesize, _convert, _outcomes, _release, _batch):
        add(verbs)
    return parser


if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]


def _verb(
    verbs: "Verbs", name: str, help_: str, run: Callable[[argparse.Namespace], int | None]
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=help_, description=help_)
    verb.set_defaults(run=run)
    return verb


def _measures(verbs: "Verbs") -> None:
    verb = _verb(verbs, "measures", "List the measures that can be named.", _run_measures)
    verb.add_argument("data", nargs="?", type=Path, help="dataset folder with its own measures")


def _run_measures(chosen: argparse.Namespace) -> None:
    from analysis.display.words import definition
    from analysis.reference.measures import own_measures, presets
    from analysis.terms import Language

    own = own_measures(chosen.data) if chosen.data else {}
    for name, measure in {**presets(), **own}.items():
        print(f"{name}: {definition(measure, Language.EN)}")


def _synthesize(verbs: "Verbs") -> None:
    verb = _verb(verbs, "synthesize", "Write registers of an invented world.", _run_synthesize)
    verb.add_argument("out", type=Path, help="folder to write")
    verb.add_argument("--persons", type=int, default=DEFAULT_PERSONS)
    verb.add_argument("--seed", type=int, default=DEFAULT_SEED)
    verb.add_argument("--format", choices=("parquet", "csv"), default="parquet")


def _run_synthesize(chosen: argparse.Namespace) -> None:
    import numpy as np

    from analysis.registers.write import write_registers
    from analysis.synthetic.world import make_world

    if chosen.persons < 1 or chosen.seed < 0:
        raise DesignError("--persons is at least 1, and --seed at least 0.")
    world = make_world(chosen.persons, np.random.default_rng(chosen.seed))
    dataset = {**world.dataset, "seed": chosen.seed}
    write_registers(chosen.out, dataset, world.tables, chosen.format)
    rows = ", ".join(f"{name} {len(table)}" for name, table in world.tables.items())
    print(f"{chosen.out}: invented registers of {chosen.persons} persons ({rows} rows)")


def _convert(verbs: "Verbs") -> None:
    verb = _verb(verbs, "convert", "Turn a known source into a dataset.", _run_convert)
    verb.add_argument("kind", choices=("mvad",), help="the source")
    verb.add_argument("file", type=Path, help="its file")
    verb.add_argument("out", type=Path, help="folder to write")
    verb.add_argument("--format", choices=("parquet", "csv"), default="parquet")


def _run_convert(chosen: argparse.Namespace) -> None:
    from analysis.converters.mvad import convert_mvad
    from analysis.registers.write import write_registers

    dataset, tables = convert_mvad(chosen.file)
    write_registers(chosen.out, dataset, tables, chosen.format)
    print(f"{chosen.out}: {len(tables['participants'])} persons")


def _outcomes(verbs: "Verbs") -> None:
    verb = _verb(
        verbs, "outcomes", "Write one row a person: entry, duration, event, cause.", _run_outcomes
    )
    verb.add_argument("data", type=Path, help="dataset folder")
    _add_design(verb)
    verb.add_argument("--out", type=Path, required=True, help="file to write: .csv or .parquet")


def _add_design(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--measure", default="any_job", help="such as any_job,run_months=6")
    verb.add_argument("--origin", default="exit", help="exit, programme_start or settlement")
    verb.add_argument("--monthly-rule", default="day_15", help="day_15, overlap or day_weighted")
    verb.add_argument("--transfer-months", type=int, default=3)


def _run_outcomes(chosen: argparse.Namespace) -> None:
    from analysis.design import StudyDesign
    from analysis.estimates.live import open_live
    from analysis.registers.write import write_outcomes

    design = StudyDesign(chosen.measure, chosen.origin, chosen.monthly_rule, chosen.transfer_months)
    study = open_live(chosen.data)
    outcome = study.outcome(design)
    write_outcomes(chosen.out, outcome.frame, study.registers.ids)
    left_out = outcome.left_out.astype(str).value_counts().sort_index()
    print(f"{chosen.out}: {len(outcome.frame)} persons, {outcome.frame['event'].sum()} events")
    there = outcome.frame["already_there"].value_counts()
    print(", ".join(f"already there, {answer}: {count}" for answer, count in there.items()))
    for reason, count in left_out.items():
        print(f"left out, {reason}: {count}")


def _release(verbs: "Verbs") -> None:
    verb = _verb(verbs, "release", "Make protected tables and estimates for reports.", _run_release)
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
    from analysis.registers.dataset import read_dataset
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
    verb = _verb(verbs, "batch", "Make one report a municipality from a release.", _run_batch)
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


if __name__ == "__main__":
    sys.exit(main())
