"""A release from a live study: every declared spec, protected, or the reason why it is absent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import pandas as pd

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach
from analysis.design import TIDY, Measure, Source, Spec, StudyDesign
from analysis.errors import AnalysisError, DesignError
from analysis.estimates.grouped import COLUMNS
from analysis.estimates.live import LiveStudy
from analysis.estimates.sequels import SEQUELS
from analysis.estimates.strata import COUNTY
from analysis.reference.measures import presets
from analysis.reference.series import Series
from analysis.release.beside import without_differences
from analysis.release.compared import SCHOOL, answers_of
from analysis.release.of_registers import of_registers
from analysis.release.protect import (
    CURVE_PERSONS,
    INSIDERS,
    Shown,
    check_access,
    floor,
    in_fives,
    protect_counts,
    protect_events,
    protect_status,
)
from analysis.release.rounded import incidence, shares, waiting, whole_per_cent
from analysis.release.swept import answers_of_all, asked_of_all
from analysis.terms import Estimand, OriginName
from analysis.timeline.outcome import Outcome
from analysis.timeline.tables import events_table

ORIGINS = (OriginName.EXIT, OriginName.PROGRAMME_START)
GROUPINGS: tuple[tuple[str, ...], ...] = ((), ("municipality",), ("sex",))
CURVE_GROUPINGS = (("age",), ("country",), ("prior_education",), ("municipality_size",))
"""Groups of which curves and medians are released, and no prevalence."""
OF_WHAT = ("table", "column", "finding", "what")
"""Columns of the answers about registers, beside `fate`."""
YEARS = ("first_year", "last_year")
"""Columns of who is followed, which no other answer has."""
COUNTED = ("shown", "month", "n", "events")
ESTIMATED = (*TIDY, "fate", *YEARS, "shown", *OF_WHAT, *COLUMNS)


@dataclass(frozen=True)
class Release:
    """What may leave the confidential room.

    Attributes:
        source: whose numbers these are.
        measures: the measures by the name that specs use.
        tables: protected counts, by "events" or "status", with a column `spec`.
        estimates: tidy rows with a column `spec`.
        specs: every spec that can be asked for, with its key.
        refused: spec key -> why it is not in the release.
        areas: municipality code -> name.
        counties: municipality code -> county.
        published: results that were published of the same municipalities, if any.
    """

    source: Source
    measures: dict[str, Measure]
    tables: dict[str, pd.DataFrame]
    estimates: pd.DataFrame
    specs: dict[str, Spec]
    refused: dict[str, str]
    areas: dict[str, str]
    counties: dict[str, str]
    published: Series | None = None


def make_release(
    study: LiveStudy,
    measures: list[str] | None = None,
    tell: Callable[[int, int, str], None] = lambda done, total, what: None,
    published: Series | None = None,
) -> Release:
    """Return the release of a study.

    Args:
        study: persons; access must be invented or public.
        measures: what to release; None: every preset and every measure of the dataset's own.
        tell: called with how many designs and other questions of how many are done, and the last.
        published: results that reports lay beside these; what they would open is left out.

    Raises:
        DisclosureError: the persons are confidential: protection for them is not there yet.
        DesignError: a measure does not exist, nothing can be answered, published areas are others.
    """
    _check(study, published)
    chosen = {one.name: one for one in map(study.measure, measures or [*presets(), *study.own])}
    parts: dict[str, list[pd.DataFrame]] = {"events": [], "status": [], "estimates": []}
    specs: dict[str, Spec] = {}
    refused: dict[str, str] = {}
    designs = [StudyDesign(name, origin.value) for name, origin in product(chosen, ORIGINS)]
    compared = [one for one in [study.comparison(SCHOOL)] if one.measure.name in chosen]
    of_all = asked_of_all(study, chosen)
    total = len(designs) + len(compared) + len(of_all)
    for done, design in enumerate(designs, 1):
        named = f"{design.measure} from {design.origin}"
        try:
            _add_design(study, design, parts, specs, published)
        except AnalysisError as error:
            refused[named] = str(error).splitlines()[0]
        tell(done, total, named)
    for one in compared:
        _add_comparison(study, one, parts, specs, refused)
        tell(total - len(of_all), total, f"comparison {one.exposure}")
    swept = answers_of_all(study, of_all, refused, is_published=published is not None)
    for done, named in enumerate(_add_of_all(swept, parts, specs), 1):
        tell(total - len(of_all) + done, total, named)
    if not specs:
        raise DesignError("Nothing can be released.\n" + "\n".join(refused.values()))
    of_them = of_registers(study)
    specs.update({str(spec): spec for spec in of_them})
    parts["estimates"] += of_them.values()
    return Release(
        source=study.source,
        measures=chosen,
        tables={name: _together(parts[name], COUNTED) for name in ("events", "status")},
        estimates=_together(parts["estimates"], ESTIMATED),
        specs=specs,
        refused=refused,
        areas=study.areas(),
        counties=study.counties(),
        published=published,
    )


def _check(study: LiveStudy, published: Series | None) -> None:
    """Refuse confidential persons, and results of Norway's municipalities beside other areas."""
    check_access(study.source.access)
    if published is not None and study.registers.dataset.area_scheme != "norway":
        raise DesignError(
            "Published results are of Norway's municipalities, and this dataset has an area_scheme"
            " of its own.\nRelease it without them."
        )


