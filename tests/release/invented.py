"""A small invented world, its dataset and its release, made once a session and only read.

Codes are swapped so that one municipality of each size has a name that is hard to print:
Guovdageaidnu - Kautokeino is large, of the two Herøy one has a band and one has nothing, and 0301
is so small that nothing may be told of it.
"""

from functools import cache
from pathlib import Path

import numpy as np

from analysis.cli import main
from analysis.registers.write import write_registers
from analysis.synthetic.world import World, make_world

PERSONS, SEED = 1500, 7
LARGE, BAND, NOTHING, OSLO = "5612", "1515", "1818", "0301"
SWAPPED = {"0301": "5612", "5612": "0301", "5007": "1515", "1515": "5007"}
MEASURES = ("any_job", "november", "november_grunnskole")


@cache
def world() -> World:
    """Return the world; its frames are never changed."""
    made = make_world(PERSONS, np.random.default_rng(SEED))
    tables = dict(made.tables)
    for name in ("participants", "residence"):
        place = tables[name]["municipality"]
        tables[name] = tables[name].assign(municipality=place.replace(SWAPPED))
    return World(tables, {**made.dataset, "seed": SEED})


def write_dataset(folder: Path, tables=None, **declared: object) -> Path:
    """Write the world as a dataset, with other tables or another declaration where asked."""
    content = {key: value for key, value in declared.items() if value is not None}
    write_registers(folder, {**world().dataset, **content}, tables or world().tables)
    return folder


def write_release(dataset: Path, folder: Path, measures=MEASURES) -> Path:
    """Make a release of a dataset, as its user does."""
    named = [part for name in measures for part in ("--measure", name)]
    assert main(["release", str(dataset), "--out", str(folder), *named]) == 0
    return folder


def shared_dataset(base: Path) -> Path:
    """Return the session's dataset below a folder, written on first use."""
    folder = base / "shared" / "dataset"
    return folder if folder.exists() else write_dataset(folder)


def shared_release(base: Path) -> Path:
    """Return the session's release below a folder, made on first use."""
    folder = base / "shared" / "release"
    return folder if folder.exists() else write_release(shared_dataset(base), folder)
