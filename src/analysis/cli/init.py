"""`analysis init`: a first dataset.toml for a folder of files."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cli.verb import add_verb
from analysis.errors import printable

if TYPE_CHECKING:
    from analysis.cli.verb import Verbs


def add_init(verbs: "Verbs") -> None:
    """Add the verb."""
    what = "Draft dataset.toml for a folder of files; each guess is marked to be confirmed."
    verb = add_verb(verbs, "init", what, _run)
    verb.add_argument("folder", type=Path, help="folder with CSV, Parquet, Excel, … files")


def _run(chosen: argparse.Namespace) -> int:
    """Write the draft; 2 where a file could not be read, though the draft is written."""
    from analysis.registers.draft import write_draft

    draft = write_draft(chosen.folder)
    for line in draft.told:
        print(printable(line))
    return 2 if draft.unread else 0