def _together(frames: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    """Return frames as one, with `columns` and the groups also where no row has a value there."""
    filled = [frame.dropna(axis="columns", how="all") for frame in frames if len(frame)]
    rows = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()
    groups = (name for by in (*GROUPINGS, *CURVE_GROUPINGS) for name in by)
    needed = ("spec", *columns, *groups, COUNTY)
    return rows.reindex(columns=[*rows, *(name for name in needed if name not in rows)])


def _add_design(
    study: LiveStudy,
    design: StudyDesign,
    parts: dict[str, list[pd.DataFrame]],
    specs: dict[str, Spec],
    published: Series | None,
) -> None:
    measure = study.measure(design.measure)
    outcome = study.outcome(design)
    if (outcome.frame["entry"] > 0).any():
        raise DesignError("late entry is not released")
    made: dict[str, list[pd.DataFrame]] = {name: [] for name in parts}
    found: dict[str, Spec] = {}

    def add(
        spec: Spec, rows: pd.DataFrame, table: str = "", counts: pd.DataFrame | None = None
    ) -> None:
        found[str(spec)] = spec
        made["estimates"].append(rows.assign(spec=str(spec)))
        if counts is not None:  # those behind a band stay here
            full = counts[counts["shown"] == Shown.FULL]
            made[table].append(full.assign(spec=str(spec)))

    for by in _groupings(outcome):
        if measure.read_in is None and not measure.among:
            _add_curves(design, by, protect_events(events_table(outcome, by), by), add)
        if by in GROUPINGS:
            status = protect_status(study.status(design, by), by, measure.denominator)
            status = without_differences(study, design, by, status, published)
            add(design.ask("prevalence", by), shares(status, by), "status", status)
    for estimand, counts in _sequel_counts(study, design).items():
        add(design.ask(estimand), _renamed(incidence(counts, ()), estimand), "events", counts)
    add(design.ask("flow"), _flow(study, design))
    if not measure.among:
        add(design.ask("already_there"), _already_there(study, design))
    for name, frames in made.items():
        parts[name] += [frame.assign(**_labels(design)) for frame in frames]
    specs.update(found)


def _groupings(outcome: Outcome) -> list[tuple[str, ...]]:
    """Return the groupings that a cohort has."""
    return [by for by in (*GROUPINGS, *CURVE_GROUPINGS) if set(by) <= set(outcome.frame)]


def _add_curves(
    design: StudyDesign, by: tuple[str, ...], counts: pd.DataFrame, add: Callable[..., None]
) -> None:
    """Add incidence and median by group, but of municipalities also the mean wait.

    Of everybody also who left first.
    """
    rows = incidence(counts, by)
    curve = rows["estimand"] != Estimand.MEDIAN
    add(design.ask("cumulative_incidence", by), rows[curve], "events", counts)
    add(design.ask("median", by), rows[~curve])
    if by != ("municipality",):
        add(design.ask("restricted_mean", by), waiting(counts, by))
    if not by:
        swapped = counts.rename(columns={"events": "exits", "exits": "events"})
        add(design.ask("left_first"), _renamed(incidence(swapped, ()), Estimand.LEFT_FIRST))


def _sequel_counts(study: LiveStudy, design: StudyDesign) -> dict[Estimand, pd.DataFrame]:
    """Return protected counts on later clocks; not those that the measure does not have."""
    counts = {}
    for estimand in () if study.measure(design.measure).among else SEQUELS:
        try:
            outcome = study.sequel(design, estimand)
        except DesignError:
            continue
        counts[estimand] = protect_events(events_table(outcome), ())
    return counts


def _renamed(rows: pd.DataFrame, estimand: Estimand) -> pd.DataFrame:
    """Return the curve among rows of incidence under another name."""
    return rows[rows["estimand"] != Estimand.MEDIAN].assign(estimand=estimand.value)


def _add_comparison(
    study: LiveStudy,
    comparison: Comparison,
    parts: dict[str, list[pd.DataFrame]],
    specs: dict[str, Spec],
    refused: dict[str, str],
) -> None:
    """Add the main answer of everybody and of counties, and what is seen of it in places."""
    try:
        answers = list(answers_of(study, comparison))
    except AnalysisError as error:
        refused[str(comparison.ask(Approach.TARGET_TRIAL))] = str(error).splitlines()[0]
        return
    labels = _labels(comparison.design)
    for spec, rows, counts in answers:
        key = str(spec)
        specs[key] = spec
        parts["estimates"].append(rows.assign(spec=key, shown=Shown.FULL.value, **labels))
        if counts is not None:
            parts["events"].append(counts.assign(spec=key, **labels))


def _add_of_all(
    answers: Iterator[tuple[Spec, pd.DataFrame]],
    parts: dict[str, list[pd.DataFrame]],
    specs: dict[str, Spec],
) -> Iterator[str]:
    """Add what is told of all choices together, and yield the name of each that is added."""
    for spec, rows in answers:
        specs[str(spec)] = spec
        parts["estimates"].append(rows)
        yield str(spec)


def _labels(design: StudyDesign) -> dict[str, str]:
    return {"measure": design.measure, "origin": design.origin}


def _flow(study: LiveStudy, design: StudyDesign) -> pd.DataFrame:
    """Return who is followed and who is left out by reason, in fives, of the whole dataset."""
    rows = study.estimates(design.ask("flow")).frame
    everybody = int(rows["n_at_risk"].max())
    if floor(everybody, everybody, everybody) is not Shown.FULL:
        return rows.iloc[:0]
    events, n = in_fives(rows["n_events"]), in_fives(rows["n_at_risk"])
    share = whole_per_cent(events / n)
    return rows.assign(
        n_events=events,
        n_at_risk=n,
        estimate=share,
        lower=share,
        upper=share,
        method="share from counts in fives",
        **study.years(study.outcome(design), design, CURVE_PERSONS + INSIDERS),
    )


def _already_there(study: LiveStudy, design: StudyDesign) -> pd.DataFrame:
    """Return the share already there in month 0 of everybody, from counts in fives."""
    rows = study.estimates(design.ask("already_there")).frame
    counts = rows.rename(columns={"n_at_risk": "n", "n_events": "events"})
    return shares(protect_counts(counts, ()), (), Estimand.ALREADY_THERE)
