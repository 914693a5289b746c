"""What registers show of people before each month: the history that a choice of that month follows.

A month on the clock has the past up to the month before it: whoever begins school in August is
described by what was known by the end of July. So nothing of the past is decided by the choice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison import SOURCES
from analysis.terms import UNKNOWN, Benefit, Covariate
from analysis.timeline.months import NONE, month_of
from analysis.timeline.panel import Bools, Panel
from analysis.timeline.rows import Codes, Ints

NO = "no"
SMALL_CHILD = 36
"""Months for which a child is small: until it is three, when kindergarten takes all."""
JUST_ENDED = 6
"""Months for which a programme has just ended: it is then that many go to school or to work."""
RECENT = 3
"""Months looked back on for work; a summer job is not all of them."""
WORK = ("none", "ended", "begun", "steady", "summer")
SUMMER = (6, 7)
"""Calendar months in which jobs of a summer begin."""
RATES = (0.25, 0.5, 0.75)
"""Unemployment is told in quarters of the months of the persons compared, by the rate in each."""


@dataclass(frozen=True, eq=False)
class Past:
    """What is known of people before months 0 to `last`.

    Attributes:
        levels: of each covariate, the names of its codes.
        codes: people x months; those of month m tell of the end of month m - 1.
        lacking: covariates that were asked for and that the dataset does not have.
    """

    levels: dict[Covariate, tuple[str, ...]]
    codes: dict[Covariate, Codes]
    lacking: tuple[Covariate, ...]


@dataclass(frozen=True, eq=False)
class _People:
    """Whose past is told: persons, the calendar column of their month 0, and the months asked."""

    panel: Panel
    frame: pd.DataFrame
    months: Ints

    @property
    def person(self) -> Ints:
        return self.frame.index.to_numpy(dtype=np.int64)

    @property
    def shift(self) -> Ints:
        return self.frame["origin"].to_numpy(dtype=np.int64) - self.panel.first

    def place_of(self, person: Ints) -> Ints:
        """Return the position of persons among the people; -1 of all others."""
        places = np.full(self.panel.registers.n_persons, -1)
        places[self.person] = np.arange(len(self.frame))
        return np.asarray(places[person])

    def rows(self, table: str) -> tuple[pd.DataFrame, Ints]:
        """Return a table's rows of these people, and whose each is."""
        rows = self.panel.registers.tables[table]
        place = self.place_of(rows["person"].to_numpy(dtype=np.int64))
        return rows[place >= 0], place[place >= 0]

    def since(self, date: pd.Series, place: Ints) -> Ints:
        """Return months since time zero of dates; NONE where there is none."""
        month = month_of(date)
        origin = self.frame["origin"].to_numpy(dtype=np.int64)[place]
        return np.where(month == NONE, NONE, month - origin)


def past(panel: Panel, frame: pd.DataFrame, asked: Sequence[Covariate], last: int) -> Past:
    """Return what was known of people before each month, as codes.

    A covariate that the dataset does not have is left out by name. What happened outside the
    calendar of the dataset is not known and counts as not happened.

    Args:
        panel: the registers by month.
        frame: of the cohort: index person; origin (calendar month), municipality.
        asked: covariates; those known at time zero are passed over.
        last: the last month, since time zero.
    """
    people = _People(panel, frame, np.arange(last + 1))
    levels: dict[Covariate, tuple[str, ...]] = {}
    codes: dict[Covariate, Codes] = {}
    lacking = []
    for covariate, read in _READ.items():
        if covariate not in asked:
            continue
        told = read(people) if panel.registers.has(*SOURCES[covariate]) else None
        if told is None:
            lacking.append(covariate)
            continue
        levels[covariate], codes[covariate] = told[0], told[1].astype(np.int8)
    return Past(levels, codes, tuple(lacking))


Told = tuple[tuple[str, ...], NDArray[np.signedinteger]] | None


