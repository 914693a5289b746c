"""The definitions a second time: who is followed, when the event comes, and the state by month.

Slow and obvious, one person at a time; written from definitions 1 and 5 to 14 alone, for comparison
with the fast engine.
"""

from datetime import date
from functools import cache

from .reference_months import (
    departure,
    excluded,
    has_come,
    month_of,
    part_of_amount,
    pay,
    qualifies,
)

ORIGIN_DATES = {
    "settlement": "settled",
    "programme_start": "programme_start",
    "exit": "programme_end",
}


def programme(own, question):
    """Return the first programme, continued ones joined: settled, start and end as dates."""
    rows = sorted(own.rows("participants"), key=lambda row: row["programme_start"] or date.max)
    joined = [rows[0]]
    for row in rows[1:]:
        if any(before["programme_end"] is None for before in joined):
            joined.append(row)
            continue
        end = max(month_of(before["programme_end"]) for before in joined)
        if month_of(row["programme_start"]) - end > question.transfer_months:
            break
        joined.append(row)
    ends = [row["programme_end"] for row in joined]
    return {
        "settled": rows[0]["settled"],
        "programme_start": rows[0]["programme_start"],
        "programme_end": None if None in ends else max(ends),
    }


def origin_and_entry(own, question):
    """Return the calendar month of the origin and the entry on the clock, or a reason."""
    dates = programme(own, question)
    origin = dates[ORIGIN_DATES[question.origin]]
    if origin is None:
        return "no_origin"
    month = month_of(origin)
    missing = dates["programme_start"] is None
    if question.origin == "settlement" and own.selected_by == "started" and missing:
        return "no_origin"
    if month > own.last:
        return "origin_after_last_observed"
    if question.origin == "exit" and month > own.last - question.transfer_months:
        return "exit_not_certain"
    if question.origin != "settlement" or own.selected_by != "started":
        return month, 0
    return month, max(month_of(dates["programme_start"]) - month, 0)


class Life:
    """One person's months on the clock for one question; month 0 is that of the origin."""

    def __init__(self, own, question, origin, entry):
        self.own, self.question, self.origin, self.entry = own, question, origin, entry
        self.k = question.measure.run_months
        self.calendar_end = own.last - origin
        self.status = {
            month: qualifies(own, origin + month, question)
            for month in range(max(self.calendar_end, entry, 0) + 2)
        }
        gone, self.cause = departure(own)
        self.gone = None if gone is None else gone - origin
        self.last = self.calendar_end  # L
        for month in range(entry + 1, self.calendar_end + 1):
            if self.status[month] is None:
                self.last = month - 1
                break
        self.limit = self.judged_up_to(self.last)
        # Every month asks the same of every run before it: the answers are kept.
        self.paid = cache(lambda month: pay(own, origin + month, question))
        self.reaches, self.confirmed = cache(self.reaches), cache(self.confirmed)

    def judged_up_to(self, last):
        """Return C, or L where a run is dated at its confirmation."""
        return last - self.question.window + 1 if self.question.at_start else last

    def counts_in(self, month):
        """Tell whether a month is seen to qualify."""
        return 1 <= month <= self.last and self.status[month] is True

    @property
    def sums(self):
        """Whether a run must reach a sum of exactly k months."""
        return bool(self.question.measure.earnings or self.question.measure.income)

    def usable(self, month):
        """Tell whether a month may be part of a run that must reach a sum."""
        seen = 1 <= month <= self.last and (self.gone is None or month < self.gone)
        return seen and not excluded(self.own, self.origin + month, self.question)

    def reaches(self, end):
        """Tell whether the k months up to `end` may be a run and reach the sum."""
        months = range(end - self.k + 1, end + 1)
        if not all(self.usable(month) for month in months):
            return False
        paid = sum(self.paid(month) for month in months)
        measure = self.question.measure
        return paid >= sum(part_of_amount(self.origin + month, measure) for month in months)

    def confirmed(self, start):
        """Return the month of the k-th qualifying month of the run from `start`, None without."""
        if not self.counts_in(start):
            return None
        if self.sums:
            end = start + self.k - 1
            return end if self.reaches(end) else None
        found = 0
        for month in range(start, start + self.question.window):
            found += self.counts_in(month)
            if found == self.k:
                return month
        return None

    def can_still_succeed(self, start):
        """Tell whether a run from a month up to entry is undecided when risk begins."""
        if not self.counts_in(start) or start + self.question.window - 1 <= self.entry:
            return False
        if self.sums:
            return all(self.usable(month) for month in range(start, self.entry + 1))
        months = range(start, start + self.question.window)
        return sum(month > self.entry or self.counts_in(month) for month in months) >= self.k

    def dated_run(self):
        """Return (start, month that it is dated at) of the first run that counts, or None."""
        runs = []
        for start in range(1, self.last + 1):
            confirmed = self.confirmed(start)
            if confirmed is None or (self.question.at_start and start > self.limit):
                continue
            runs.append((start if self.question.at_start else confirmed, start))
        return min(runs, default=None)


