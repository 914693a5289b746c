"""Published numbers of the whole country beside one's own: by date, and on the day of exit.

They are counts of real people, also where one's own are invented; their mark says so.
"""

from collections.abc import Callable, Mapping

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates, Source
from analysis.display.fragment import folded, paragraphs
from analysis.display.tables import table
from analysis.display.words import percent, say, tenths
from analysis.official_terms import COUNTED_AT_EXIT
from analysis.terms import Access, Language, Sex

YEARS = 5
"""Novembers that official tables follow a cohort to."""
GROUPS = ("all", Sex.FEMALE.value, Sex.MALE.value)
ByMonth = Mapping[int, float]


def mark_beside(source: Source, language: Language) -> str:
    """Return that published numbers are real, where one's own on the page are invented."""
    invents = source.access is Access.INVENTED
    return f" ({say('published_mark', language)})" if invents else ""


def cohorts_beside(own: Estimates, published: Estimates, least: int, language: Language) -> Markup:
    """Return published cohorts read in each November beside one's own, and one of them in words.

    Args:
        own: prevalence of the official measure by year of exit.
        published: the same as it was published; nothing is told where there is none.
        least: leavers without whom a share is not told.
        language: nb or en.
    """
    there, here = (_by_year(one.frame, least) for one in (published, own))
    if not there:
        return Markup("")
    mark = mark_beside(own.source, language)
    months = sorted({month for of in there.values() for month in of})
    header = [
        say("column_exit_year", language),
        *(say("column_year_after", language, year=month // 12) for month in months),
    ]
    body: list[list[str]] = []
    for year, of in there.items():
        body.append([year])
        for key, told in (("cohorts_published", of), ("cohorts_own", here.get(year, {}))):
            body.append([say(key, language), *_cells(told, months, language)])
    title = say("cohorts_beside", language)
    return paragraphs(_cohort_text(here, there, language), mark) + folded(
        title, table(header, body), mark
    )


def _by_year(frame: pd.DataFrame, least: int) -> dict[str, ByMonth]:
    """Return year of exit -> month -> share, of years and months with enough leavers."""
    if frame.empty or "year" not in frame:
        return {}
    known = frame[frame["estimate"].notna() & (frame["n_at_risk"] >= least)]
    known = known[known["month"] <= 12 * YEARS].sort_values(["year", "month"])
    return {
        str(year): dict(zip(some["month"].astype(int), some["estimate"], strict=True))
        for year, some in known.groupby("year")
    }


def _cells(told: ByMonth, months: list[int], language: Language) -> list[str]:
    return [percent(told[month], language) if month in told else "–" for month in months]


def _cohort_text(
    here: Mapping[str, ByMonth], there: Mapping[str, ByMonth], language: Language
) -> list[str]:
    """Return what was published of the cohort followed for longest from its first November."""
    begun = {year: of for year, of in there.items() if 12 in of and len(of) > 1}
    if not begun:
        return []
    year = max(begun, key=lambda year: (len(begun[year]), year))
    months = list(begun[year])
    lists = [", ".join(_cells(of, months, language)) for of in (begun[year], here.get(year, {}))]
    years = ", ".join(str(month // 12) for month in months)
    told = {"published": lists[0], "own": lists[1]}
    return [say("cohorts_dates", language, year=year, years=years, **told)]


def exit_beside(exits: Estimates, published: Estimates, language: Language) -> Markup:
    """Return success on the day of exit as published, beside one's own, of women and men too.

    Args:
        exits: shares by main activity at exit, of everybody and by sex; by year too, where known.
        published: the same as published, by year of exit; the last that both have is told, or else
            the last of them beside one's own of all years.
        language: nb or en.
    """
    those, own = _exits_by_year(published.frame), _exits_by_year(exits.frame)
    years = [str(year) for year in those]
    if not years:
        return Markup("")
    common = [year for year in years if year in own]
    year = max(common or years)
    mark, there = mark_beside(exits.source, language), those[year]
    here = own[year] if common else _counted(_of_all_years(exits.frame))
    header = [
        say("column_leavers", language),
        *(say(f"column_{name}", language) for name in COUNTED_AT_EXIT),
    ]
    named = f"{say('cohorts_published', language)}, {year}"
    body = _groups(named, there, _tenths, language)
    one_year = say("at_exit_own_year", language, year=year)
    title_here = one_year if common else say("at_exit_own", language)
    body += _groups(title_here, here, percent, language)
    text, title = _exit_text(there, year, language), say("at_exit_beside", language)
    return paragraphs([text], mark) + folded(title, table(header, body), mark)


def _exits_by_year(frame: pd.DataFrame) -> dict[str, dict[str, list[float]]]:
    """Return year of exit -> what `_counted` returns, of years that are told of everybody."""
    if "year" not in frame:
        return {}
    told = {str(year): _counted(some) for year, some in frame.groupby("year")}
    return {year: of for year, of in told.items() if "all" in of}


def _of_all_years(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["year"].isna()] if "year" in frame else frame


def _groups(
    title: str,
    of: Mapping[str, list[float]],
    written: Callable[[float, Language], str],
    language: Language,
) -> list[list[str]]:
    """Return lines of everybody, women and men under a title."""
    lines = [
        [say(f"statuses_{one}", language), *(written(share, language) for share in of[one])]
        for one in GROUPS
        if one in of
    ]
    return [[title], *lines] if lines else []


def _counted(frame: pd.DataFrame) -> dict[str, list[float]]:
    """Return group -> what counts as success at exit, without and with grunnskole."""
    sex = frame["sex"].fillna("all") if "sex" in frame else "all"
    wide = frame.assign(sex=sex).pivot_table(index="sex", columns="status", values="estimate")
    wide = wide.reindex(columns=list(COUNTED_AT_EXIT)).dropna()
    return {str(group): list(map(float, shares)) for group, *shares in wide.itertuples()}


def _exit_text(of: Mapping[str, list[float]], year: str, language: Language) -> str:
    strict, wide = (_tenths(share, language) for share in of["all"])
    text = say("at_exit_published", language, year=year, strict=strict, wide=wide)
    if not set(GROUPS) <= set(of):
        return text
    names = ("women", "women_wide", "men", "men_wide")
    shares = [*of[GROUPS[1]], *of[GROUPS[2]]]
    told = {name: _tenths(share, language) for name, share in zip(names, shares, strict=True)}
    return f"{text} {say('at_exit_published_sex', language, **told)}"


def _tenths(share: float, language: Language) -> str:
    """Return a share in per cent with one decimal, as published tables of a country have it."""
    return say("percent", language, number=tenths(100 * share, language))
