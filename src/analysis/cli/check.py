"""`analysis check`: how far the registers of a dataset can be trusted."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cli.design import add_design, design_of
from analysis.cli.verb import add_verb
from analysis.errors import in_one_line, printable

if TYPE_CHECKING:
    from analysis.cli.verb import Verbs

FOLDER = Path("build") / "check"


def add_check(verbs: "Verbs") -> None:
    """Add the verb."""
    what = "Tell how far the registers of a dataset can be trusted, and what they can answer."
    verb = add_verb(verbs, "check", what, _run)
    verb.add_argument("data", type=Path, help="dataset folder, or a ready-made file of outcomes")
    verb.add_argument(
        "--out",
        type=Path,
        help="folder of its own for check.html, check.en.html and check.json (confidential);"
        " default: build/check/DATASET",
    )
    add_design(verb)


def _run(chosen: argparse.Namespace) -> None:
    if chosen.data.is_file():
        _check_outcomes(chosen.data)
        return
    from analysis.estimates.live import open_live
    from analysis.publish.confidential_folder import (
        FOR_PUBLICATION,
        check_folder,
        check_owner,
        folder_name,
        write_note,
    )
    from analysis.publish.quality import quality_of, screen, write_quality
    from analysis.registers.declaration import read_dataset

    name = read_dataset(chosen.data).name
    out = chosen.out or FOLDER / folder_name(name)
    check_folder(out, FOR_PUBLICATION)
    check_owner(out, chosen.data)
    found = quality_of(open_live(chosen.data), design_of(chosen))
    print(printable(screen(found)))
    out.mkdir(parents=True, exist_ok=True)
    write_note(out, chosen.data, name)
    for path in write_quality(found, out):
        print(path)


def _check_outcomes(path: Path) -> None:
    from analysis.registers.ready_outcomes import read_outcomes

    rows = read_outcomes(path)
    events = int(rows["event"].sum())
    print(
        in_one_line(f"{path.name}: {len(rows)} persons, {events} events; every row keeps the rules")
    )
