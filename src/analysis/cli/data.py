"""Verbs that take persons in and give registers, outcomes or measures out."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cli.check import add_check
from analysis.cli.design import add_design, design_of
from analysis.cli.init import add_init
from analysis.cli.synthesize import FILE_FORMATS, add_calibrate, add_synthesize
from analysis.cli.verb import add_verb
from analysis.errors import DesignError, in_one_line

if TYPE_CHECKING:
    from analysis.cli.verb import Verbs


def _measures(verbs: "Verbs") -> None:
    verb = add_verb(verbs, "measures", "List the measures that can be named.", _run_measures)
    verb.add_argument("data", nargs="?", type=Path, help="dataset folder with its own measures")


def _run_measures(chosen: argparse.Namespace) -> None:
    from analysis.display.words import definition
    from analysis.reference.measures import own_measures, presets
    from analysis.terms import Language

    own = own_measures(chosen.data) if chosen.data else {}
    for name, measure in {**presets(), **own}.items():
        print(in_one_line(f"{name}: {definition(measure, Language.EN)}"))


def _convert(verbs: "Verbs") -> None:
    told = "Turn a known source into a dataset, or into a published series."
    verb = add_verb(verbs, "convert", told, _run_convert)
    verb.add_argument("kind", choices=("mvad", "ssb"), help="the source")
    verb.add_argument("file", type=Path, nargs="+", help="its file; of ssb several, or a folder")
    verb.add_argument("out", type=Path, help="folder to write")
    verb.add_argument("--format", choices=FILE_FORMATS, default="parquet", help="of a dataset")


def _run_convert(chosen: argparse.Namespace) -> None:
    if chosen.kind == "ssb":
        _convert_ssb(chosen.file, chosen.out)
        return
    from analysis.converters.mvad import convert_mvad
    from analysis.registers.write import write_registers

    if len(chosen.file) > 1:
        raise DesignError("mvad is one file.\nName it, and then the folder to write.")
    dataset, tables = convert_mvad(chosen.file[0])
    write_registers(chosen.out, dataset, tables, chosen.format)
    print(f"{chosen.out}: {len(tables['participants'])} persons")


def _convert_ssb(files: list[Path], out: Path) -> None:
    from analysis.converters.ssb import convert_ssb
    from analysis.reference.series import write_series

    series, unused = convert_ssb(files)
    write_series(series, out)
    withheld = int(series.frame["persons"].isna().sum())
    print(f"{out}: {len(series.frame)} published counts, {withheld} of them withheld")
    for note in series.notes:
        print(note)
    for name in unused:
        print(f"{name}: no results of former participants; not used")


def _outcomes(verbs: "Verbs") -> None:
    verb = add_verb(
        verbs, "outcomes", "Write one row a person: entry, duration, event, cause.", _run_outcomes
    )
    verb.add_argument("data", type=Path, help="dataset folder")
    add_design(verb)
    verb.add_argument("--out", type=Path, required=True, help="file to write: .csv or .parquet")


def _run_outcomes(chosen: argparse.Namespace) -> None:
    from analysis.estimates.live import open_live
    from analysis.publish.screen_lines import say_step, say_warnings
    from analysis.registers.write import check_outcomes_file, write_outcomes

    design = design_of(chosen)
    check_outcomes_file(chosen.out)
    study = open_live(chosen.data)
    say_warnings(study.registers)
    outcome = study.outcome(design)
    if not chosen.out.parent.exists():
        say_step(f"new folder: {chosen.out.parent}")
    write_outcomes(chosen.out, outcome.frame, study.registers.ids)
    left_out = outcome.left_out.astype(str).value_counts().sort_index()
    print(f"{chosen.out}: {len(outcome.frame)} persons, {outcome.frame['event'].sum()} events")
    there = outcome.frame["already_there"].astype(str).value_counts()
    print(", ".join(f"already there, {answer}: {count}" for answer, count in there.items()))
    for reason, count in left_out.items():
        print(f"left out, {reason}: {count}")


DATA_VERBS = (add_init, add_check, _measures, add_synthesize, add_calibrate, _convert, _outcomes)
