"""Who took part, group by group, and who of them is followed."""

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.cohort import FOLLOWED
from analysis.display.fragment import Fragment, fragment, heading, invented
from analysis.display.quality_lines import share_of
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.study import COMPOSITION
from analysis.terms import UNKNOWN, Language

WHO = ("group", "value", "people", "share", "followed")


def who(parts: Sequence[Estimates], language: str) -> Fragment:
    """Return who took part, group by group, and how many of each group are followed.

    Args:
        parts: the flow by each group of COMPOSITION; without rows where it cannot be told.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(parts[0].source, lang)
    known = [(by, part) for by, part in zip(COMPOSITION, parts, strict=True) if len(part.frame)]
    if not known:
        key = "who_live" if parts[0].release_id is None else "who_released"
        text = Markup("<p>{}{}</p>").format(say(key, lang), mark)
        return fragment(heading("who", lang) + text, lang, *parts)
    header = [say(f"who_{column}", lang) for column in WHO]
    body = [line for by, part in known for line in _of_group(by, part, lang)]
    text = Markup("<p>{}{}</p>").format(say("who_text", lang), mark)
    html = heading("who", lang) + text + table(header, body, 2)
    return fragment(html, lang, *parts)


def _of_group(by: str, part: Estimates, language: Language) -> list[list[str]]:
    """Return a line for each value of a group, the most frequent first, the unknown last."""
    frame = part.frame
    n = frame.groupby(by)["n_at_risk"].max().sort_values(ascending=False, kind="stable")
    n = n.iloc[(n.index == UNKNOWN).argsort(kind="stable")]
    followed = frame[frame["fate"] == FOLLOWED].set_index(by)["n_events"].reindex(n.index)
    shares = [n / n.sum(), followed.fillna(0) / n]
    told = [[share_of(row, part, language) for row in _as_rows(share)] for share in shares]
    return [
        ["" if place else say(f"who_{by}", language), _value(by, value, language), *numbers]
        for place, (value, *numbers) in enumerate(
            zip(n.index, [count(one, language) for one in n], *told, strict=True)
        )
    ]


def _as_rows(share: pd.Series) -> list[pd.Series]:
    return [pd.Series({"estimate": float(one)}) for one in share]


def _value(by: str, value: str, language: Language) -> str:
    """Return a value in words where the contract has a code for it, else as the register has it."""
    if value == UNKNOWN:
        return say("sex_unknown", language)
    key = {"sex": f"sex_{value}", "prior_education": f"prior_{value}"}.get(by)
    return say(key, language) if key else value
