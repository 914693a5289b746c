"""The arms of drawn municipalities by the straight way: statsmodels, one person after the other."""

import numpy as np
import statsmodels.api as sm

from analysis.estimates.target_trial.kernels import BEGIN, CENSORED, EVENT

from .invented import GRACE


def refitted(choices, often, everybody):
    """Return the coefficients, each person-month as often as its person was drawn.

    A level of which a draw has no choice, or nothing else, keeps the coefficient of everybody.
    """
    rows = np.repeat(np.arange(len(often)), np.diff(choices.months.begin))
    design = np.zeros((len(rows), len(choices.names) + 1))
    design[:, 0] = 1
    tables = (
        choices.columns.person[rows],
        choices.columns.history[choices.months.history],
        choices.columns.clock[choices.months.clock],
    )
    for columns in tables:
        for column in columns.T:
            design[np.arange(len(rows)), column] = 1
    design, n, chosen = design[:, :-1], often[rows], choices.months.chosen
    has = (design * (n * chosen)[:, None]).sum(axis=0)
    has_not = (design * (n * (1 - chosen.astype(int)))[:, None]).sum(axis=0)
    free = (has > 0) & (has_not > 0)
    offset = design[:, ~free] @ everybody[:-1][~free]
    kept = n > 0
    model = sm.GLM(
        chosen[kept],
        design[kept][:, free],
        family=sm.families.Binomial(),
        freq_weights=n[kept],
        offset=offset[kept],
    )
    coefficients = everybody.copy()
    coefficients[:-1][free] = model.fit(tol=1e-13, maxiter=100).params
    return coefficients


def chance(choices, coefficients, person, history, clock):
    """Return the chance of a choice in a month."""
    total = coefficients[0]
    total += coefficients[choices.columns.person[person]].sum()
    total += coefficients[choices.columns.history[history]].sum()
    total += coefficients[choices.columns.clock[clock]].sum()
    return 1 / (1 + np.exp(-total))


def months_of(choices, person):
    """Return month -> (history, clock, chosen) of a person."""
    months = choices.months
    rows = range(months.begin[person], months.begin[person + 1])
    return {
        int(months.month[row]): (months.history[row], months.clock[row], bool(months.chosen[row]))
        for row in rows
    }


def to_begin(trial, begin, person, now):
    """Return the factor of a month in which a person is to begin in the grace period."""
    history, clock, begins = now
    within, row = trial.arms.grace, trial.arms.grace.kind[person]
    ahead = {int(within.month[row, at]): within.clock[row, at] for at in range(within.n[row])}
    month = next(one for one, its_clock in ahead.items() if its_clock == clock and one <= GRACE)
    none = 1.0
    for later, its_clock in ahead.items():
        if later >= month:
            none *= 1 - chance(trial.begin, begin, person, history, its_clock)
    h = chance(trial.begin, begin, person, history, clock)
    q = h / (1 - none)
    if begins:
        return q / h
    return 0 if month == max(ahead) else (1 - q) / (1 - h)


def weights(trial, begin, leave, arm, person):
    """Return month -> weight of a person in an arm, as long as he follows it."""
    people, starts, stays = trial.people, months_of(trial.begin, person), {}
    if arm == BEGIN:
        stays = months_of(trial.leave, person)
    found, now = {}, 1.0
    for month in range(1, people.stop[person] + 1):
        had = people.cause[person] == EVENT and people.duration[person] < month
        if month in starts and arm == BEGIN and not had:
            now *= to_begin(trial, begin, person, starts[month]) if month <= GRACE else 1
        elif month in starts:
            history, clock, begins = starts[month]
            now *= 0 if begins else 1 / (1 - chance(trial.begin, begin, person, history, clock))
        if month in stays:
            history, clock, leaves = stays[month]
            now *= 0 if leaves else 1 / (1 - chance(trial.leave, leave, person, history, clock))
        if not now:
            return found
        found[month] = now
    return found


def arm_of(trial, begin, leave, arm, times):
    """Return incidence and prevalence by month of one arm in a draw."""
    people, often = trial.people, times[trial.begin.place]
    paths = {one: weights(trial, begin, leave, arm, one) for one in np.flatnonzero(often)}
    months = range(1, people.horizon + 1)
    share = {}
    for month in months:
        seen = [one for one in paths if people.followed[one] >= month]
        follow = sum(often[one] for one in seen if month in paths[one])
        share[month] = follow / max(sum(often[one] for one in seen), 1)
    stable = sorted(
        (path[month] * share[month], often[one])
        for one, path in paths.items()
        for month in path
        if month <= people.followed[one]
    )
    reached = np.cumsum([n for _, n in stable])
    at = np.searchsorted(reached, trial.weighting.truncated_at * reached[-1])
    limit = step_above(stable[at][0])
    free, reached_by, incidence, prevalence = 1.0, 0.0, [], []
    for month in months:
        held = {
            one: min(path[month] * share[month], limit) * often[one]
            for one, path in paths.items()
            if month in path
        }
        at_risk = sum(w for one, w in held.items() if people.duration[one] >= month)
        ends = [one for one in held if people.duration[one] == month]
        event = sum(held[one] for one in ends if people.cause[one] == EVENT)
        moves = sum(held[one] for one in ends if people.cause[one] != CENSORED)
        reached_by += free * event / at_risk
        free *= 1 - moves / at_risk
        told = {one: w for one, w in held.items() if people.state[one, month - 1] >= 0}
        incidence.append(reached_by)
        there = sum(w * people.state[one, month - 1] for one, w in told.items())
        prevalence.append(there / sum(told.values()))
    return np.array(incidence), np.array(prevalence)


def step_above(weight):
    """Return the next of 1,024 steps between two powers of 2."""
    power = np.floor(np.log2(weight))
    return 2**power * (1 + (np.floor((weight / 2**power - 1) * 1024) + 1) / 1024)
