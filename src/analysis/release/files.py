"""A release as a folder: release.json, protected tables and estimates; read back as it was written.

Its id is a keyed hash of its content, so the same persons give the same id and a changed file is
found out. The key of invented and public data is no secret.
"""

import hashlib
import hmac
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.comparison_terms import Approach
from analysis.design import Measure, Source, Spec, StudyDesign
from analysis.errors import DataError, DesignError
from analysis.participation_terms import Participation
from analysis.reference.basic_amount import Amount
from analysis.reference.series import FILE as SERIES_FILE
from analysis.reference.series import ROWS as SERIES_ROWS
from analysis.reference.series import is_series, read_series, write_series
from analysis.release.make import Release
from analysis.terms import (
    Access,
    Benefit,
    Contract,
    Counts,
    Dating,
    Denominator,
    Estimand,
    Level,
    Tax,
    Unit,
)

FILE = "release.json"
FORMAT = 5
"""Of the folder; a release of another is refused, since what is asked of it may lack columns."""
KEY = b"invented and public data have no secret"
TABLES = ("events", "status", "estimates")
PUBLISHED = "published"
"""The folder in a release of the results that reports lay beside its own."""


def write_release(release: Release, folder: Path) -> str:
    """Write a release whole or not at all, and return its id.

    Raises:
        DesignError: the folder holds something else, which would be lost.
    """
    import shutil
    import tempfile

    check_out(folder)
    check_dataset(folder, release.source.name, release.source.seed)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".release-") as made:
        new = Path(made) / "release"
        new.mkdir()
        for name, frame in {**release.tables, "estimates": release.estimates}.items():
            _write_table(frame, new / f"{name}.parquet")
        if release.published is not None:
            write_series(release.published, new / PUBLISHED)
        content = _content(release)
        release_id = _id(content, new)
        text = json.dumps({"release_id": release_id, **content}, ensure_ascii=False, indent=1)
        (new / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")
        if folder.exists():
            shutil.rmtree(folder)
        new.rename(folder)
    return release_id


def read_release(folder: Path) -> tuple[str, Release]:
    """Return the id and content of a release.

    Raises:
        DataError: the folder is no release, or a file in it was changed.
    """
    path = folder / FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        release_id = content.pop("release_id")
        if content["format"] != FORMAT:
            raise ValueError("another format")
        if not hmac.compare_digest(release_id, _id(content, folder)):
            raise ValueError("a file was changed after it was made")
        frames = {
            name: pd.read_parquet(folder / f"{name}.parquet", use_threads=False) for name in TABLES
        }
        beside = folder / PUBLISHED
        published = read_series(beside) if is_series(beside) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{folder} is not a whole release: {error}.\nMake it with `analysis release`."
        ) from error
    return release_id, replace(_release(content, frames), published=published)


def check_out(folder: Path) -> None:
    """Raise DesignError where a release would take the place of anything but a release."""
    from analysis.registers.dataset import FILE as DATASET_FILE

    free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not free and (not is_release(folder) or (folder / DATASET_FILE).exists()):
        raise DesignError(
            f"{folder} is no release, and is not overwritten.\nName a new folder with --out."
        )


def check_dataset(folder: Path, name: str, seed: int | None) -> None:
    """Raise DesignError where a release would take the place of another dataset's."""
    try:
        source = json.loads((folder / FILE).read_text(encoding="utf-8"))["source"]
        there, its_seed = str(source["name"]), source["seed"]
    except (OSError, ValueError, KeyError, TypeError):  # none, or a broken one, as it may be
        return
    if (there, its_seed) != (name, seed):
        raise DesignError(
            f"{folder} holds the release of another dataset, {of_dataset(there, its_seed)}; this is"
            f" {of_dataset(name, seed)}.\nName another folder with --out, or remove that one."
        )


def of_dataset(name: str, seed: int | None) -> str:
    """Return how a dataset is called; invented ones of one name differ by their seeds."""
    return f"'{name}'" if seed is None else f"'{name}' (seed {seed})"


def is_release(folder: Path) -> bool:
    """Tell whether a folder holds a release."""
    return (folder / FILE).is_file()


def _write_table(frame: pd.DataFrame, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, path, compression="zstd")


def _id(content: dict[str, Any], folder: Path) -> str:
    digest = hmac.new(KEY, digestmod=hashlib.sha256)
    digest.update(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())
    for name in TABLES:
        digest.update((folder / f"{name}.parquet").read_bytes())
    if is_series(folder / PUBLISHED):
        for name in (SERIES_FILE, SERIES_ROWS):
            digest.update((folder / PUBLISHED / name).read_bytes())
    return digest.hexdigest()[:16]


def _content(release: Release) -> dict[str, Any]:
    specs = {key: spec_content(spec) for key, spec in release.specs.items()}
    return {
        "format": FORMAT,
        "source": asdict(release.source),
        "areas": release.areas,
        "counties": release.counties,
        "measures": {name: asdict(measure) for name, measure in release.measures.items()},
        "specs": specs,
        "refused": release.refused,
    }


def _release(content: dict[str, Any], frames: dict[str, pd.DataFrame]) -> Release:
    return Release(
        source=source_of(content["source"]),
        measures={name: _measure(raw) for name, raw in content["measures"].items()},
        tables={name: frames[name] for name in ("events", "status")},
        estimates=frames["estimates"],
        specs={key: spec_of(raw) for key, raw in content["specs"].items()},
        refused=content["refused"],
        areas=content["areas"],
        counties=content["counties"],
    )


def source_of(raw: dict[str, Any]) -> Source:
    """Return a source as JSON holds it."""
    known = {"access": Access(raw["access"]), "tax": Tax(raw["tax"])}
    return Source(**{**raw, **known, "blind_to": tuple(raw["blind_to"])})


def spec_content(spec: Spec) -> dict[str, Any]:
    """Return a spec as JSON holds it."""
    of = {"comparison": spec.comparison, "approach": spec.approach} if spec.comparison else {}
    grid = {"grid": spec.grid} if spec.grid else {}
    return {"estimand": spec.estimand, "by": list(spec.by), **of, **grid, **asdict(spec.design)}


def spec_of(raw: dict[str, Any]) -> Spec:
    """Return the spec that JSON holds."""
    own = ("estimand", "by", "comparison", "approach", "grid")
    design = StudyDesign(**{key: value for key, value in raw.items() if key not in own})
    approach = Approach(raw["approach"]) if raw.get("approach") else None
    of, grid = raw.get("comparison", ""), raw.get("grid", "")
    return Spec(Estimand(raw["estimand"]), design, tuple(raw["by"]), of, approach, grid)


def _measure(raw: dict[str, Any]) -> Measure:
    return Measure(
        **{
            **raw,
            "counts": tuple(Counts(name) for name in raw["counts"]),
            "earnings": Amount(**raw["earnings"]) if raw["earnings"] else None,
            "income": Amount(**raw["income"]) if raw["income"] else None,
            "contract": Contract(raw["contract"]) if raw["contract"] else None,
            "completed": Level(raw["completed"]) if raw["completed"] else None,
            "participation": tuple(Participation(name) for name in raw["participation"]),
            "among": tuple(Participation(name) for name in raw["among"]),
            "without": tuple(Benefit(name) for name in raw["without"]),
            "unit": Unit(raw["unit"]),
            "denominator": Denominator(raw["denominator"]),
            "dated_at": Dating(raw["dated_at"]) if raw["dated_at"] else None,
        }
    )
