"""Municipality codes of their date into those of 2024, by a dated table.

A code means what it meant in the years that its row spans. Every change came on 1 January, so that
years are enough. Work is done on the different codes and years; rows are only looked up.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.reference.places import Period, code_periods, kept_names, place_name
from analysis.registers.account import Remark
from analysis.registers.contract import Kind, Table
from analysis.registers.dataset import Dataset
from analysis.registers.order import DAY_0, DAY_BITS, Places, day_number, told_apart
from analysis.registers.repeats import Conflict

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
PERIOD = "period"
"""Column of the areas table while it is read: place of the code's period in `code_periods`."""
ONE_ROW = "one row an area and year"
TOGETHER = "codes of one area and year were in use in the same years"
NEVER = -1


@dataclass(frozen=True)
class DatedCodes:
    """Codes of one column, the years that their rows span, and where the owner translates codes."""

    values: pd.Series
    first: Ints
    last: Ints
    translated_in: str

    def distinct(self) -> tuple[Places, "DatedCodes"]:
        """Return by row its place among the different codes and years, and these."""
        number, size = np.zeros(len(self.first), dtype=np.int64), 1
        for part in (np.asarray(self.values.cat.codes, dtype=np.int64), self.first, self.last):
            low, high = (int(part.min()), int(part.max())) if len(part) else (0, 0)
            number, size = number * (high - low + 1) + part - low, size * (high - low + 1)
        place, row = told_apart(number, size)
        some = DatedCodes(
            self.values.iloc[row], self.first[row], self.last[row], self.translated_in
        )
        return place, some


@dataclass(frozen=True)
class PresentCodes:
    """Codes of 2024.

    Attributes:
        values: by row; missing where nothing stood, or where a rule is broken.
        period: by row, the place of the code's period in the table, or -1.
        broken: 'rule|hint' -> by row, whether it breaks the rule.
        remarks: remark -> number of rows that it holds for.
    """

    values: pd.Series
    period: Ints
    broken: dict[str, Bools]
    remarks: dict[Remark, int]


def present_areas(frame: pd.DataFrame, table: Table, dataset: Dataset) -> dict[str, PresentCodes]:
    """Return the municipality columns of a table in codes of 2024; none under an own scheme.

    The index of the frame is the row in the source file.
    """
    if dataset.area_scheme != "norway":
        return {}
    columns = [
        column.name for column in table.columns if column.kind is Kind.AREA and column.name in frame
    ]
    if not columns:
        return {}
    first, last = years_of(frame, dataset)
    found = {}
    for name in columns:
        where = f"codes.{name} under [tables.{table.name}]"
        found[name] = present_codes(
            DatedCodes(frame[name], first, last, where), dataset.split_rule, code_periods()
        )
    return found


def years_of(frame: pd.DataFrame, dataset: Dataset) -> tuple[Ints, Ints]:
    """Return first and last year that each row spans; what is not known is the observed time."""
    observed = tuple(
        1970 + month // 12 for month in (dataset.first_observed, dataset.last_observed)
    )
    if "year" in frame:
        year = frame["year"].astype("Float64")
        return _whole(year, observed[0]), _whole(year, observed[1])
    begins = ("programme_start", "settled", "start", "programme_end")
    first = _years(frame, begins, observed[0])
    return first, np.maximum(first, _years(frame, ("programme_end", "end"), observed[1]))


def _years(frame: pd.DataFrame, names: tuple[str, ...], otherwise: int) -> Ints:
    """Return by row the year of the first of some dates that is there."""
    year_of = _year_of_day()
    years = np.full(len(frame), NEVER)
    for name in [name for name in names if name in frame]:
        years = np.where(years == NEVER, year_of[day_number(frame[name])], years)
    return np.where(years == NEVER, otherwise, years)


@cache
def _year_of_day() -> Ints:
    """Return the year of each number of a day; NEVER for that of no date."""
    days = (DAY_0 + np.arange(1 << DAY_BITS)).astype("datetime64[D]")
    year = 1970 + days.astype("datetime64[Y]").astype(np.int64)
    year[0] = NEVER
    return np.asarray(year)


def _whole(years: pd.Series, otherwise: int) -> Ints:
    return years.fillna(otherwise).to_numpy(dtype=np.int64)


def present_codes(dated: DatedCodes, split_rule: str, periods: tuple[Period, ...]) -> PresentCodes:
    """Return codes of their date as codes of 2024, or by which rule they cannot be read.

    Args:
        dated: codes as categories, and the years of their rows.
        split_rule: what becomes of a municipality that was split: refuse, largest or keep.
        periods: periods of every code, in the order of years.
    """
    index, (row, dated) = dated.values.index, dated.distinct()
    ranks = _ranks(list(map(str, dated.values.cat.categories)), periods)
    place = np.asarray(dated.values.cat.codes, dtype=np.int64)
    targets = [_target(period, split_rule) for period in periods]
    period, mixed = _on_its_date(ranks, place, dated, periods, targets)
    unread = (period == NEVER) & (place >= 0)
    known, single = _known_and_single(ranks, targets)
    of_another = unread & single[place]
    period = np.where(of_another, ranks[0][place], period)
    split = _is(period, [len(one.now) > 1 for one in periods])
    broken = {
        _unknown(dated): unread & ~known[place],
        _ambiguous(dated): mixed | (unread & known[place] & ~single[place]),
    }
    if split_rule == "refuse":
        broken |= _refused(dated, period, periods)
    remarks = {
        Remark.RECODED: _is(period, [a != b.code for a, b in zip(targets, periods, strict=True)]),
        Remark.SPLIT: split,
        Remark.CODE_OF_ANOTHER_DATE: of_another,
    }
    times = np.bincount(row, minlength=len(period))
    return PresentCodes(
        _values(period, targets).take(row).set_axis(index),
        period[row],
        {rule_hint: bad[row] for rule_hint, bad in broken.items() if bad.any()},
        {remark: int(times[holds].sum()) for remark, holds in remarks.items()},
    )


