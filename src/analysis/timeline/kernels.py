"""The months of one person after the other, compiled: what a month is, and what follows from it.

A column is a calendar month, 0 the first observed; months on the clock count from the origin, which
lies in column `shift`, so that month m is column shift + m. Here all is told in columns. The months
of one person are a few rows as long as the calendar: no array of persons x months is made on the
way to an outcome.
"""

import numpy as np

from analysis.compiled import compiled, part_of_loop
from analysis.timeline.rows import Asked, Codes, Ends, Ints, Marks, People, Points, Rows, Run, Told

QUALIFIES, NOT, MISSING = 1, 0, -1
NEVER = 10**6

NOTHING, SURE, OPEN, DONE, PERHAPS, BARRED, HOME, UNREAD = 0, 1, 2, 4, 8, 16, 32, 64
"""What a mark says of a month; all but NOTHING may stand together."""
TOTAL, MORE = 128, 129  # a mark whose amount is surely part of the sum, or might be
BY_FLAGS, BY_HOURS, BY_PAY = 0, 1, 2
EVENT, DEATH, EMIGRATION, CENSORED = 0, 1, 2, 3
NO, YES, UNSEEN = 0, 1, 2
KEPT, GONE_AT_ENTRY, HISTORY_UNSEEN, FOLLOW_UP_TOO_SHORT, IN_PROGRESS_AT_ENTRY = 0, 1, 2, 3, 4
IN_STATE, NOT_IN_STATE, STATE_DEATH, STATE_EMIGRATION, STATE_MISSING = 0, 1, 2, 3, 4
NOT_ELIGIBLE = -1


@part_of_loop
def _columns(first: int, last: int) -> range:
    """Return columns first to last, never negative: unsigned numbers need no look from the end."""
    return range(np.uint64(max(first, 0)), np.uint64(max(last + 1, 0)))


@part_of_loop
def _mark(marks: Marks, person: int, low: int, unit: Ints, rows: Rows) -> None:
    """Lay the marks of a person on his flags and sums, from column `low` on (unit: months)."""
    if marks.first.size == 0:
        return
    for i in range(marks.begin[person], marks.begin[person + 1]):
        what, first, last = marks.what[i], max(marks.first[i], low), marks.last[i]
        if what == NOTHING:
            continue
        if what < TOTAL:
            for column in _columns(first, last):
                rows.flags[column] |= what
        elif what == TOTAL:
            for column in _columns(first, last):
                rows.total[column] += marks.amount[i] * unit[column]
        else:
            for column in _columns(first, last):
                rows.more[column] += marks.amount[i] * unit[column]


@part_of_loop
def _weigh(asked: Asked, low: int, rows: Rows) -> None:
    """Turn sums into flags: enough hours are SURE or OPEN; any pay is SURE where none is open."""
    if asked.rule == BY_HOURS:
        for column in _columns(low, asked.ground.size - 1):
            total = rows.total[column]
            enough = (total >= asked.needed[column]) * SURE
            perhaps = (total + rows.more[column] >= asked.needed[column]) * OPEN
            rows.flags[column] |= enough | perhaps
    else:
        for column in _columns(low, asked.ground.size - 1):
            if rows.total[column] > 0 and not rows.flags[column] & OPEN:
                rows.flags[column] |= SURE


@part_of_loop
def _status(asked: Asked, person: int, shift: int, rows: Rows) -> None:
    """Fill the status of every column from that of the origin on."""
    low = max(shift, 0)
    for column in _columns(low, asked.ground.size - 1):
        rows.flags[column], rows.total[column], rows.more[column] = asked.ground[column], 0, 0
    _mark(asked.amounts, person, low, asked.unit, rows)
    _mark(asked.taken_off, person, low, asked.once, rows)
    _mark(asked.school, person, low, asked.once, rows)
    _mark(asked.done, person, low, asked.once, rows)
    _mark(asked.barred, person, low, asked.once, rows)
    _mark(asked.home, person, low, asked.once, rows)
    if asked.rule != BY_FLAGS:
        _weigh(asked, low, rows)
    for column in _columns(low, asked.ground.size - 1):
        rows.status[column] = asked.meaning[rows.flags[column]]
    for column in _columns(max(asked.gone[person], low), asked.ground.size - 1):
        rows.status[column] = NOT


@part_of_loop
def _first(codes: Codes, code: int, first: int, last: int) -> int:
    """Return the first column from `first` to `last` that has a code; NEVER where none has."""
    found = np.int32(NEVER)  # all are looked at, many at once: faster than to stop at the first
    for column in _columns(first, last):
        found = min(found, np.int32(column) if codes[column] == code else np.int32(NEVER))
    return int(found)


