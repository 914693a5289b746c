"""One report for each municipality, from a release: all parameters checked before anything starts.

Each report is made in a folder of its own and moved into place when it is whole and checked.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from analysis.design import StudyDesign
from analysis.display.prose import versions
from analysis.errors import AnalysisError, DisclosureError
from analysis.publish.check import check_page
from analysis.publish.notebook import run
from analysis.publish.page import file_name, file_stem, report_page
from analysis.release.door import Study
from analysis.release.released import ReleasedStudy
from analysis.study import Municipal, municipal, open_study
from analysis.terms import Language

REPORT = ".report.json"


@dataclass(frozen=True)
class Job:
    """One municipality's report to make: all a worker needs, in plain values."""

    release: Path
    notebook: Path
    out: Path
    code: str
    design: StudyDesign
    stamp: str
    shown: dict[str, str] = field(default_factory=dict)

    @property
    def parameters(self) -> dict[str, object]:
        """What the notebook takes beside data, municipality and language."""
        return {**asdict(self.design), **self.shown}


@dataclass(frozen=True)
class Result:
    """What became of one report: made, unchanged or failed, with the reason."""

    code: str
    name: str
    fate: str
    reason: str = ""


def open_release(path: Path) -> ReleasedStudy:
    """Open a release; a folder of persons is refused.

    Raises:
        DisclosureError: the folder holds persons.
    """
    study = open_study(path)
    if not isinstance(study, ReleasedStudy):
        raise DisclosureError(
            "Reports are made from a release only, and this folder holds persons."
            "\nMake one: analysis release DATA --out RELEASE."
        )
    return study


def batch_stamp(
    release_id: str, notebook: Path, design: StudyDesign, shown: Mapping[str, str] | None = None
) -> str:
    """Return a hash of release, notebook, code, parameters and versions; never of the clock."""
    digest = hashlib.sha256()
    parameters = {**asdict(design), **(shown or {})}
    parts = (release_id, json.dumps(parameters, sort_keys=True), versions())
    for part in parts:
        digest.update(part.encode() + b"\0")
    digest.update(notebook.read_bytes())
    package = Path(str(files("analysis")))
    for file in sorted(path for path in package.rglob("*") if _is_of_the_code(path)):
        digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _is_of_the_code(path: Path) -> bool:
    """Tell what a person wrote from what Python and numba keep beside it as they go."""
    return path.suffix != "" and path.parent.name != "__pycache__"


def run_batch(
    jobs: list[Job], study: Study, workers: int, report: Callable[[int, Result], None]
) -> list[Result]:
    """Make the reports, and return what became of each, in the order of `jobs`.

    Args:
        jobs: one a municipality.
        study: the release, opened.
        workers: processes at a time.
        report: called with the number done and each result as it comes.
    """
    results: dict[str, Result] = {}
    for code, result in _results(jobs, study, workers):
        results[code] = result
        report(len(results), result)
    return [results[job.code] for job in jobs]


def _results(jobs: list[Job], study: Study, workers: int) -> Iterator[tuple[str, Result]]:
    lost = []
    for job, result in _pooled(jobs, study, workers):
        if result is None:
            lost.append(job)
        else:
            yield job.code, result
    for job in lost:  # a worker that died took its pool with it: each again, in a pool of its own
        name = study.areas()[job.code]
        _remove_parts(job, name)
        for _, result in _pooled([job], study, 1):
            yield job.code, result or Result(job.code, name, "failed", "its worker died")
        _remove_parts(job, name)


def _pooled(jobs: list[Job], study: Study, workers: int) -> Iterator[tuple[Job, Result | None]]:
    """Yield each job's result as it comes; None where the pool broke before it was done."""
    executor: Executor = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    with executor:
        running = {executor.submit(make_report, job): job for job in jobs}
        for future in as_completed(running):
            job = running[future]
            name = study.areas()[job.code]
            try:
                yield job, future.result()
            except BrokenProcessPool:
                yield job, None
            except AnalysisError as error:
                yield job, Result(job.code, name, "failed", str(error))
            except Exception as error:  # anything else takes only its own report with it
                yield job, Result(job.code, name, "failed", f"{type(error).__name__}: {error}")


def _remove_parts(job: Job, name: str) -> None:
    """Remove what a worker that died was writing."""
    for part in job.out.glob(f".{file_stem(job.code, name)}-*"):
        shutil.rmtree(part)


def make_report(job: Job) -> Result:
    """Make one municipality's pages in both languages, or leave what is there as it was.

    Raises:
        NotebookFailed: the notebook or the check of the page failed.
        DisclosureError: the page shows what the release does not hold.
    """
    study = open_release(job.release)
    report = municipal(study, job.design, job.code)
    stem = file_stem(job.code, report.place)
    if is_unchanged(job, stem):
        return Result(job.code, report.place, "unchanged")
    job.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=job.out, prefix=f".{stem}-") as made:
        folder = Path(made)
        for language in Language:
            html = _page(job, report, folder, language)
            check_page(html, report, job.stamp, language)
            page = folder / file_name(stem, language)
            page.write_text(html, encoding="utf-8", newline="\n")
        note = folder / f"{stem}{REPORT}"
        note.write_text(_note(job, study, report, folder), encoding="utf-8", newline="\n")
        for name in [*(file_name(stem, language) for language in Language), note.name]:
            shutil.move(folder / name, job.out / name)
    return Result(job.code, report.place, "made")


def _page(job: Job, report: Municipal, folder: Path, language: Language) -> str:
    parameters = {
        "data": str(job.release.resolve()),
        "municipality": job.code,
        "language": language.value,
        **job.parameters,
    }
    pieces = run(job.notebook, folder / f"{language}.ipynb", parameters)
    return report_page(report, pieces, job.stamp, language)


def is_unchanged(job: Job, stem: str) -> bool:
    """Tell whether the report in place was made from the same inputs and is whole."""
    try:
        note = json.loads((job.out / f"{stem}{REPORT}").read_text(encoding="utf-8"))
        whole = all(_sha256(job.out / name) == expected for name, expected in note["pages"].items())
        return bool(note["stamp"] == job.stamp and whole and len(note["pages"]) == len(Language))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _note(job: Job, study: ReleasedStudy, report: Municipal, folder: Path) -> str:
    stem = file_stem(job.code, report.place)
    pages = [file_name(stem, language) for language in Language]
    note: dict[str, Any] = {
        "municipality": job.code,
        "name": report.place,
        "stamp": job.stamp,
        "release": study.release_id,
        "dataset": study.source.name,
        "seed": study.source.seed,
        "access": study.source.access,
        "last_observed": study.source.last_observed,
        "notebook": job.notebook.name,
        "parameters": job.parameters,
        "versions": versions(),
        "pages": {name: _sha256(folder / name) for name in pages},
    }
    return json.dumps(note, ensure_ascii=False, indent=1) + "\n"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
