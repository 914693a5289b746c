"""Who is followed from one origin: one row a person, and everybody else by a named reason.

Programme rows less than `transfer_months` apart are one programme (definitions.md 12). The
municipality is that of the programme: where it was left for origin exit, where it began for the
others.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DesignError, one_of
from analysis.registers.read import Registers
from analysis.terms import GROUPS, UNKNOWN, LeftOut, OriginName, SelectedBy
from analysis.timeline.groups import coded, with_age, with_made_groups
from analysis.timeline.months import NONE, month_of
from analysis.timeline.rows import Ints
from analysis.timeline.weights import weights

DATES = {
    OriginName.SETTLEMENT: "settled",
    OriginName.PROGRAMME_START: "programme_start",
    OriginName.EXIT: "programme_end",
}


@dataclass(frozen=True)
class Cohort:
    """Persons with an origin.

    Attributes:
        frame: index person; origin (calendar month), entry (last month not at risk, from the
            origin), and the group columns that the registers have; missing groups are "unknown".
        groups: index person; the group columns of everybody, also of those left out.
        left_out: index person; the reason of those without an origin.
        weight: by row of the frame, in millionths; None where the participants have no weights.
    """

    frame: pd.DataFrame
    groups: pd.DataFrame
    left_out: pd.Series
    weight: Ints | None = None


def cohort(registers: Registers, origin: OriginName, transfer_months: int = 3) -> Cohort:
    """Return who is followed from an origin.

    Raises:
        DesignError: there is no such origin, it lies before what brought persons into the dataset,
            or its date is not in the participants table.
    """
    one_of("origin", origin, [name.value for name in OriginName])
    origin = OriginName(origin)
    _check_origin(registers, origin)
    taken = programmes(registers.tables["participants"], origin, transfer_months)
    month = month_of(taken[DATES[origin]])
    entry = _entry(registers, origin, taken, month)
    last = registers.dataset.last_observed
    holds = {
        LeftOut.NO_ORIGIN: (month == NONE) | (entry == NONE),
        LeftOut.ORIGIN_NOT_OBSERVED: month > last,
    }
    if origin is OriginName.EXIT:
        holds[LeftOut.EXIT_NOT_CERTAIN] = month > last - transfer_months
    found = np.array(list(holds.values()))
    kept = np.asarray(~found.any(axis=0))
    reasons = np.array(list(holds), dtype=object)[found[:, ~kept].argmax(axis=0)]
    left_out = pd.Series(reasons, taken.index[~kept], dtype="object")
    groups = with_made_groups(_groups(taken), registers, taken)
    followed = groups if kept.all() else groups[kept]  # a million texts are not copied
    columns: dict[str, Any] = {str(name): followed[name] for name in followed}
    columns |= {"origin": month[kept], "entry": entry[kept], "year": _years(month[kept])}
    frame = with_age(pd.DataFrame(columns, followed.index, copy=False))
    weight = weights(taken[kept]) if "weight" in taken else None
    return Cohort(frame, groups, left_out, weight)


def columns_of(origin: OriginName, selected: SelectedBy) -> tuple[str, ...]:
    """Return the columns of participants that an origin needs; the first is its own date."""
    late = selected is SelectedBy.STARTED and origin is OriginName.SETTLEMENT
    return (DATES[origin], "programme_start") if late else (DATES[origin],)


def fits(origin: OriginName, selected: SelectedBy) -> bool:
    """Tell whether everybody who came to an origin is in a dataset so selected (definitions 11)."""
    return selected is not SelectedBy.LEFT or origin is OriginName.EXIT


def _check_origin(registers: Registers, origin: OriginName) -> None:
    selected = registers.dataset.selected_by
    own, *late = columns_of(origin, selected)
    registers.need("participants", own, f"The origin '{origin}'")
    if not fits(origin, selected):
        raise DesignError(
            f"The origin '{origin}' is refused: this dataset holds only those who left the"
            " programme.\nWho is still in it would be missing.\nUse the origin 'exit'."
        )
    for column in late:
        registers.need("participants", column, "Late entry at programme start")


def programmes(
    participants: pd.DataFrame, origin: OriginName, transfer_months: int
) -> pd.DataFrame:
    """Return the first programme of each person, continued ones joined, by person.

    A row has the columns of where the programme began; for origin exit, of where it was left.
    """
    columns = {str(name): participants[name] for name in participants}
    no_dates = pd.Series(pd.NaT, participants.index, dtype="datetime64[s]")
    columns |= {name: no_dates for name in DATES.values() if name not in columns}
    rows = pd.DataFrame(columns, copy=False)
    person = rows["person"].to_numpy()
    if (person[1:] > person[:-1]).all():  # each has one row
        return rows.set_index("person")
    several = rows.duplicated("person", keep=False).to_numpy()
    alone = rows[~several].set_index("person")
    joined = _joined(rows[several], origin, transfer_months)
    return pd.concat([alone, joined]).sort_index()


def _joined(rows: pd.DataFrame, origin: OriginName, transfer_months: int) -> pd.DataFrame:
    """Return the first programme of persons with several rows, by person."""
    rows = rows.sort_values(["person", "programme_start"], kind="stable", na_position="last")
    begin, end = month_of(rows["programme_start"]), month_of(rows["programme_end"])
    # Open programmes reach every later start, so that nothing can follow them.
    end = np.where(end == NONE, -NONE, end)
    reach = pd.Series(end, rows.index).groupby(rows["person"]).cummax()
    before = reach.groupby(rows["person"]).shift(1)
    later = (begin - before > transfer_months) & (begin != NONE)
    rows["programme"] = later.groupby(rows["person"]).cumsum().to_numpy()
    first = rows[rows["programme"] == 0]
    by_person = first.groupby("person")
    is_open = first["programme_end"].isna().groupby(first["person"]).any()
    taken = first  # where the programme began, or for an exit where it was the last to end
    if origin is OriginName.EXIT:
        taken = first.sort_values(
            ["person", "programme_end"], kind="stable", ascending=[True, False], na_position="first"
        )
    joined = taken.groupby("person").nth(0).set_index("person")
    if "weight" in rows:  # one value a person, which may stand in any of his rows
        joined["weight"] = rows.groupby("person")["weight"].first()
    return joined.assign(
        settled=by_person["settled"].first(),
        programme_start=by_person["programme_start"].first(),
        programme_end=by_person["programme_end"].max().mask(is_open),
    )


def _entry(registers: Registers, origin: OriginName, programmes: pd.DataFrame, month: Ints) -> Ints:
    """Return the last month not at risk: programme start where only starters are in the dataset."""
    if origin is OriginName.SETTLEMENT and registers.dataset.selected_by is SelectedBy.STARTED:
        start = month_of(programmes["programme_start"])
        return np.where(start == NONE, NONE, np.maximum(start - month, 0))
    return np.zeros(len(month), dtype=np.int64)


def _groups(programmes: pd.DataFrame) -> pd.DataFrame:
    columns = {name: _texts(programmes[name]) for name in GROUPS if name in programmes}
    return pd.DataFrame(columns, index=programmes.index)


def _texts(values: pd.Series) -> NDArray[np.object_]:
    """Return values as texts, unknown where there is none; each different one is made once."""
    code, different = coded(values)
    texts = pd.Series(different).astype("string").astype(object).to_numpy()
    return np.asarray(np.append(texts, UNKNOWN)[code])


def _years(month: Ints) -> NDArray[np.object_]:
    """Return the year of each calendar month as text."""
    year = month // 12
    first, last = (int(year.min()), int(year.max())) if len(year) else (0, 0)
    texts = [str(1970 + one) for one in range(first, last + 1)]
    return np.asarray(np.array(texts, dtype=object)[year - first])
