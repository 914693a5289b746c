"""`analysis synthesize` and `analysis calibrate`: an invented world, and how near it comes."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cli.verb import add_verb
from analysis.errors import DesignError

if TYPE_CHECKING:
    import pandas as pd

    from analysis.cli.verb import Verbs
    from analysis.synthetic.faults import Fault
    from analysis.synthetic.world import World

FILE_FORMATS = ("parquet", "csv", "xlsx", "dta", "sav", "xpt")
"""As in registers.write, which loads pandas."""
FOLLOWED = 5
"""Years for which everybody can be followed after exit, unless --exits says otherwise."""
EARLIEST = 2005
"""The programme became law in September 2004."""
CALIBRATED = 100_000
"""Persons at which the world is held against the published figures."""
FAULTS = "faults"
"""The list of planted faults beside the data, without its ending."""


def add_synthesize(verbs: "Verbs") -> None:
    """Add the verb that writes a world."""
    verb = add_verb(verbs, "synthesize", "Write registers of an invented world.", _synthesize)
    verb.add_argument("out", type=Path, help="folder to write")
    _add_world(verb, persons=60_000)
    verb.add_argument("--format", choices=FILE_FORMATS, default="parquet")
    verb.add_argument("--truth", action="store_true", help="write what is true into OUT/truth")
    verb.add_argument(
        "--faults",
        metavar="NAME[+NAME...]",
        help="plant faults for teaching and tests, and list them in OUT/faults.csv: all, errors,"
        " repairs, warnings, kept, or kinds by name; 'list' tells the kinds and writes nothing",
    )


def add_calibrate(verbs: "Verbs") -> None:
    """Add the verb that compares a world with published figures."""
    what = "Compare an invented world with published figures: target, obtained, tolerance."
    verb = add_verb(verbs, "calibrate", what, _calibrate)
    _add_world(verb, persons=CALIBRATED)
    verb.add_argument("--sources", action="store_true", help="also source and note of each figure")


def _add_world(verb: argparse.ArgumentParser, persons: int) -> None:
    verb.add_argument("--persons", type=int, default=persons, help=f"how many; default: {persons}")
    verb.add_argument("--seed", type=int, default=2019)
    verb.add_argument("--from", dest="first", type=int, default=EARLIEST, help="first year shown")
    verb.add_argument("--to", dest="last", type=int, default=2024, help="last year shown")
    verb.add_argument(
        "--world",
        default="usual",
        help="usual, or one of worlds.toml, such as no_effect_of_school",
    )


def _world(chosen: argparse.Namespace, last_exit: int) -> "World":
    from analysis.errors import one_of
    from analysis.synthetic.dates import Window
    from analysis.synthetic.parameters import worlds
    from analysis.synthetic.world import World

    if chosen.persons < 1 or chosen.seed < 0:
        raise DesignError("--persons is at least 1, and --seed at least 0.")
    if not EARLIEST <= chosen.first <= last_exit <= chosen.last <= 2024:
        raise DesignError(
            f"--from {chosen.first} --to {chosen.last}: the invented world reaches from {EARLIEST}"
            f" to 2024, and those who leave are followed for {FOLLOWED} years.\n"
            "Name years within these, such as --from 2005 --to 2024."
        )
    one_of("world", chosen.world, sorted(worlds()))
    window = Window(chosen.first, chosen.last, chosen.first, last_exit)
    return World(chosen.persons, chosen.seed, window, chosen.world)


def _synthesize(chosen: argparse.Namespace) -> None:
    from analysis.registers.write import write_registers
    from analysis.registers.write_parts import write_parts
    from analysis.synthetic.planting import chosen_faults, described
    from analysis.synthetic.world import parts_of, whole

    if chosen.faults == "list":
        print(described())
        return
    faults = chosen_faults(chosen.faults, chosen.format) if chosen.faults is not None else ()
    world = _world(chosen, chosen.last - FOLLOWED)
    parts = _told(parts_of(world), world.persons)
    if chosen.faults is not None:
        rows = _write_faulty(world, parts, faults, chosen)
    elif chosen.format == "parquet":
        rows = write_parts(chosen.out, world.dataset, parts)
    else:
        tables = whole(parts)
        write_registers(chosen.out, world.dataset, tables, chosen.format)
        rows = {name: len(table) for name, table in tables.items()}
    if chosen.faults is None:  # of the same world with faults, written before
        (chosen.out / f"{FAULTS}.csv").unlink(missing_ok=True)
    if chosen.truth:
        _write_truth(world, chosen.out / "truth")
    listed = ", ".join(f"{name} {count}" for name, count in rows.items())
    print(f"{chosen.out}: invented registers of {world.persons} persons ({listed} rows)")


def _write_faulty(
    world: "World",
    parts: Iterator[dict[str, "pd.DataFrame"]],
    faults: "tuple[Fault, ...]",
    chosen: argparse.Namespace,
) -> dict[str, int]:
    """Write a world with faults, whole, and the list of them; return rows by table."""
    from analysis.registers.write import files_of, rewrite, write_registers, write_tables
    from analysis.synthetic.planting import listing, plant
    from analysis.synthetic.world import whole

    planted = plant(faults, whole(parts), world)
    write_registers(chosen.out, planted.dataset, planted.tables, chosen.format)
    files = files_of(planted.tables, chosen.format)
    for table, change in planted.changes:
        rewrite(chosen.out / files[table], change)
    marks = listing(planted.marks, files, chosen.format)
    for path in write_tables(chosen.out, {FAULTS: marks}):
        print(f"{path}: faults planted in {len(marks)} places")
    return {name: len(table) for name, table in planted.tables.items()}


def _write_truth(world: "World", folder: Path) -> None:
    """Write the character of municipalities, and what is true of grunnskole begun or never."""
    import pandas as pd

    from analysis.estimates.truth import truth
    from analysis.reference.comparisons import comparisons
    from analysis.registers.write import write_tables

    found, places = truth(world, comparisons()["grunnskole"]), world.setting.places
    characters = ("share", "labour_market", "quality", "school_practice", "composition")
    columns = {name: getattr(places, name) for name in ("code", *characters)}
    tables = {
        "municipalities": pd.DataFrame(columns),
        "grunnskole": found.curves,
        "springboard": found.springboard(),
    }
    for path in write_tables(folder, tables):
        print(path)


def _told(
    parts: Iterator[dict[str, "pd.DataFrame"]], persons: int
) -> Iterator[dict[str, "pd.DataFrame"]]:
    """Pass parts on, and tell on a screen how many persons are done."""
    from analysis.synthetic.world import PART

    for number, part in enumerate(parts, start=1):
        if sys.stderr.isatty() and persons > PART:
            print(f"\r{min(number * PART, persons)} of {persons} persons", end="", file=sys.stderr)
        yield part
    if sys.stderr.isatty() and persons > PART:
        print(file=sys.stderr)


def _calibrate(chosen: argparse.Namespace) -> int:
    from analysis.synthetic.calibration import calibration
    from analysis.synthetic.world import tables_of

    table = calibration(tables_of(_world(chosen, chosen.last)))
    if chosen.persons < CALIBRATED:
        print(f"Fewer than {CALIBRATED} persons: chance alone misses many of the figures.")
    met = table["met"].map({True: "yes", False: "no"})
    shown = table if chosen.sources else table.drop(columns=["source", "note"])
    print(re.sub(r" +\n", "\n", shown.assign(met=met).to_string(index=False)))
    print(f"{int(table['met'].sum())} of {len(table)} published figures met within tolerance")
    return 0
