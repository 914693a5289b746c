"""What each kind of published figure is in the registers of an invented world.

Every function takes the counts of a world and the terms of a target (targets.toml), and returns a
share in per cent, a difference of shares, a number or a correlation.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.synthetic.dates import Bools, Floats
from analysis.synthetic.observed import Observed, Status, november_status, share

Terms = dict[str, Any]


@dataclass
class Counts:
    """A world that is being counted; the status of each November is found once."""

    seen: Observed
    statuses: dict[int, Status] = field(default_factory=dict)

    def status(self, after: int) -> Status:
        """Return the status in the November so many years after exit."""
        if after not in self.statuses:
            self.statuses[after] = november_status(self.seen, after)
        return self.statuses[after]

    def left(self, terms: Terms) -> Bools:
        """Return who left in a year, or between two, and is of a sex."""
        year = self.seen.exit_year
        first, last = (terms.get(name) or terms["exit"] for name in ("first", "last"))
        return np.asarray((year >= first) & (year <= last) & self.sex(terms))

    def sex(self, terms: Terms) -> Bools:
        """Return who is of the sex of a target."""
        women = self.seen.woman
        return {"men": ~women, "women": women}.get(terms.get("sex", "both"), women | ~women)


def november(counts: Counts, terms: Terms) -> float:
    """Share in work or ordinary education among the alive and resident."""
    status = counts.status(terms["after"])
    return share(status.success, status.counted & counts.left(terms))


def november_gap(counts: Counts, terms: Terms) -> float:
    """Points between men and women in that share."""
    men, women = (november(counts, {**terms, "sex": sex}) for sex in ("men", "women"))
    return men - women


def status(counts: Counts, terms: Terms) -> float:
    """Share of one of the six rows one year after."""
    now = counts.status(1)
    rows = {
        "employed": now.employed & ~now.educated,
        "employed_and_education": now.employed & now.educated,
        "education": now.educated & ~now.employed,
        "unemployed": now.unemployed,
        "on_measures": now.on_measures & ~now.unemployed,
    }
    rows["other"] = ~np.any(list(rows.values()), axis=0)
    return share(rows[terms["row"]], now.counted & counts.left(terms))


def employed_in(counts: Counts, terms: Terms) -> float:
    """Share employed in November of a year among leavers of some years who are resident."""
    day = _day(counts, f"{terms['year']}-11-15")
    return share(counts.seen.holds("jobs", day), counts.seen.there(day) & counts.left(terms))


def employed_change(counts: Counts, terms: Terms) -> float:
    """Points by which the share employed changes between two years after exit."""
    shares = []
    for after in (terms["after"], terms["later"]):
        now = counts.status(after)
        shares.append(share(now.employed, now.counted & counts.left(terms)))
    return shares[1] - shares[0]


def direct(counts: Counts, terms: Terms, also: tuple[str, ...] = ()) -> float:
    """Share whose main activity at exit, as registered, is work or education."""
    reason = counts.seen.persons["exit_reason"].isin(["work", "education", *also]).to_numpy()
    return share(reason, counts.left(terms))


def direct_with_grunnskole(counts: Counts, terms: Terms) -> float:
    """The same where grunnskole counts."""
    return direct(counts, terms, ("grunnskole",))


def november_minus_direct(counts: Counts, terms: Terms) -> float:
    """Points between the November share one year after and the direct transition."""
    return november(counts, {**terms, "after": 1}) - direct(counts, terms)


def participants(counts: Counts, terms: Terms) -> float:
    """Share of participants of a year with a code."""
    there = took_part(counts, terms["year"])
    return share((counts.seen.persons[terms["column"]] == terms["code"]).to_numpy(), there)


def participants_aged(counts: Counts, terms: Terms) -> float:
    """Share of participants of a year who are of some ages."""
    youngest, oldest = map(int, terms["ages"].split("-"))
    age = terms["year"] - counts.seen.persons["birth_year"].to_numpy()
    return share((age >= youngest) & (age <= oldest), took_part(counts, terms["year"]))


def grunnskole(counts: Counts, terms: Terms) -> float:
    """Share of participants of a year who are in grunnskole in it."""
    return share(in_grunnskole(counts, terms["year"]), took_part(counts, terms["year"]))


def gone(counts: Counts, terms: Terms) -> float:
    """Share of the leavers until the year before who no longer live in Norway."""
    left = counts.seen.exit_year < terms["year"]
    return 100 - share(counts.seen.there(_day(counts, f"{terms['year']}-11-15")), left)


def self_supported(counts: Counts, terms: Terms) -> float:
    """Share with pay of 2 G and no benefit in a year after settlement; terms as in `earns`."""
    return _earning(counts, {**terms, "level": 2 * 75_641, "alone": True}, terms["after"])


def self_supported_change(counts: Counts, terms: Terms) -> float:
    """Points by which that share changes between two years after settlement."""
    level = {**terms, "level": 2 * 75_641, "alone": True}
    return _earning(counts, level, terms["later"]) - _earning(counts, level, terms["after"])


def earns(counts: Counts, terms: Terms) -> float:
    """Share with pay of a level of 2010 in a calendar year so many after settlement."""
    return _earning(counts, terms, terms["after"])


GROWTH = 0.035
"""A year, by which a level of pay is moved to another year; as the basic amount G grew."""


def _earning(counts: Counts, terms: Terms, after: int) -> float:
    persons = counts.seen.persons
    settled = persons["settled"].dt.year.to_numpy()
    year = settled + after
    jobs = counts.seen.tables["jobs"]
    row = jobs["row"].to_numpy()
    pay = jobs["monthly_earnings"].to_numpy() * _months_in(jobs, year[row])
    earned = np.bincount(row, pay, minlength=len(persons))
    enough = earned >= terms["level"] * (1 + GROWTH) ** (year - 2010)
    if terms.get("alone"):
        helped = counts.seen.tables["benefits"]
        rows = helped["row"].to_numpy()
        months = np.bincount(rows, _months_in(helped, year[rows]), minlength=len(persons))
        enough &= months == 0
    there = counts.seen.there(_days(pd.Series(year), "-12-15"))
    among = (settled >= terms["first"]) & (settled <= terms["last"]) & there & counts.sex(terms)
    age = settled - persons["birth_year"].to_numpy()
    return share(enough, among & (age >= 20) & (age <= 50))


def _months_in(spells: pd.DataFrame, year: "np.typing.NDArray[np.int64]") -> Floats:
    """Return how many months of a year each spell covers, as whole or part months."""
    begins = (spells["start"].dt.year.to_numpy() - year) * 12 + spells["start"].dt.month - 1
    last = spells["end"].fillna(pd.Timestamp("2100-01-01"))
    ends = (last.dt.year.to_numpy() - year) * 12 + last.dt.month
    return np.asarray((np.minimum(ends, 12) - np.maximum(begins, 0)).clip(0), dtype=float)


def _day(counts: Counts, day: str) -> pd.DatetimeIndex:
    return pd.DatetimeIndex([day] * len(counts.seen.persons))


def _days(years: "pd.Series[int]", day: str) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(pd.to_datetime(years.astype(str) + day))


def took_part(counts: Counts, year: int) -> Bools:
    """Return who was in the programme in a year."""
    persons = counts.seen.persons
    end = persons["programme_end"].dt.year.fillna(9999)
    return np.asarray((persons["programme_start"].dt.year <= year) & (end >= year))


def in_grunnskole(counts: Counts, year: int) -> Bools:
    """Return who was in grunnskole in a year."""
    school = counts.seen.tables["education"]
    school = school[school["level"] == "grunnskole"]
    end = school["end"].dt.year.fillna(9999)
    rows = school["row"][(school["start"].dt.year <= year) & (end >= year)]
    return np.bincount(rows, minlength=len(counts.seen.persons)) > 0