def _held(people: _People, table: str, chosen: Bools, first: int, last: int) -> Bools:
    """Return people x months: who has a chosen spell at the end of months first to last.

    Not on the 15th: whoever begins work on the 20th of July chooses in August as one who works.
    """
    everything = people.panel.registers.tables[table]
    place = people.place_of(everything["person"].to_numpy(dtype=np.int64))
    kept = chosen & (place >= 0)
    rows, place = everything[kept], place[kept]
    begin = people.since(rows["start"], place)
    end = people.since(rows["end"] + pd.Timedelta(days=1), place) - 1
    end = np.where(rows["end"].isna(), last, end)
    width = last - first + 2
    from_month = np.clip(begin - first, 0, width - 1)
    to_month = np.maximum(np.clip(end - first + 1, 0, width - 1), from_month)
    steps = np.zeros((len(people.frame), width), dtype=np.int16)
    np.add.at(steps, (place, from_month), 1)
    np.add.at(steps, (place, to_month), -1)
    return np.asarray(np.cumsum(steps, axis=1)[:, :-1] > 0)


def _programme(people: _People) -> Told:
    """Tell whether the introduction programme goes on, has just ended, or ended before that."""
    rows, place = people.rows("participants")
    ended = people.since(rows["programme_end"], place)
    begun = people.since(rows["programme_start"], place) if "programme_start" in rows else ended
    last = int(people.months[-1])
    shape = (len(people.frame), last + 2)
    inside, after = np.zeros(shape, dtype=np.int16), np.full(len(people.frame), NONE)
    end = np.clip(np.where(ended == NONE, last, ended) + 1, 0, last + 1)
    np.add.at(inside, (place, np.clip(np.where(begun == NONE, end, begun + 1), 0, end)), 1)
    np.add.at(inside, (place, end), -1)
    goes_on = np.cumsum(inside, axis=1)[:, :-1] > 0
    np.maximum.at(after, place, ended)
    since = people.months - 1 - after[:, None]
    over = np.where((since >= 0) & (since < JUST_ENDED), 1, 2)
    return ("goes on", "just ended", "ended before"), np.where(goes_on, 0, over)


def _work(people: _People) -> Told:
    """Tell of any job in the last three months: none, ended since, begun, or in all of them.

    Of who has begun, it tells apart who has no job but temporary ones of June and July: many are
    of a summer, and do not keep him from school as other work does.
    """
    jobs = people.panel.registers.tables["jobs"]
    last_month = int(people.months[-1]) - 1
    works = _held(people, "jobs", np.ones(len(jobs), dtype=bool), -RECENT, last_month)
    of_summer = jobs["start"].dt.month.isin(SUMMER)
    if "contract" in jobs:
        of_summer &= jobs["contract"].astype(str) != "permanent"
    lasts = _held(people, "jobs", ~of_summer.to_numpy(dtype=bool), -1, last_month)
    n = len(people.months)
    last = works[:, RECENT - 1 :]
    some = sum(works[:, back : back + n].astype(np.int8) for back in range(RECENT))
    begun = np.where(lasts, 2, 4)
    code = np.where(last, np.where(some == RECENT, 3, begun), np.where(some > 0, 1, 0))
    return WORK, code


def _benefits(people: _People) -> Told:
    """Tell the benefit of the month before; of several the last by name.

    The introduction benefit is the programme's own, and told by it where its end is known.
    """
    registers = people.panel.registers
    kind = registers.tables["benefits"]["kind"].astype(str)
    told_already = registers.has(*SOURCES[Covariate.PROGRAMME])
    own = Benefit.INTRODUCTION_BENEFIT.value
    names = sorted(kind.unique(), key=lambda name: (name != own, name))
    names = [name for name in names if name != own or not told_already]
    code = np.zeros((len(people.frame), len(people.months)), dtype=np.int8)
    for place, name in enumerate(names, start=1):
        chosen = (kind == name).to_numpy()
        code[_held(people, "benefits", chosen, -1, int(people.months[-1]) - 1)] = place
    return (NO, *names), code


def _language(people: _People) -> Told:
    """Tell the highest language test passed; names of tests rise with their level."""
    rows, place = people.rows("participation")
    kind = rows["kind"].astype(str)
    names = sorted(name for name in kind.unique() if "language" in name)
    if not names:
        return None
    code = np.zeros((len(people.frame), len(people.months)), dtype=np.int8)
    for rank, name in enumerate(names, start=1):
        chosen = (kind == name).to_numpy()
        code[_has_come(people, rows["date"][chosen], place[chosen])] = rank
    return (NO, *names), code


