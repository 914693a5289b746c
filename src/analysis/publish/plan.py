"""What a batch would do, known and checked before anything starts; planning writes nothing."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.design import Source
from analysis.errors import DesignError, in_one_line
from analysis.publish.batch import REPORT, Job, batch_stamp, is_unchanged, open_release
from analysis.publish.confidential_folder import marked_pages
from analysis.publish.doors import Wanted
from analysis.publish.page import file_stem
from analysis.publish.parameters import (
    COMMAND_LINE,
    DEFAULT,
    Place,
    Setting,
    design_of,
    said_of,
    shown_of,
)
from analysis.release.files import of_dataset
from analysis.release.released import ReleasedStudy
from analysis.study import Municipal, municipal, municipality_name


@dataclass(frozen=True)
class Planned:
    """One report: what it is made of, with which parameters, and whether it is there already."""

    job: Job
    report: Municipal
    place: Place
    settings: Mapping[str, Setting]
    unchanged: bool


@dataclass(frozen=True)
class Plan:
    """The reports of one batch."""

    study: ReleasedStudy
    out: Path
    reports: tuple[Planned, ...]

    @property
    def stamp(self) -> str:
        """The stamp of all reports; where they differ, a hash of them in their order."""
        stamps = list(dict.fromkeys(one.job.stamp for one in self.reports))
        if len(stamps) == 1:
            return stamps[0]
        return hashlib.sha256(
            "\0".join(one.job.stamp for one in self.reports).encode()
        ).hexdigest()[:16]


def plan_reports(release: Path, out: Path, notebook: Path, wanted: Wanted) -> Plan:
    """Return what a batch would do.

    Raises:
        DesignError: a municipality or measure does not exist, or reports cannot be put in `out`.
        DisclosureError: the folder is no release, or the release does not hold a measure.
    """
    study = open_release(release)
    _check_out(out, study.source)
    stamps: dict[object, str] = {}
    reports = []
    for place in wanted.places(study):
        settings = wanted.settings(place)
        design, shown = design_of(settings), shown_of(settings)
        with said_of(place.door):
            municipality_name(study, place.code)
        with said_of(settings["measure"].door):
            report = municipal(study, design, place.code)
        asked = (design, tuple(shown.items()))
        if asked not in stamps:
            stamps[asked] = batch_stamp(study.release_id, notebook, design, shown)
        job = Job(release, notebook.resolve(), out, place.code, design, stamps[asked], shown)
        there = is_unchanged(job, file_stem(place.code, report.place))
        reports.append(Planned(job, report, place, settings, there))
    if not reports:
        raise DesignError("There is no municipality to report on in this release.")
    return Plan(study, out, tuple(reports))


def _check_out(out: Path, source: Source) -> None:
    """Raise DesignError where reports cannot stand: where a file is, or pages of another kind."""
    there = next(path for path in (out, *out.absolute().parents) if path.exists())
    if not there.is_dir():
        raise DesignError(f"{there} is a file, not a folder.\nName another folder with --out.")
    marked = marked_pages(out) if there == out else []
    if marked:
        raise DesignError(
            f"{out} holds pages that are not for publication, such as {marked[0]}."
            "\nName another folder with --out."
        )
    for name, seed in map(_dataset, sorted(there.glob(f"*{REPORT}")) if there == out else []):
        if name and (name, seed) != (source.name, source.seed):
            raise DesignError(
                f"{out} holds reports of another dataset, {of_dataset(name, seed)}; this release is"
                f" of {of_dataset(source.name, source.seed)}."
                "\nName another folder with --out, or remove that one."
            )


def _dataset(note: Path) -> tuple[str, int | None]:
    """Return the dataset that a report's note names; no name where it names none."""
    try:
        content = json.loads(note.read_text(encoding="utf-8"))
        return str(content["dataset"]), content["seed"]
    except (OSError, ValueError, KeyError, TypeError):
        return "", None


def plan_text(plan: Plan) -> str:
    """Return what would be made, a line a municipality, and the parameters with their doors."""
    total = len(plan.reports)
    first = plan.reports[0].settings
    same = {name for name in first if len({one.settings[name] for one in plan.reports}) == 1}
    lines = ["Parameters in effect, and the door by which they came:"]
    lines += [f"  {name} = {_told(first[name])}" for name in first if name in same]
    lines += [f"  {name}: see each municipality" for name in first if name not in same]
    doors = ", ".join(dict.fromkeys(_door(one.place.door) for one in plan.reports))
    lines.append(f"  municipalities: {total} ({doors})")
    for number, one in enumerate(plan.reports, 1):
        state = "unchanged" if one.unchanged else "would be made"
        own = [f"{name} = {_told(one.settings[name])}" for name in first if name not in same]
        line = f"{number}/{total} {one.job.code} {one.report.place}: {state}"
        lines.append(in_one_line("; ".join([f"{line} (stamp {one.job.stamp})", *own])))
    unchanged = sum(one.unchanged for one in plan.reports)
    counts = {"would be made": total - unchanged, "unchanged": unchanged}
    summary = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    lines.append(f"{total} reports: {summary} (stamp {plan.stamp}); nothing was written")
    return "\n".join(lines)


def _told(setting: Setting) -> str:
    return in_one_line(f"{setting.value} ({setting.door})")


def _door(door: str) -> str:
    """Return a door without the row of its file."""
    return door if door in (COMMAND_LINE, DEFAULT) else in_one_line(door.partition(", row ")[0])
