"""The weights of one person after the other, month by month, compiled; and the sums over persons.

In a month the choice comes first, then the outcome. So who begins in a month is out of the arm
`never` from that month on, and his weight in the arm `begin` is one of the month itself.
"""

from analysis.compiled import compiled, part_of_loop
from analysis.estimates.target_trial.arrays import Arms, Floats, Ints, Months, Odds

EVENT, EXIT, CENSORED = 0, 1, 2
BEGIN, NEVER = 0, 1
"""The arms."""
NOT_TOLD, OUT, THERE = -1, 0, 1
"""States: not in the denominator, not in the state, in it."""
AT_RISK, EVENTS, EXITS, TOLD, IN_STATE = range(5)
"""Rows of sums."""
PERSONS, WEIGHT, SQUARES, LARGEST = range(4)
"""Rows of the spread of weights."""
STEPS, LOWEST = 1024, -40
"""Bins of weights: so many between two powers of 2, from 2 to this power on."""
BINS = 80 * STEPS
SHIFT = 52 - 10
FIRST_BIN = (1023 + LOWEST) * STEPS
"""A number of 64 bits without its last 42 is its power of 2, from -1023 on, and its step."""


@part_of_loop
def _not_chosen(
    i: int,
    months: Months,
    first: int,
    stop: int,
    odds: Odds,
    weight: float,
    month: int,
    path: Floats,
) -> int:
    """Fill the weights from a month on of a person who is not to choose, to begin or to leave.

    `first` is the row of the first month in which he may. Returns the last month that has a weight:
    the one before he chooses, or his last.
    """
    for row in range(first, months.begin[i + 1]):
        now = months.month[row]
        for before in range(month, now):
            path[before] = weight
        month = now
        if months.chosen[row]:
            return int(month - 1)
        history, clock = months.history[row], months.clock[row]
        weight *= 1.0 + odds.person[i] * odds.history[history] * odds.clock[clock]
    for rest in range(month, stop + 1):
        path[rest] = weight
    return int(stop)


@part_of_loop
def _begin(i: int, arms: Arms, odds: Odds, leaving: Odds, path: Floats) -> int:
    """Fill the weights of a person who is to begin in the grace period, and to stay.

    With h the chance to begin, he is to begin in a month by q = h / D, D = 1 - product of (1 - h)
    over this and the later months of the period, as they look with his history of now. So the
    factor is q / h = 1 / D where he begins, and (1 - q) / (1 - h) = D' / D where he does not, D'
    being of the later months alone: 0 in the last one. D is h + (1 - h) D', a sum of what is not
    negative: 1 less the product is 0 in a draw that leaves somebody hardly any chance. Who has the
    event before he begins is not to begin any more: from then on he is in both arms, or in neither
    (definitions.md 21).
    """
    kind = arms.grace.kind[i]
    weight, month, at = 1.0, arms.lives.entry[i] + 1, 0
    for row in range(arms.begins.begin[i], arms.begins.begin[i + 1]):
        now = arms.begins.month[row]
        while at < arms.grace.n[kind] and arms.grace.month[kind, at] < now:
            at += 1
        if arms.lives.cause[i] == EVENT and arms.lives.duration[i] < now:  # both arms ask the same
            return _not_chosen(i, arms.begins, row, arms.lives.stop[i], odds, weight, month, path)
        if at == arms.grace.n[kind]:  # the grace period is over
            break
        for before in range(month, now):
            path[before] = weight
        month = now
        own = odds.person[i] * odds.history[arms.begins.history[row]]
        later = 0.0
        for ahead in range(arms.grace.n[kind] - 1, at, -1):
            then = own * odds.clock[arms.grace.clock[kind, ahead]]
            later = (then + later) / (1.0 + then)
        today = own * odds.clock[arms.begins.clock[row]]
        within = (today + later) / (1.0 + today)
        if arms.begins.chosen[row]:
            stop, first, begun = arms.lives.stop[i], arms.leaves.begin[i], weight / within
            return _not_chosen(i, arms.leaves, first, stop, leaving, begun, month, path)
        if at + 1 == arms.grace.n[kind]:
            return int(month - 1)
        weight *= later / within
    for rest in range(month, arms.lives.stop[i] + 1):
        path[rest] = weight
    return int(arms.lives.stop[i])


@part_of_loop
def _path(arm: int, i: int, arms: Arms, odds: Odds, leaving: Odds, path: Floats) -> int:
    if arm == NEVER:
        first, stop, month = arms.begins.begin[i], arms.lives.stop[i], arms.lives.entry[i] + 1
        return _not_chosen(i, arms.begins, first, stop, odds, 1.0, month, path)
    return _begin(i, arms, odds, leaving, path)