def _ranks(codes: list[str], periods: tuple[Period, ...]) -> Ints:
    """Return, by rank and code, the place of a code's first, second … period; -1 where none is.

    The last column stands for no code.
    """
    places: dict[str, list[int]] = {}
    for number, period in enumerate(periods):
        places.setdefault(period.code, []).append(number)
    most = max((len(places.get(code, [])) for code in codes), default=0)
    ranks = np.full((max(most, 1), len(codes) + 1), NEVER, dtype=np.int64)
    for column, code in enumerate(codes):
        found = places.get(code, [])
        ranks[: len(found), column] = found
    return ranks


def _on_its_date(
    ranks: Ints, place: Ints, dated: DatedCodes, periods: tuple[Period, ...], targets: list[str]
) -> tuple[Ints, Bools]:
    """Return by row the code's period at the start of the row, and whether its meaning changes."""
    begins = np.array([*(period.first for period in periods), np.iinfo(np.int64).max])
    ends = np.array([*(period.last for period in periods), NEVER])
    meaning = np.unique([*targets, ""], return_inverse=True)[1]
    chosen = np.full(len(place), NEVER, dtype=np.int64)
    mixed = np.zeros(len(place), dtype=bool)
    for rank in ranks:
        period = rank[place]
        holds = (begins[period] <= dated.last) & (ends[period] >= dated.first)
        mixed |= holds & (chosen != NEVER) & (meaning[chosen] != meaning[period])
        chosen = np.where(holds & (chosen == NEVER), period, chosen)
    return chosen, mixed


def _known_and_single(ranks: Ints, targets: list[str]) -> tuple[Bools, Bools]:
    """Return by code whether it is in the table, and whether it has only ever meant one place."""
    meanings = [{targets[number] for number in column if number != NEVER} for column in ranks.T]
    return (
        np.array([len(found) > 0 for found in meanings]),
        np.array([len(found) == 1 for found in meanings]),
    )


def _is(period: Ints, holds: list[bool]) -> Bools:
    """Return by row whether something holds for its period; it does not where there is none."""
    return np.array([*holds, False], dtype=bool)[period]


def _target(period: Period, split_rule: str) -> str:
    if len(period.now) == 1:
        return period.now[0]
    return period.largest if split_rule == "largest" else period.kept


def _values(period: Ints, targets: list[str]) -> pd.Series:
    """Return the codes of 2024 as categories; only those that occur, in their order."""
    used = np.unique(period[period != NEVER])
    codes = sorted({targets[number] for number in used})
    position = np.full(len(targets) + 1, NEVER, dtype=np.int64)
    position[used] = [codes.index(targets[number]) for number in used]
    categories = pd.Index(codes, dtype="string")
    values = pd.Categorical.from_codes(position[period], categories)  # type: ignore[arg-type]
    return pd.Series(values)


def _unknown(dated: DatedCodes) -> str:
    return (
        "no municipality of Norway has had this code|"
        f"Translate it by {dated.translated_in}, add it to 'missing' where it means not given"
        ' (such as 9999), or set area_scheme = "own".'
    )


def _ambiguous(dated: DatedCodes) -> str:
    return (
        "this code has meant several municipalities, and the dates of the row do not tell which|"
        f"Mend the dates, or translate the code by {dated.translated_in}."
    )


def _refused(dated: DatedCodes, period: Ints, periods: tuple[Period, ...]) -> dict[str, Bools]:
    """Return for each municipality that was split its rows; the text tells what can be chosen."""
    found = {}
    for kept in sorted({one.kept for one in periods if one.kept}):
        of_it = [one for one in periods if one.kept == kept]
        now = [f"{code} {place_name(code)}" for code in of_it[0].now]
        largest = f"{of_it[0].largest} {place_name(of_it[0].largest)}"
        rule_hint = (
            f"{kept_names().get(kept, kept)}, code {', '.join(one.code for one in of_it)},"
            f" was split and is now {', '.join(now[:-1])} and {now[-1]}|"
            f'Declare split_rule = "largest" ({largest}) or "keep" (an area of its own, {kept}),'
            f" or translate the code by {dated.translated_in}."
        )
        found[rule_hint] = _is(period, [one.kept == kept for one in periods])
    return found


def area_conflicts(areas: pd.DataFrame) -> list[Conflict]:
    """Return rows of the areas table that cannot stand beside each other.

    These are rows of one code and year, and rows of one place and year under codes that were never
    in use together, such as Bergen's 1201 and 4601: a sum would count it twice.
    """
    own = [PERIOD, "year"] if PERIOD in areas else ["code", "year"]
    twice = areas.index[areas.duplicated(own, keep=False)]
    found = [Conflict("code", ONE_ROW, twice)]
    if PERIOD in areas:
        number = areas[PERIOD].to_numpy()
        begins = np.array([period.first for period in code_periods()])[number]
        ends = np.array([period.last for period in code_periods()])[number]
        years = areas[["code", "year"]].assign(begins=begins, ends=ends)
        place = years.groupby(["code", "year"], observed=True)
        apart = place["begins"].transform("max") > place["ends"].transform("min")
        found.append(Conflict("code", TOGETHER, areas.index[apart]))
    return [conflict for conflict in found if len(conflict.rows)]