def left_out(life):
    """Return why a person is not followed, None where he is."""
    before = range(1, life.entry + 1)
    if life.gone is not None and life.gone <= life.entry:
        return "gone_at_entry"
    if not seen_before_entry(life):
        return "history_unseen"
    seen = [m for m, status in life.status.items() if m >= 1 and status is not None]
    if life.status[1] is None and any(life.gone is None or m < life.gone for m in seen):
        return "history_unseen"  # he comes into view after month 1
    if any((life.confirmed(s) or life.entry + 1) <= life.entry for s in before):
        return "history_unseen"  # a run was completed before entry
    if life.limit <= life.entry:
        return "follow_up_too_short"
    if life.question.at_start and any(life.can_still_succeed(s) for s in before):
        return "in_progress_at_entry"
    return None


def seen_before_entry(life):
    """Tell whether every month from 1 to entry is seen, as far as the dataset is observed."""
    last = min(life.entry, life.calendar_end)
    return all(life.status[month] is not None for month in range(1, last + 1))


def outcome(own, question):
    """Return (entry, duration, event, cause, already_there) of one person, or the reason."""
    found = origin_and_entry(own, question)
    if isinstance(found, str):
        return found
    life = Life(own, question, *found)
    reason = left_out(life)
    if reason is not None:
        return reason
    run = life.dated_run()
    there = {True: "yes", False: "no", None: "unknown"}[life.status[0]]
    if there == "yes" and (run is None or first_start(life) != 1):
        there = "no"
    if run is not None:
        return life.entry, run[0], 1, "event", there
    if life.gone is not None and life.gone <= life.limit:
        return life.entry, life.gone, 0, life.cause, there
    return life.entry, life.limit, 0, "censored", there


def first_start(life):
    """Return the first month from which a run succeeds."""
    return min(start for start in range(1, life.last + 1) if life.confirmed(start) is not None)


def in_state(life, month):
    """Tell whether a person is in the state in a month that can be judged."""
    for start in range(1, month + 1):
        confirmed = life.confirmed(start)
        if confirmed is None:
            continue
        begins = start if life.question.at_start else confirmed
        if life.sums:
            until = range(confirmed, month + 1)
            if life.question.at_start and begins <= month <= confirmed:
                return True
            if not life.question.at_start and until and all(map(life.reaches, until)):
                return True
            continue
        gap = life.question.measure.gap_months + 1
        lost = any(
            not any(life.counts_in(m) for m in range(first, first + gap))
            for first in range(start, month - gap + 2)
        )
        if begins <= month and not lost:
            return True
    return False


def states(own, question):
    """Return month on the clock -> state, for the months that the person is eligible for."""
    found = origin_and_entry(own, question)
    if isinstance(found, str):
        return {}
    life = Life(own, question, *found)
    if life.gone is not None and life.gone <= life.entry:
        return {}
    if not seen_before_entry(life):
        return {}
    eligible = range(life.entry + 1, life.judged_up_to(life.calendar_end) + 1)
    among, origin = question.measure.among, found[0]
    counted = [m for m in eligible if not among or has_come(own, origin + m, among)]
    return {month: _state(life, month) for month in counted}


def _state(life, month):
    if life.gone is not None and life.gone <= min(month, life.last):
        return life.cause
    if month > life.limit:
        return "missing"
    return "in_state" if in_state(life, month) else "not_in_state"


def readings(own, question):
    """Return year -> state in the k-th such calendar month after the year of the origin."""
    found = origin_and_entry(own, question)
    if isinstance(found, str):
        return {}
    by_month = states(own, question)
    year_of_origin = found[0] // 12
    dates = {
        year: (year_of_origin + year) * 12 + question.measure.read_in - 1 - found[0]
        for year in range(1, 6)
    }
    return {year: by_month[month] for year, month in dates.items() if month in by_month}