@part_of_loop
def _followed_to(asked: Asked, at_risk: int, rows: Rows) -> int:
    """Return the column of L: the last before one is missing from `at_risk` on."""
    if at_risk < 0:  # nothing is seen before the first observed month
        return at_risk - 1
    return min(_first(rows.status, MISSING, at_risk, asked.ground.size - 1), asked.ground.size) - 1


@part_of_loop
def _use_pay(asked: Asked, first: int, followed_to: int, gone: int, rows: Rows) -> None:
    """Fill what a sum of pay may use, in columns that are followed."""
    for column in range(first, followed_to + 1):
        usable = column < gone and not rows.flags[column] & BARRED
        paid = min(rows.total[column], asked.cap[column])
        balance = paid * asked.scale[column] - asked.needed[column]
        rows.usable[column], rows.balance[column] = usable, balance if usable else 0


@part_of_loop
def _runs(run: Run, first: int, followed_to: int, rows: Rows) -> None:
    """Fill in which columns runs that succeed start, and which confirm one (definitions.md 6)."""
    if followed_to < first:
        return
    start, window, one = np.uint64(first), np.uint64(run.window), np.uint64(1)
    found = 0  # rows.found[at]: what qualifies in columns first to first + at - window - 1
    for none in range(run.window + 1):
        rows.found[none] = 0
    for column in _columns(first, followed_to):
        found += rows.status[column] == QUALIFIES
        rows.found[column - start + window + one] = found
    for column in _columns(followed_to + 1, followed_to + run.window):
        rows.found[column - start + window + one] = found
    for column in _columns(first, followed_to):
        at = column - start + window
        qualifies = rows.status[column] == QUALIFIES
        confirms = rows.found[at + one] - rows.found[at + one - window] >= run.months
        succeeds = rows.found[at + window] - rows.found[at] >= run.months
        rows.confirmed[column] = qualifies & confirms
        rows.succeeds[column] = qualifies & succeeds


@part_of_loop
def _runs_of_pay(k: int, first: int, followed_to: int, rows: Rows) -> None:
    """Fill where k months end that may be used and reach the sum, and the runs that do."""
    usable, balance = 0, 0
    for column in range(first, followed_to + 1):
        usable += rows.usable[column]
        balance += rows.balance[column]
        if column - k >= first:
            usable -= rows.usable[column - k]
            balance -= rows.balance[column - k]
        rows.reached[column] = usable == k and balance >= 0
        start = column - k + 1
        is_run = start >= first and rows.reached[column] and rows.status[start] == QUALIFIES
        rows.confirmed[column] = is_run
        rows.succeeds[column] = False
        if is_run:
            rows.succeeds[start] = True


@part_of_loop
def _tell(asked: Asked, run: Run, person: int, shift: int, entry: int, rows: Rows) -> Told:
    """Fill a person's months and runs; return the columns where his record starts and stops."""
    _status(asked, person, shift, rows)
    first, gone = max(shift + 1, 0), asked.gone[person]
    followed_to = _followed_to(asked, shift + entry + 1, rows)
    if asked.rule == BY_PAY:
        _use_pay(asked, first, followed_to, gone, rows)
        _runs_of_pay(run.months, first, followed_to, rows)
    else:
        _runs(run, first, followed_to, rows)
    limit = followed_to - run.window + 1 if run.at_start else followed_to
    return Told(first, shift + entry, followed_to, limit, gone)


@part_of_loop
def _open_at_entry(asked: Asked, run: Run, told: Told, rows: Rows) -> bool:
    """Tell whether a run started by entry is undecided then and could still succeed."""
    last = min(told.entry, told.followed_to)
    for start in range(last, max(told.entry - run.window + 1, told.first - 1), -1):
        if asked.rule == BY_PAY:
            if not rows.usable[start]:
                return False
            if rows.status[start] == QUALIFIES:
                return True
        elif rows.status[start] == QUALIFIES:
            hoped = start + run.window - 1 - told.entry
            for column in range(start, last + 1):
                hoped += rows.status[column] == QUALIFIES
            if hoped >= run.months:
                return True
    return False


@part_of_loop
def _unseen_before_entry(asked: Asked, shift: int, entry: int, rows: Rows) -> bool:
    """Tell whether a month from 1 to entry is missing, as far as the calendar is observed."""
    if entry > 0 and shift + 1 < 0:
        return True
    for column in range(shift + 1, min(shift + entry, asked.ground.size - 1) + 1):
        if rows.status[column] == MISSING:
            return True
    return False


