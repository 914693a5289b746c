"""Whom specifications count, and where: arrays by person that many specifications share."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.design import Measure, MeasurementPoint, StudyDesign
from analysis.errors import DesignError
from analysis.estimates.sweep.specifications import Whom
from analysis.grid import Among, Attribution, Reasons
from analysis.official_terms import ExitReason
from analysis.reference.breaks import breaks
from analysis.terms import UNKNOWN, OriginName, Sex
from analysis.timeline.cohort import Cohort
from analysis.timeline.months import NONE, month_of
from analysis.timeline.rows import Ints
from analysis.timeline.states import States, states

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

Bools = NDArray[np.bool_]
SEXES = (Sex.FEMALE.value, Sex.MALE.value)
"""Between whom a gap is told; whoever is neither is in no gap."""
NOT_COMPLETED = (ExitReason.MOVED.value, ExitReason.AUTOMATIC.value)
BREAK_OF_EXIT = "the break '{name}' is of years of exit: choose the origin exit"


@dataclass(frozen=True, eq=False)
class People:
    """Those who are followed under one design, in the order of its cohort.

    Attributes:
        study: where they are from.
        design: origin, months of transfer and monthly rule; its measure does not matter.
        codes: municipalities, in order.
    """

    study: "LiveStudy"
    design: StudyDesign
    codes: tuple[str, ...]
    _kept: dict[object, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def cohort(self) -> Cohort:
        """The cohort of the design."""
        return self.study.cohort(self.design)

    @property
    def person(self) -> Ints:
        """The row of each person in the registers."""
        return self.cohort.frame.index.to_numpy(dtype=np.int64)

    @property
    def origin(self) -> Ints:
        """The calendar month of each person's origin."""
        return self.cohort.frame["origin"].to_numpy(dtype=np.int64)

    @cached_property
    def sex(self) -> Ints:
        """Positions in SEXES; one beyond where the sex is neither."""
        if "sex" not in self.cohort.frame:
            return np.full(len(self.cohort.frame), len(SEXES), dtype=np.int64)
        return _positions(self.cohort.frame["sex"], SEXES)

    def states(self, measure: Measure, points: list[MeasurementPoint]) -> States:
        """Return everybody's state at points."""
        return states(self.study.panel(self.design), self.cohort, measure, points)

    def counted(self, whom: Whom, point: MeasurementPoint) -> Bools:
        """Return who is counted at a point, whatever his state.

        Raises:
            DesignError: the registers do not tell.
        """
        key = ("counted", whom.reasons, whom.among is Among.COMPLETED, whom.years, point)
        if key not in self._kept:
            some = np.ones(len(self.cohort.frame), dtype=bool)
            for one in whom.years:
                some &= ~self._of_years(one, point)
            if whom.reasons is Reasons.LEFT_OUT:
                some &= self._reason("The choice missing_reasons") != UNKNOWN
            if whom.among is Among.COMPLETED:
                told = self._reason("The denominator 'completed'")
                some &= ~np.isin(told, [UNKNOWN, *NOT_COMPLETED])
            self._kept[key] = some
        return np.asarray(self._kept[key])

    def place(self, attribution: Attribution, point: MeasurementPoint) -> Ints:
        """Return the position of each person's municipality.

        Raises:
            DesignError: the registers do not tell.
        """
        at = point if attribution is Attribution.RESIDENCE else None
        key = ("place", attribution, at)
        if key not in self._kept:
            self._kept[key] = self._place(attribution, point)
        return np.asarray(self._kept[key])

    def calendar(self, point: MeasurementPoint) -> Ints:
        """Return the calendar month in which each person's status is read."""
        month = self.origin + point.month
        if point.read_in is None:
            return month
        return month + point.read_in - 1 - self.origin % 12

    def _of_years(self, one: str, point: MeasurementPoint) -> Bools:
        """Return whose origin is in a year, or who is touched by a break (definitions.md 32)."""
        started = 1970 + self.origin // 12
        if one.isdecimal():
            return np.asarray(started == int(one))
        (known,) = (told for told in breaks() if told.name == one)
        if known.axis == "exit" and self.design.origin != OriginName.EXIT:
            raise DesignError(BREAK_OF_EXIT.format(name=one))
        year = started if known.axis == "exit" else 1970 + self.calendar(point) // 12
        return np.asarray((year >= known.first) & (year <= known.last))

    def _reason(self, why: str) -> NDArray[np.object_]:
        """Return the registered reason of each person's exit; UNKNOWN where there is none."""
        registers = self.study.registers
        registers.need("participants", "exit_reason", why)
        rows = registers.tables["participants"]
        ended = pd.Series(self.origin, self.person).reindex(rows["person"]).to_numpy()
        own = rows[month_of(rows["programme_end"]) == ended]
        first = own.drop_duplicates("person").set_index("person")["exit_reason"]
        told = first.reindex(self.person).astype(object)
        return np.asarray(told.where(told.notna(), UNKNOWN).astype(str), dtype=object)

    def _place(self, attribution: Attribution, point: MeasurementPoint) -> Ints:
        if attribution is Attribution.RESIDENCE:
            return self._residence(self.calendar(point))
        of = {
            Attribution.PROGRAMME: self.design.origin,
            Attribution.START: OriginName.PROGRAMME_START.value,
            Attribution.EXIT: OriginName.EXIT.value,
        }
        people = self.study.cohort(replace(self.design, origin=of[attribution]))
        if "municipality" not in people.groups:
            raise DesignError("A sweep needs participants.municipality: it clusters and ranks.")
        return _positions(people.groups["municipality"].reindex(self.person), self.codes)

    def _residence(self, month: Ints) -> Ints:
        """Return where each person lived in a calendar month, or lived last before it."""
        registers = self.study.registers
        registers.need("residence", "municipality", "The attribution 'residence'")
        spells = registers.tables["residence"]
        row = pd.Series(np.arange(len(self.person)), self.person)
        at = row.reindex(spells["person"]).to_numpy(dtype=float, na_value=np.nan)
        begun = month_of(spells["start"])
        own = ~np.isnan(at) & (begun > NONE)
        own[own] &= begun[own] <= month[at[own].astype(np.int64)]
        told = pd.DataFrame(
            {
                "row": at[own].astype(np.int64),
                "begun": begun[own],
                "place": _positions(spells["municipality"][own], self.codes),
            }
        )
        last = told.sort_values(["row", "begun"], kind="stable").drop_duplicates("row", keep="last")
        place = np.full(len(month), self.codes.index(UNKNOWN), dtype=np.int64)
        place[last["row"].to_numpy()] = last["place"].to_numpy()
        return place


def codes_of(study: "LiveStudy") -> tuple[str, ...]:
    """Return every municipality of participants and residence, and UNKNOWN."""
    tables = study.registers.tables
    texts = [
        tables[name]["municipality"].dropna().astype(str).unique()
        for name in ("participants", "residence")
        if study.registers.has(name, "municipality")
    ]
    return tuple(sorted({UNKNOWN}.union(*texts)))


def _positions(values: pd.Series, names: tuple[str, ...]) -> Ints:
    """Return the position of each value among names; UNKNOWN's, or one beyond, where it is none."""
    beyond = names.index(UNKNOWN) if UNKNOWN in names else len(names)
    place = {name: at for at, name in enumerate(names)}
    told = values.astype(object).map(place).fillna(beyond)
    return np.asarray(told.to_numpy(), dtype=np.int64)
