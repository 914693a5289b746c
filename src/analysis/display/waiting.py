"""How many months go by before stable work, and how many are spent in it, within a horizon."""

from analysis.design import Estimates, Row
from analysis.display import absent
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.goals import goal
from analysis.display.rows import supported
from analysis.display.words import say, tenths
from analysis.terms import Estimand, Language, State

HORIZONS = (60, 48, 36, 24, 12)
"""Months within which means are told; the first to which half can be followed."""


def months(wait: Estimates, inside: Estimates, curve: Estimates, language: str) -> Fragment:
    """Return in sentences how long the wait is and how long the work, within one horizon.

    Args:
        wait: restricted mean of everybody; a release has its limits only.
        inside: time in state of everybody; without rows where it cannot be had.
        curve: cumulative incidence, whose support decides the horizon.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(curve.source, lang)
    texts = _texts(wait, inside, curve, lang)
    asked = {Estimand.RESTRICTED_MEAN: [wait], Estimand.TIME_IN_STATE: [inside]}
    texts += absent.not_here(asked, lang)
    said = paragraphs(texts, mark)
    return fragment(heading("waiting", lang) + said, lang, curve, wait, inside)


def _texts(wait: Estimates, inside: Estimates, curve: Estimates, language: Language) -> list[str]:
    followed = max((row.month for row in supported(curve)), default=0)
    by_month = {row.month: row for row in wait.rows()}
    horizon = next((at for at in HORIZONS if at <= followed and at in by_month), None)
    if horizon is None:
        return [say("waiting_too_short", language)]
    words = goal(curve, language)
    told = [_wait(by_month[horizon], words["been"], language)]
    told.append(say("waiting_meaning", language, month=horizon))
    states = {} if inside.frame.empty else _in_states(inside, horizon)
    return [*told, *_work(states, words["goal"], horizon, language)]


def _wait(row: Row, been: str, language: Language) -> str:
    """Return how long the wait is: live with its interval, released as two limits."""
    if not row.has_share:
        limits = {"lower": int(row.lower), "upper": int(row.upper)}
        return say("waiting_between", language, month=row.month, been=been, **limits)
    return say("waiting_exact", language, month=row.month, been=been, **_mean(row, language))


def _work(states: dict[str, Row], noun: str, horizon: int, language: Language) -> list[str]:
    if State.IN_STATE not in states:
        return []
    gone = sum(states[state].estimate for state in (State.DEATH, State.EMIGRATION))
    return [
        say(
            "waiting_inside",
            language,
            month=horizon,
            goal=noun,
            without=tenths(states[State.NOT_IN_STATE].estimate, language),
            gone=tenths(gone, language),
            **_mean(states[State.IN_STATE], language),
        )
    ]


def _in_states(inside: Estimates, horizon: int) -> dict[str, Row]:
    """Return the row of each state at a horizon."""
    found = {
        str(state): [row for row in inside.of(state=state).rows() if row.month == horizon]
        for state in inside.frame["state"].unique()
    }
    return {state: rows[0] for state, rows in found.items() if rows}


def _mean(row: Row, language: Language) -> dict[str, str]:
    """Return a mean and its interval, in tenths of a month."""
    names = {"mean": row.estimate, "lower": row.lower, "upper": row.upper}
    return {name: tenths(value, language) for name, value in names.items()}