@part_of_loop
def _comes_late(asked: Asked, shift: int, told: Told, rows: Rows) -> bool:
    """Tell whether month 1 is missing, and a later one before any departure is not."""
    if shift + 1 >= 0 and (shift + 1 == asked.ground.size or rows.status[shift + 1] != MISSING):
        return False
    for column in range(told.first, min(asked.ground.size, told.gone)):
        if rows.status[column] != MISSING:
            return True
    return False


@part_of_loop
def _reason(asked: Asked, run: Run, shift: int, entry: int, told: Told, rows: Rows) -> int:
    """Return why a person has no row, KEPT where he has (definitions.md 5-11)."""
    if told.gone <= told.entry:
        return GONE_AT_ENTRY
    if _unseen_before_entry(asked, shift, entry, rows) or _comes_late(asked, shift, told, rows):
        return HISTORY_UNSEEN
    if entry and _first(rows.confirmed, 1, told.first, told.followed_to) <= told.entry:
        return HISTORY_UNSEEN
    if told.limit <= told.entry:
        return FOLLOW_UP_TOO_SHORT
    if entry and run.at_start and _open_at_entry(asked, run, told, rows):
        return IN_PROGRESS_AT_ENTRY
    return KEPT


@compiled
def ends(
    asked: Asked, people: People, run: Run, out: Ends, rows: Rows, begin: int, end: int
) -> None:
    """Fill when and why the time at risk of people begin to end stops, or why they are left out."""
    for i in range(begin, end):
        person, shift, entry = people.person[i], people.shift[i], people.entry[i]
        told = _tell(asked, run, person, shift, entry, rows)
        last = told.limit if run.at_start else told.followed_to
        start = _first(rows.succeeds, 1, told.first, last)
        reached = start if run.at_start else _first(rows.confirmed, 1, told.first, last)
        out.followed_to[i] = told.followed_to - shift
        if reached < NEVER:
            out.duration[i], out.cause[i] = reached - shift, EVENT
        elif told.gone <= told.limit:
            out.duration[i] = told.gone - shift
            out.cause[i] = DEATH if asked.by_death[person] else EMIGRATION
        else:
            out.duration[i], out.cause[i] = told.limit - shift, CENSORED
        month_0 = rows.status[shift] if shift >= 0 else MISSING
        there = YES if month_0 == QUALIFIES and start == shift + 1 else NO
        out.already_there[i] = UNSEEN if month_0 == MISSING else there
        out.reason[i] = _reason(asked, run, shift, entry, told, rows)


@part_of_loop
def _state(asked: Asked, run: Run, told: Told, rows: Rows) -> None:
    """Fill in which columns up to where the record stops the state holds (definitions.md 13)."""
    exact = asked.rule == BY_PAY and run.at_start  # a run of pay is its months and no more
    begins = rows.succeeds if run.at_start else rows.confirmed
    now, pause, begun = False, 0, -NEVER
    for column in range(told.first, told.limit + 1):
        begun = column if begins[column] else begun
        reached, qualifies = rows.reached[column], rows.status[column] == QUALIFIES
        goes_on = reached if asked.rule == BY_PAY else qualifies
        pause = 0 if goes_on else pause + 1
        now = bool(begins[column]) or (now and pause <= run.window - run.months)
        rows.state[column] = column - begun < run.months if exact else now


@compiled
def states(
    asked: Asked, people: People, run: Run, points: Points, codes: Codes, rows: Rows
) -> None:
    """Fill the state of each person at each point (people x points).

    Eligible is who could be followed to the point by calendar and whose months before entry are
    seen; the others are NOT_ELIGIBLE.
    """
    for i in range(people.person.size):
        person, shift, entry = people.person[i], people.shift[i], people.entry[i]
        told = _tell(asked, run, person, shift, entry, rows)
        _state(asked, run, told, rows)
        reach = told.limit - told.followed_to + asked.ground.size - 1
        in_study = told.gone > told.entry and not _unseen_before_entry(asked, shift, entry, rows)
        left = told.gone if told.gone <= told.followed_to else NEVER
        for j in range(points.month.size):
            column = shift + points.month[j]
            if points.read_in[j]:
                column += points.read_in[j] - 1 - (points.first_month + shift) % 12
            if not in_study or column > reach or column <= told.entry:
                codes[i, j] = NOT_ELIGIBLE
            elif left <= column:
                codes[i, j] = STATE_DEATH if asked.by_death[person] else STATE_EMIGRATION
            elif column > told.limit:
                codes[i, j] = STATE_MISSING
            else:
                codes[i, j] = IN_STATE if rows.state[column] else NOT_IN_STATE