def _births(people: _People) -> Told:
    """Tell children born, and whether one is small; apart for women and men, as they decide so."""
    rows, place = people.rows("family")
    born = (rows["kind"] == "birth").to_numpy(dtype=bool)
    date, place = rows["date"][born], place[born]
    older = _has_come(people, date, place)
    small = older & _has_come(people, date, place, within=SMALL_CHILD)
    if "sex" not in people.frame:
        return (NO, "older", "small"), older.astype(np.int8) + small
    sexes = sorted(people.frame["sex"].unique())
    names = tuple(f"{age}, {sex}" for sex in sexes for age in ("older", "small"))
    rank = people.frame["sex"].map({sex: 2 * at for at, sex in enumerate(sexes)}).to_numpy()
    return (NO, *names), np.where(older, 1 + small + rank[:, None], 0)


def _partner(people: _People) -> Told:
    """Tell whether the last event was a new partner or a separation."""
    rows, place = people.rows("family")
    kind = rows["kind"].astype(str).to_numpy()
    if not np.isin(kind, ("partner", "separation")).any():
        return None
    code = np.zeros((len(people.frame), len(people.months)), dtype=np.int8)
    month = people.since(rows["date"], place)
    for at in np.lexsort((kind, month)):
        if kind[at] in ("partner", "separation"):
            after = people.months > month[at]
            code[place[at], after] = 1 if kind[at] == "partner" else 2
    return ("not seen", "partner", "separated"), code


def _moves(people: _People) -> Told:
    """Tell whether a person has moved to another municipality since time zero."""
    rows, place = people.rows("residence")
    home = rows["municipality"].astype(str).to_numpy()
    month = people.since(rows["start"], place)
    order = np.lexsort((month, place))
    again = np.zeros(len(order), dtype=bool)
    again[1:] = (np.diff(place[order]) == 0) & (home[order][1:] != home[order][:-1])
    moved = order[again & (month[order] >= 0)]
    return (NO, "yes"), _has_come(people, rows["start"].iloc[moved], place[moved]).astype(np.int8)


def _unemployment(people: _People) -> Told:
    """Tell the quarter of the rate, in the year of the month before, where the programme was."""
    areas = people.panel.registers.tables["areas"]
    known = areas[areas["unemployment"].notna()]
    codes, place = np.unique(known["code"].astype(str), return_inverse=True)
    years, year = np.unique(known["year"].to_numpy(dtype=np.int64), return_inverse=True)
    if not len(codes):
        return None
    rate = np.full((len(codes) + 1, len(years) + 1), np.nan)
    rate[place, year] = known["unemployment"].to_numpy(dtype=float)
    here = pd.Index(codes).get_indexer(pd.Index(people.frame["municipality"]))
    month = people.frame["origin"].to_numpy(dtype=np.int64)[:, None] + people.months - 1
    then = pd.Index(years).get_indexer(pd.Index((1970 + month // 12).ravel()))
    of_month = rate[here[:, None], then.reshape(month.shape)]
    known_rate = of_month[np.isfinite(of_month)]
    if not len(known_rate):
        return None
    bounds = np.quantile(known_rate, RATES)
    band = np.where(np.isnan(of_month), 0, 1 + np.searchsorted(bounds, of_month))
    names = ("lowest quarter", "second quarter", "third quarter", "highest quarter")
    return (UNKNOWN, *names), band


def _has_come(people: _People, date: pd.Series, place: Ints, within: int | None = None) -> Bools:
    """Return people x months: whose date lies before the month, at most `within` months back."""
    n, last = len(people.frame), int(people.months[-1])
    month = people.since(date, place)
    begin = np.clip(month + 1, 0, last + 1)
    to = np.full(len(month), last) if within is None else month + within
    end = np.clip(to + 1, 0, last + 1)
    known = month != NONE
    steps = np.zeros((n, last + 2), dtype=np.int16)
    np.add.at(steps, (place[known], begin[known]), 1)
    np.add.at(steps, (place[known], np.maximum(end, begin)[known]), -1)
    return np.asarray(np.cumsum(steps, axis=1)[:, :-1] > 0)


_READ: Mapping[Covariate, Callable[[_People], Told]] = {
    Covariate.PROGRAMME: _programme,
    Covariate.WORK: _work,
    Covariate.BENEFITS: _benefits,
    Covariate.LANGUAGE: _language,
    Covariate.BIRTHS: _births,
    Covariate.PARTNER: _partner,
    Covariate.MOVES: _moves,
    Covariate.UNEMPLOYMENT: _unemployment,
}
