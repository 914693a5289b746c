"""A small invented world, its dataset and its release, made once a session and only read.

The municipalities of the world are joined to thirty of set sizes, so that one of each size has a
name that is hard to print: Guovdageaidnu - Kautokeino is large, of the two Herøy one has a band and
one has nothing, and 0301 is so small that nothing may be told of it.
"""

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analysis.cli import main
from analysis.reference.places import code_periods, municipalities
from analysis.registers.write import write_registers
from analysis.synthetic.dates import Window
from analysis.synthetic.world import World, tables_of

PERSONS, SEED = 1500, 7
LARGE, BAND, NOTHING, OSLO = "5612", "1515", "1818", "0301"
SIZES = {
    "5612": 1500,
    "4601": 610,
    "5001": 546,
    "4204": 410,
    "5501": 320,
    "1103": 300,
    "3201": 280,
    "4203": 240,
    "3301": 230,
    "3107": 220,
    "5035": 160,
    "1508": 140,
    "4012": 130,
    "4005": 125,
    "1804": 120,
    "3403": 95,
    "4621": 75,
    "5601": 70,
    "1119": 65,
    "3218": 65,
    "5503": 65,
    "1515": 55,
    "5605": 45,
    "4219": 35,
    "5007": 30,
    "4650": 20,
    "5622": 15,
    "0301": 14,
    "1818": 12,
    "5538": 8,
}
"""Persons of 6,000 by municipality."""
MEASURES = ("any_job", "november", "november_grunnskole")


@dataclass(frozen=True)
class Made:
    """Registers of a world, and what dataset.toml declares."""

    tables: dict[str, pd.DataFrame]
    dataset: dict[str, object]


@cache
def world() -> Made:
    """Return the world; its frames are never changed."""
    made = World(PERSONS, SEED, Window(2010, 2023, 2012, 2021))
    tables = tables_of(made)
    joined = _joined(tables["participants"]["municipality"])
    for name in ("participants", "residence"):
        now = tables[name]["municipality"].map(joined)
        tables[name] = tables[name].assign(municipality=now)
    named = {code: municipalities()[code] for code in SIZES}
    tables["areas"] = pd.DataFrame(
        {
            "code": list(named),
            "name": [place.name for place in named.values()],
            "year": 2024,
            "population": [place.inhabitants for place in named.values()],
            "county": [place.county_name for place in named.values()],
        }
    )
    return Made(tables, made.dataset)


def _joined(places: pd.Series) -> dict[str, str]:
    """Return code -> one of SIZES, the largest first to where most are lacking."""
    now = {period.code: period.now[0] for period in code_periods()}
    counts = places.map(now).value_counts()
    lacking = {code: size * len(places) / sum(SIZES.values()) for code, size in SIZES.items()}
    to = {}
    for code in [*counts.index, *sorted(set(now.values()) - set(counts.index))]:
        to[code] = max(lacking, key=lambda place: lacking[place])
        lacking[to[code]] -= counts.get(code, 0)
    return {code: to[present] for code, present in now.items()}


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
    return _once(base, "dataset", write_dataset)


def shared_release(base: Path) -> Path:
    """Return the session's release below a folder, made on first use."""
    return _once(base, "release", lambda folder: write_release(shared_dataset(base), folder))


def _once(base: Path, name: str, write: Callable[[Path], object]) -> Path:
    """Return a folder that whoever asks first writes; the session's other processes wait."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # each worker has a folder of its own in that of the session
    folder = base / "shared" / name
    folder.parent.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # held until the file is closed, or its process ends
        if not folder.exists():
            write(folder)
    return folder
