"""Who took part, group by group, and who of them is followed."""

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.cohort import FOLLOWED
from analysis.display.fragment import Fragment, fragment, heading, invented
from analysis.display.labels import label
from analysis.display.quality_lines import share_of
from analysis.display.register_names import admission_name
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.questions import COMPOSITION
from analysis.terms import UNKNOWN, Language

WHO = ("value", "people", "share", "followed")


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
    html = heading("who", lang) + text + table(header, body)
    return fragment(html, lang, *parts)


def _of_group(by: str, part: Estimates, language: Language) -> list[list[str]]:
    """Return a group's name, and a line a value, the most frequent first, the unknown last."""
    frame = part.frame
    n = frame.groupby(by)["n_at_risk"].max().sort_values(ascending=False, kind="stable")
    n = n.iloc[(n.index == UNKNOWN).argsort(kind="stable")]
    followed = frame[frame["fate"] == FOLLOWED].set_index(by)["n_events"].reindex(n.index)
    shares = [n / n.sum(), followed.fillna(0) / n]
    told = [[share_of(row, part, language) for row in _as_rows(share)] for share in shares]
    lines = zip(n.index, [count(one, language) for one in n], *told, strict=True)
    of_values = [[_value(by, value, language), *numbers] for value, *numbers in lines]
    return [[say(f"who_{by}", language)], *of_values]


def _as_rows(share: pd.Series) -> list[pd.Series]:
    return [pd.Series({"estimate": float(one)}) for one in share]


def _value(by: str, value: str, language: Language) -> str:
    """Return a value in words where they are known, else as the register has it."""
    if value == UNKNOWN:
        return say("sex_unknown", language)
    if by == "country_of_origin":
        return label("country", value, language)
    if by == "admission":
        return admission_name(value, language)
    return say(f"sex_{value}" if by == "sex" else f"prior_{value}", language)