@compiled
def following(
    arm: int, arms: Arms, odds: Odds, leaving: Odds, place: Ints, path: Floats, out: Ints
) -> None:
    """Count by place and month who follows the arm, and who is seen: out[0] and out[1]."""
    for i in range(place.size):
        last = _path(arm, i, arms, odds, leaving, path)
        for month in range(arms.lives.entry[i] + 1, arms.lives.followed[i] + 1):
            out[0, place[i], month] += month <= last
            out[1, place[i], month] += 1


@compiled
def bins(
    arm: int,
    arms: Arms,
    odds: Odds,
    leaving: Odds,
    times: Ints,
    level: Floats,
    path: Floats,
    bits: Ints,
    out: Ints,
) -> None:
    """Count person-months, each as often as its person was drawn, by bin of their weight.

    `bits` are those of `path`, the same memory.
    """
    for i in range(times.size):
        if times[i] == 0:
            continue
        last = _path(arm, i, arms, odds, leaving, path)
        last = min(last, arms.lives.followed[i])
        for month in range(arms.lives.entry[i] + 1, last + 1):
            path[month] *= level[month]
        for month in range(arms.lives.entry[i] + 1, last + 1):
            place = (bits[month] >> SHIFT) - FIRST_BIN
            out[min(max(place, 0), BINS - 1)] += times[i]


@compiled
def sums(
    arm: int,
    arms: Arms,
    odds: Odds,
    leaving: Odds,
    times: Ints,
    level: Floats,
    limit: float,
    path: Floats,
    out: Floats,
) -> None:
    """Add up weights by month: at risk, with the event, gone before it, told of, in the state."""
    for i in range(times.size):
        if times[i] == 0:
            continue
        last = _path(arm, i, arms, odds, leaving, path)
        entry, duration, n = arms.lives.entry[i], arms.lives.duration[i], float(times[i])
        for month in range(entry + 1, last + 1):
            path[month] = min(path[month] * level[month], limit) * n
        for month in range(entry + 1, min(last, duration) + 1):
            out[AT_RISK, month] += path[month]
        if duration <= last and arms.lives.cause[i] != CENSORED:
            out[EVENTS if arms.lives.cause[i] == EVENT else EXITS, duration] += path[duration]
        for month in range(entry + 1, last + 1):
            state = arms.lives.state[i, month - 1]
            if state != NOT_TOLD:
                out[TOLD, month] += path[month]
                out[IN_STATE, month] += path[month] * state


@compiled
def counts(arm: int, arms: Arms, odds: Odds, leaving: Odds, path: Floats, out: Floats) -> None:
    """Count persons by month as `sums` adds their weights."""
    for i in range(arms.lives.entry.size):
        last = _path(arm, i, arms, odds, leaving, path)
        entry, duration = arms.lives.entry[i], arms.lives.duration[i]
        for month in range(entry + 1, min(last, duration) + 1):
            out[AT_RISK, month] += 1
        if duration <= last and arms.lives.cause[i] != CENSORED:
            out[EVENTS if arms.lives.cause[i] == EVENT else EXITS, duration] += 1
        for month in range(entry + 1, last + 1):
            out[TOLD, month] += arms.lives.state[i, month - 1] != NOT_TOLD
            out[IN_STATE, month] += arms.lives.state[i, month - 1] == THERE


@compiled
def spread(
    arm: int,
    arms: Arms,
    odds: Odds,
    leaving: Odds,
    level: Floats,
    limit: float,
    path: Floats,
    out: Floats,
) -> None:
    """Fill by month the persons who follow the arm, and sum, squares and largest of weights."""
    for i in range(arms.lives.entry.size):
        last = _path(arm, i, arms, odds, leaving, path)
        for month in range(arms.lives.entry[i] + 1, min(last, arms.lives.followed[i]) + 1):
            weight = min(path[month] * level[month], limit)
            out[PERSONS, month] += 1
            out[WEIGHT, month] += weight
            out[SQUARES, month] += weight * weight
            out[LARGEST, month] = max(out[LARGEST, month], weight)


@compiled
def in_months(
    arm: int, arms: Arms, odds: Odds, leaving: Odds, months: Ints, path: Floats, out: Floats
) -> None:
    """Fill people x months with weights, neither stabilised nor truncated; 0 out of the arm."""
    for i in range(arms.lives.entry.size):
        last = min(_path(arm, i, arms, odds, leaving, path), arms.lives.followed[i])
        for at in range(months.size):
            if arms.lives.entry[i] < months[at] <= last:
                out[i, at] = path[months[at]]
