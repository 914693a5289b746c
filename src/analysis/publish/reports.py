"""The batch as its user sees it: what is refused, progress, a summary, an index."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from analysis.design import StudyDesign
from analysis.publish.batch import REPORT, Job, Result, batch_stamp, open_release, run_batch
from analysis.publish.index import write_index
from analysis.reference.places import TEN
from analysis.study import Study, municipal, municipality_name

SOME_FAILED = 4


@dataclass(frozen=True)
class Selection:
    """Which municipalities: those named, or everyone, or by default the ten of the study."""

    codes: tuple[str, ...] = ()
    everyone: bool = False


def make_reports(
    release: Path,
    out: Path,
    notebook: Path,
    design: StudyDesign,
    selection: Selection,
    workers: int,
) -> int:
    """Make the reports and their index, and return the exit code: 0, or 4 where some failed.

    Raises:
        DesignError: a municipality or measure does not exist; nothing was started.
        DisclosureError: the folder is no release, or the release does not hold the measure.
    """
    study = open_release(release)
    reports = {code: municipal(study, design, code) for code in choose(study, selection)}
    stamp = batch_stamp(study.release_id, notebook, design)
    jobs = [Job(release, notebook.resolve(), out, code, design, stamp) for code in reports]

    def progress(done: int, result: Result) -> None:
        what = f"{result.fate}: {result.reason}" if result.reason else result.fate
        print(f"{done}/{len(jobs)} {result.code} {result.name}: {what}", file=sys.stderr)

    out.mkdir(parents=True, exist_ok=True)
    results = run_batch(jobs, study, workers, progress)
    measure = study.measure(design.measure)
    paired = [(reports[result.code], result) for result in results]
    removed = remove_others(out, study.release_id)
    write_index(out, study, measure, paired, stamp)
    fates = {fate: sum(r.fate == fate for r in results) for fate in ("made", "unchanged", "failed")}
    fates["of another release removed"] = removed
    summary = ", ".join(f"{count} {fate}" for fate, count in fates.items() if count)
    print(f"{out / 'index.html'}: {summary} (stamp {stamp})")
    return SOME_FAILED if fates["failed"] else 0


def choose(study: Study, selection: Selection) -> list[str]:
    """Return the codes to report on, each once.

    Raises:
        DesignError: a code is not in the release, naming the nearest.
    """
    areas = study.areas()
    for code in selection.codes:
        municipality_name(study, code)
    if selection.codes:
        return list(dict.fromkeys(selection.codes))
    ten = [code for code in TEN if code in areas]
    return list(areas) if selection.everyone or not ten else ten


def remove_others(out: Path, release_id: str) -> int:
    """Remove the reports of another release, which would stand beside these as if they were one.

    Only files that a report's own note names are removed. Returns how many reports they were.
    """
    removed = 0
    for note in sorted(out.glob(f"*{REPORT}")):
        try:
            content = json.loads(note.read_text(encoding="utf-8"))
            pages, release = [str(name) for name in content["pages"]], content["release"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if release == release_id:
            continue
        for name in pages:
            if Path(name).name == name:
                (out / name).unlink(missing_ok=True)
        note.unlink()
        removed += 1
    return removed
