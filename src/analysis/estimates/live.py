"""A study of persons: any spec is answered, and nothing of it is for publication."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.comparison import Comparison
from analysis.design import (
    Estimates,
    Measure,
    MeasurementPoint,
    Source,
    Spec,
    StudyDesign,
)
from analysis.errors import DesignError
from analysis.estimates.asked import ANSWERS
from analysis.estimates.followed import Followed, followed
from analysis.estimates.quality import of_registers
from analysis.estimates.sequels import sequel_outcomes
from analysis.grid import OF_GRIDS, Grid
from analysis.reference.comparisons import own_comparisons, parse_comparison
from analysis.reference.grids import own_grids, parse_grid
from analysis.reference.measures import own_measures, parse_measure, presets
from analysis.reference.places import kept_names, municipalities
from analysis.registers.dataset import month_text
from analysis.registers.read import Registers, read_registers
from analysis.terms import OF_REGISTERS, UNKNOWN, Access, Estimand, MonthlyRule, OriginName
from analysis.timeline.cohort import Cohort, cohort
from analysis.timeline.eligible import eligible
from analysis.timeline.exposure import exposures, stays
from analysis.timeline.groups import county, has_county
from analysis.timeline.outcome import Outcome, outcomes
from analysis.timeline.panel import Panel
from analysis.timeline.recent import Recent
from analysis.timeline.sequels import first_jobs
from analysis.timeline.states import states
from analysis.timeline.tables import events_table, status_table, transitions_table
from analysis.timeline.weights import is_weighted, refuse_weights

ASKED = 200
"""Answers that are kept; they are small beside what they are made from."""
OF_OFFICIALS = (Estimand.OFFICIAL_STATUS, Estimand.AT_EXIT, Estimand.FORETELLING)
"""What is held against the official measure, whatever the measure asked for."""
OF_SOME = (Estimand.PREVALENCE, Estimand.FLOW)
"""What is answered of a measure that counts only those among whom an event has come."""


@dataclass(frozen=True)
class LiveStudy:
    """Registers, and what was made and answered of them last: costly, shared, never changed."""

    registers: Registers
    own: dict[str, Measure] = field(default_factory=dict)
    own_comparisons: dict[str, Comparison] = field(default_factory=dict)
    _panels: dict[MonthlyRule, Panel] = field(default_factory=Recent, repr=False)
    _cohorts: dict[tuple[str, int], Cohort] = field(default_factory=Recent, repr=False)
    _outcomes: dict[StudyDesign, Outcome] = field(default_factory=Recent, repr=False)
    _sequels: dict[Any, Outcome] = field(default_factory=Recent, repr=False)
    own_grids: dict[str, Grid] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=Recent, repr=False)
    _jobs: dict[StudyDesign, pd.DataFrame] = field(default_factory=Recent, repr=False)
    _eligible: dict[Comparison, Outcome] = field(default_factory=Recent, repr=False)
    _followed: dict[Comparison, Followed] = field(default_factory=Recent, repr=False)
    _events: dict[tuple[StudyDesign, tuple[str, ...]], pd.DataFrame] = field(
        default_factory=Recent, repr=False
    )
    _answers: dict[Spec, Estimates] = field(default_factory=partial(Recent, ASKED), repr=False)

    release_id = None

    @property
    def source(self) -> Source:
        """Whose registers these are."""
        dataset = self.registers.dataset
        return Source(
            name=dataset.name,
            access=dataset.access,
            last_observed=month_text(dataset.last_observed),
            source=dataset.source,
            contact=dataset.contact,
            blind_to=self._blind_to(),
            tax=dataset.tax,
            seed=dataset.seed if dataset.access is Access.INVENTED else None,
        )

    def _blind_to(self) -> tuple[str, ...]:
        missing = [name for name in ("residence", "departures") if not self.registers.has(name)]
        blind = ["_and_".join(missing)] if missing else []
        known = {"subsidised": "jobs", "household_id": "participants"}
        has = self.registers.has
        blind += ["weight"] if is_weighted(self.registers) else []
        blind += [name for name, table in known.items() if not has(table, name)]
        return (*blind, *(() if has("participation") else ("participation",)))

    def measure(self, text: str) -> Measure:
        """Return the measure that a text names, among presets and the dataset's own."""
        return parse_measure(text, self.own)

    def measures(self) -> dict[str, Measure]:
        """Return every measure that can be named: the presets, and the dataset's own."""
        return {**presets(), **self.own}

    def comparison(self, text: str) -> Comparison:
        """Return the comparison that a text names, among presets and the dataset's own."""
        return parse_comparison(text, self.own_comparisons, self.own)

    def grid(self, text: str) -> Grid:
        """Return the grid of choices that a text names, among presets and the dataset's own."""
        return parse_grid(text, self.own_grids, self.own)

    def panel(self, design: StudyDesign) -> Panel:
        """Return the panel under a design's monthly rule."""
        rule = MonthlyRule(design.monthly_rule)
        return self._panels.setdefault(rule, Panel(self.registers, rule))

    def cohort(self, design: StudyDesign) -> Cohort:
        """Return who is followed under a design."""
        key = (design.origin, design.transfer_months)
        if key not in self._cohorts:
            origin = OriginName(design.origin)
            followed = cohort(self.registers, origin, design.transfer_months)
            self._cohorts[key] = replace(followed, weight=None)  # a study counts persons
        return self._cohorts[key]

    def outcome(self, design: StudyDesign) -> Outcome:
        """Return entry, duration, event and cause a person."""
        if design not in self._outcomes:
            people, measure = self.cohort(design), self.measure(design.measure)
            self._outcomes[design] = outcomes(self.panel(design), people, measure)
        return self._outcomes[design]

    def events(self, design: StudyDesign, by: tuple[str, ...]) -> pd.DataFrame:
        """Return the table of events by groups, which curves, tests and ratios are made from."""
        key = (design, by)
        if key not in self._events:
            self._events[key] = events_table(self.outcome(design), by)
        return self._events[key]

    def eligible(self, comparison: Comparison) -> Outcome:
        """Return who is compared, when they began, left and completed, and their outcome."""
        if comparison not in self._eligible:
            design = comparison.design
            exposed = exposures(self.registers, self.cohort(design), comparison)
            self._eligible[comparison] = eligible(self.outcome(design), exposed, comparison)
        return self._eligible[comparison]

    def followed(self, comparison: Comparison) -> Followed:
        """Return who is compared with all that they did, and where they were by month."""
        if comparison not in self._followed:
            panel, people = self.panel(comparison.design), self.cohort(comparison.design)
            every, who = stays(self.registers, people, comparison), self.eligible(comparison)
            self._followed[comparison] = followed(panel, people, who, every, comparison)
        return self._followed[comparison]

    def first_jobs(self, design: StudyDesign) -> pd.DataFrame:
        """Return who finds a first job and how it ends; the design's measure does not matter."""
        whatever = replace(design, measure="any_job")
        if whatever not in self._jobs:
            self._jobs[whatever] = first_jobs(self.panel(design), self.cohort(design))
        return self._jobs[whatever]

    def years(self, outcome: Outcome, design: StudyDesign, least: int = 1) -> dict[str, float]:
        """Return the first and last year in which the clock starts of at least so many followed."""
        year = self.cohort(design).frame.loc[outcome.frame.index, "year"].astype(int)
        many = year.value_counts().loc[lambda counts: counts >= least].index
        return {"first_year": float(many.min()), "last_year": float(many.max())}

    def sequel(self, design: StudyDesign, estimand: Estimand) -> Outcome:
        """Return entry, duration, event and cause on the clock of one of SEQUELS."""
        if (design, estimand) not in self._sequels:
            made = sequel_outcomes(self, design, estimand)
            for name, outcome in made.items():
                self._sequels[design, name] = outcome
        return self._sequels[design, estimand]

    def status(self, design: StudyDesign, by: tuple[str, ...]) -> pd.DataFrame:
        """Return the table of status at every measurement point that anybody reaches."""
        people, measure = self.cohort(design), self.measure(design.measure)
        if measure.read_in is not None:
            refuse_weights(self.registers, "official measures")
        return status_table(self.panel(design), people, measure, self.points(design), by)

    def points(self, design: StudyDesign) -> list[MeasurementPoint]:
        """Return every measurement point of a design's measure that anybody reaches."""
        people, measure = self.cohort(design), self.measure(design.measure)
        return measurement_points(measure, self._longest(people))

    def transitions(self, design: StudyDesign, by: tuple[str, ...]) -> pd.DataFrame:
        """Return the table of transitions between the measure's states, month by month.

        Raises:
            DesignError: the measure is read once a year, and has no state in the months between.
        """
        people, measure = self.cohort(design), self.measure(design.measure)
        if measure.read_in is not None:
            raise DesignError(
                f"The measure '{measure.name}' is read once a year: in the months between it has no"
                " state.\nAsk for its prevalence."
            )
        told = states(self.panel(design), people, measure, self.points(design))
        return transitions_table(people, told, by)

    def estimates(self, spec: Spec) -> Estimates:
        """Return the tidy rows of a spec, for every month; the same rows when it is asked again.

        Raises:
            DesignError: the spec needs what the dataset does not have.
            EstimationError: nobody is left to estimate from.
        """
        asked = spec
        if spec.estimand in OF_REGISTERS:
            asked = replace(spec, design=StudyDesign())  # no measure decides it
        if asked not in self._answers:
            self._answers[asked] = self._estimates(asked)
        return self._answers[asked]

    def _estimates(self, spec: Spec) -> Estimates:
        if spec.estimand in OF_REGISTERS:
            rows = of_registers(self, spec).assign(measure="", origin="")
            return Estimates(rows, None, self.source)
        measure = self.measure(spec.design.measure)
        yearly = measure.read_in is not None and spec.estimand is not Estimand.FLOW
        if yearly or spec.estimand in OF_OFFICIALS:
            refuse_weights(self.registers, "official measures")
        if spec.estimand in OF_GRIDS:
            refuse_weights(self.registers, "grids of choices")
            rows = ANSWERS[spec.estimand](self, spec, measure)
            return Estimates(rows.reset_index(drop=True), None, self.source)
        have = self.cohort(spec.design)
        for name in spec.by:
            if name not in (have.groups if spec.estimand is Estimand.FLOW else have.frame):
                raise DesignError(f"No group '{name}' for {spec}: the dataset does not have it.")
        if spec.estimand not in ANSWERS:
            raise DesignError(
                f"A study does not answer '{spec.estimand}' yet."
                "\nCall its function on the tables of counts instead."
            )
        if measure.among and spec.estimand not in OF_SOME:
            raise DesignError(
                f"The measure '{measure.name}' is of those who could: they become more with time,"
                f" and have no {spec.estimand}.\nAsk for its prevalence."
            )
        rows = ANSWERS[spec.estimand](self, spec, measure)
        frame = rows.assign(measure=measure.name, origin=spec.design.origin)
        return Estimates(frame.reset_index(drop=True), None, self.source, measure)

    def areas(self) -> dict[str, str]:
        """Return code -> name of the municipalities that participants belong to.

        Names are those of the dataset's own table of areas, else the official ones; a code that
        neither knows is its own name.
        """
        codes = self.registers.tables["participants"]["municipality"].dropna().unique()
        known = dict(self._own_areas())
        if self.registers.dataset.area_scheme == "norway":
            official = {code: place.name for code, place in municipalities().items()}
            known = official | known | kept_names()  # else two areas would be called Ålesund
        return {code: known.get(code, code) for code in sorted(map(str, codes))}

    def counties(self) -> dict[str, str]:
        """Return municipality code -> county, of those whose county can be told."""
        if not has_county(self.registers):
            return {}
        codes = pd.Series(list(self.areas()))
        told = zip(codes, county(self.registers, codes), strict=True)
        return {code: name for code, name in told if name != UNKNOWN}

    def _own_areas(self) -> Iterator[tuple[str, str]]:
        if self.registers.has("areas"):
            rows = self.registers.tables["areas"].sort_values("year")
            yield from zip(rows["code"].astype(str), rows["name"].astype(str), strict=True)

    def _longest(self, people: Cohort) -> int:
        return int(self.registers.dataset.last_observed - people.frame["origin"].min())


def open_live(folder: Path) -> LiveStudy:
    """Read a dataset folder into a live study."""
    own = own_measures(folder)
    return LiveStudy(
        read_registers(folder),
        own,
        own_comparisons(folder, own),
        own_grids=own_grids(folder, own),
    )


def measurement_points(measure: Measure, longest: int) -> list[MeasurementPoint]:
    """Return every month that somebody can reach, or every year where it is read once a year."""
    if measure.read_in is None:
        return [MeasurementPoint(month) for month in range(1, max(longest, 1) + 1)]
    years = range(12, max(longest + 1, 12) + 1, 12)  # year k begins with month 12 k - 1
    return [MeasurementPoint(month, measure.read_in) for month in years]
