"""The batch as its user sees it: progress, a summary, an index."""

import json
import sys
from pathlib import Path

from analysis.errors import in_one_line
from analysis.publish.batch import REPORT, run_batch
from analysis.publish.index import Entry, write_index
from analysis.publish.parameters import DEFAULT
from analysis.publish.plan import Plan
from analysis.publish.progress import Progress

SOME_FAILED = 4


def make_reports(plan: Plan, workers: int) -> int:
    """Make the reports and their index, and return the exit code: 0, or 4 where some failed."""
    jobs = [one.job for one in plan.reports]
    told = chosen_text(plan)
    if told:
        print(told, file=sys.stderr, flush=True)
    progress = Progress(len(jobs), sum(not one.unchanged for one in plan.reports))
    plan.out.mkdir(parents=True, exist_ok=True)
    results = run_batch(jobs, plan.study, workers, progress)
    entries = [
        Entry(one.report, result, one.job.design)
        for one, result in zip(plan.reports, results, strict=True)
    ]
    removed = remove_others(plan.out, plan.study.release_id)
    write_index(plan.out, plan.study, entries, plan.stamp)
    fates = {fate: sum(r.fate == fate for r in results) for fate in ("made", "unchanged", "failed")}
    fates["of another release removed"] = removed
    summary = ", ".join(f"{count} {fate}" for fate, count in fates.items() if count)
    print(in_one_line(f"{plan.out / 'index.html'}: {summary} (stamp {plan.stamp})"))
    return SOME_FAILED if fates["failed"] else 0


def chosen_text(plan: Plan) -> str:
    """Return that not every municipality is reported on, where nobody chose; else nothing."""
    every, chosen = len(plan.study.areas()), len(plan.reports)
    if chosen == every or any(one.place.door != DEFAULT for one in plan.reports):
        return ""
    return f"reports on {chosen} of {every} municipalities; every one with --all"


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
