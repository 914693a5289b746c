"""Can a target trial's weights be believed? Balance, the size of weights, and counterparts."""

from collections.abc import Iterator
from math import sqrt

import pandas as pd
from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.design import Estimates
from analysis.display.comparison_words import ARMS, MAIN, arm_name
from analysis.display.covariates import AND, covariate_name, joined_name, level_name
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.love_plot import ALIKE, ROWS, Balance, love_plot, numbers
from analysis.display.methods import reason_text
from analysis.display.pictures import figure_html, pictures
from analysis.display.tables import FIVES, count, rounded, table
from analysis.display.words import hundredths, percent, say, tenths
from analysis.estimates.quantiles import normal_quantile
from analysis.estimates.target_trial.believed import JOINED, LEFT_OUT, LEVEL, MODEL
from analysis.terms import Language

MODELS = ("begin", "leave")
WEIGHTS = (
    "column_month_at",
    "column_people",
    "column_effective",
    "column_mean_weight",
    "column_weight_99",
    "column_largest_weight",
    "column_truncated",
)
RARE = ("column_rare", "column_person_months", "column_joined_to")
LEVEL_OF_ALL = 0.05
"""How often chance alone may name any difference at all, among all that are looked at."""


def balance(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return how alike both groups are to all who are compared, before and after weighting.

    Args:
        comparison: what is compared.
        rows: the balance of its target trial.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(rows.source, lang)
    head = heading("weights", lang)
    drawn = Balance(comparison, rows, lang)
    if drawn.told.empty:
        return fragment(head + _absent(rows, lang), lang, rows)
    said = paragraphs(texts(drawn), mark)
    names = [level_name(*one, lang) for one in drawn.levels[:3]]
    values = _values(drawn) | {"shown": min(ROWS, len(drawn.levels))}
    alt = say("balance_alt", lang, names="; ".join(names), **values) + mark
    images = pictures(lambda width: love_plot(drawn, width), alt, [rows])
    caption = say("balance_caption", lang, **values) + mark
    body = head + said + figure_html(images, caption, numbers(drawn))
    return fragment(body, lang, rows, kind="figure")


def _absent(rows: Estimates, language: Language) -> Markup:
    """Return in a paragraph that there are no weights to look at, and why."""
    reasons = [reason_text(str(one), language) for one in rows.frame["method"].head(1)]
    said = " ".join([say("weights_absent", language), *reasons])
    return Markup("<p>{}{}</p>").format(said, invented(rows.source, language))


def texts(drawn: Balance) -> list[str]:
    """Return what a reader should conclude, what chance alone would do, and what is not seen."""
    language, values = drawn.language, _values(drawn)
    after = drawn.worst("estimate")
    if after.size <= ALIKE:
        return [say("balance_alike", language, **values), say("balance_unseen", language)]
    rows = drawn.told
    places = len(drawn.levels)
    levels = ["covariate", "level"]
    counts: dict[str, str | int] = {
        "n": len(rows.loc[rows["estimate"].abs() > ALIKE, levels].drop_duplicates()),
        "n_before": len(rows.loc[rows["before"].abs() > ALIKE, levels].drop_duplicates()),
        "level": level_name(after.covariate, after.level, language),
        "arm": arm_name(after.arm, drawn.comparison, language),
        "month": after.month,
    }
    return [
        say("balance_apart", language, places=places, **counts, **values),
        _chance(drawn),
        say("balance_unseen", language),
    ]


def _chance(drawn: Balance) -> str:
    """Return what chance alone would do, and what lies beyond it with all differences looked at.

    A share of n persons, in standard deviations, has the standard error 1 / sqrt(n); n is the
    effective size (Kish 1965), and Bonferroni's limit is that of all differences together.
    """
    language, rows = drawn.language, drawn.told
    fewest = float(rows["effective"].min())
    most = normal_quantile(1 - LEVEL_OF_ALL / 2 / len(rows))
    beyond = rows["estimate"].abs() > most / rows["effective"].map(sqrt)
    levels = rows.loc[beyond & (rows["estimate"].abs() > ALIKE), ["covariate", "level"]]
    pairs = levels.drop_duplicates()
    named = [
        level_name(*one, language) for one in zip(pairs["covariate"], pairs["level"], strict=True)
    ]
    verdict = say("balance_by_chance", language)
    if named:
        verdict = say("balance_beyond", language, levels="; ".join(named))
    said = say(
        "balance_chance",
        language,
        effective=count(fewest, language),
        chance=hundredths(1 / sqrt(fewest), language),
        differences=len(rows),
    )
    return f"{said} {verdict}"


def _values(drawn: Balance) -> dict[str, str | int]:
    return {
        "most": hundredths(drawn.worst("estimate").size, drawn.language),
        "before": hundredths(drawn.worst("before").size, drawn.language),
        "limit": f"{ALIKE}".replace(".", "," if drawn.language is Language.NB else "."),
        "at": _months(drawn),
        "levels": len(drawn.levels),
    }


def _months(drawn: Balance) -> str:
    if len(drawn.months) == 1:
        return say("month_one", drawn.language, first=drawn.months[0])
    first, last = drawn.months
    return say("month_both", drawn.language, first=first, last=last)


def weights(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return the size of weights by arm and month, and what it costs.

    Args:
        comparison: what is compared.
        rows: the weights of its target trial.
        language: nb or en.
    """
    lang = Language(language)
    told = rows.frame.dropna(subset=["estimate"])
    head = Markup("<h3>{}</h3>").format(say("weights_title", lang))
    if told.empty:
        return fragment(head + _absent(rows, lang), lang, rows)
    mark = invented(rows.source, lang)
    least = told.loc[[(told["effective"] / told["n_at_risk"]).idxmin()]].iloc[0]
    text = say(
        "weights_text",
        lang,
        low=hundredths(told["estimate"].min(), lang),
        high=hundredths(told["estimate"].max(), lang),
        arm=arm_name(least["group"], comparison, lang),
        month=int(least["month"]),
        n=_persons(least["n_at_risk"], lang),
        effective=_persons(least["effective"], lang),
        largest=tenths(told["largest"].max(), lang),
    )
    said = Markup("<p>{}{}</p>").format(text, mark)
    note = Markup("<p>{}{}</p>").format(say("weights_note", lang), mark)
    header = [say(name, lang) for name in WEIGHTS]
    body: list[tuple[str, ...]] = []
    for arm in ARMS[MAIN]:
        own = told[told["group"] == arm]
        body += [(arm_name(arm, comparison, lang),)] if len(own) else []
        body += [_line(row, lang) for _, row in own.iterrows()]
    html = head + said + table(header, body) + note
    return fragment(html, lang, rows, kind="wide")


def _line(row: "pd.Series[float]", language: Language) -> tuple[str, ...]:
    return (
        str(int(row["month"])),
        _persons(row["n_at_risk"], language),
        _persons(row["effective"], language),
        hundredths(row["estimate"], language),
        tenths(row["share_99"], language),
        tenths(row["largest"], language),
        say("percent", language, number=tenths(100 * row["truncated"], language)),
    )


def positivity(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return who has no counterpart, how large the models are, and which rare levels were joined.

    Args:
        comparison: what is compared.
        rows: the positivity of its target trial.
        language: nb or en.
    """
    lang = Language(language)
    head = Markup("<h3>{}</h3>").format(say("positivity_title", lang))
    if not (rows.frame["what"] == LEVEL).any():
        return fragment(head + _absent(rows, lang), lang, rows)
    mark = invented(rows.source, lang)
    told = [*positivity_texts(comparison, rows.frame, lang), *_sizes(rows.frame, lang)]
    said = paragraphs(told, mark)
    return fragment(head + said + _rare(rows, lang, mark), lang, rows)


def positivity_texts(comparison: Comparison, rows: pd.DataFrame, language: Language) -> list[str]:
    """Return in sentences at which levels nobody begins in time, and who was left out for it."""
    levels = rows[rows["what"] == LEVEL]
    alone = levels[levels["n_events"] == 0]
    grace = comparison.grace_months
    names = [
        f"{level_name(covariate, level, language)} ({_persons(n, language)})"
        for covariate, level, n in _columns(alone)
    ]
    texts = [say("counterpart_all", language, grace=grace, levels=len(levels))]
    if names:
        texts = [say("counterpart_none", language, grace=grace, levels="; ".join(names))]
    others = levels[levels["n_events"] > 0].dropna(subset=["estimate"])
    if len(others):
        least = others.loc[[others["estimate"].idxmin()]].iloc[0]
        name = level_name(str(least["covariate"]), str(least["level"]), language)
        share = percent(float(least["estimate"]), language)
        texts.append(say("counterpart_least", language, level=name, share=share))
    left = int(rows.loc[rows["what"] == LEFT_OUT, "n_at_risk"].sum())
    if left:
        n = _persons(left, language)
        texts.append(say("counterpart_left_out", language, n=n, grace=grace))
    return texts


def expansion(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return how many person-months will be looked at, for whoever must wait for them.

    Args:
        comparison: what is compared.
        rows: the size of its expansion; none where the study cannot tell, and nothing is said.
        language: nb or en.
    """
    lang = Language(language)
    if rows.frame.empty:
        return fragment(Markup(""), lang, rows)
    months = rows.frame.set_index("model")["estimate"]
    persons = _persons(rows.frame["n_at_risk"].iloc[0], lang)
    begin, leave = (count(months[model], lang) for model in MODELS)
    text = say("expansion", lang, persons=persons, begin=begin, leave=leave)
    said = Markup('<p class="small">{}{}</p>').format(text, invented(rows.source, lang))
    return fragment(said, lang, rows)


def _sizes(rows: pd.DataFrame, language: Language) -> Iterator[str]:
    """Yield how large the expansion to person-months is, of each model."""
    models = rows[rows["what"] == MODEL].set_index("model")
    for model in MODELS:
        if model in models.index and models.loc[[model], "n_at_risk"].iloc[0]:
            row = models.loc[[model]].iloc[0]
            yield say(
                f"expansion_{model}",
                language,
                months=count(row["n_at_risk"], language),
                chosen=_persons(row["n_events"], language),
                coefficients=int(row["coefficients"]),
            )


def _rare(rows: Estimates, language: Language, mark: str) -> Markup:
    """Return rare levels and what they were joined to, folded away; a sentence where none is."""
    joined = rows.frame[rows.frame["what"] == JOINED]
    if joined.empty:
        return Markup("<p>{}{}</p>").format(say("joined_none", language), mark)
    body: list[tuple[str, ...]] = []
    for model in MODELS:
        own = joined[joined["model"] == model]
        body += [(say(f"model_{model}", language),)] if len(own) else []
        groups = own.groupby(["covariate", "to"], sort=False)
        body += [_together(some, language) for _, some in groups]
    header = [say(name, language) for name in RARE]
    note = Markup("<p>{}{}</p>").format(say("joined_note", language), mark)
    return folded(say("joined_title", language), note + table(header, body), mark)


def _together(rows: pd.DataFrame, language: Language) -> tuple[str, str, str]:
    """Return rare levels that were joined, their person-months, and to what."""
    covariate, to = str(rows["covariate"].iloc[0]), str(rows["to"].iloc[0])
    rare = joined_name(covariate, AND.join(rows["level"]), language)
    other = joined_name(covariate, to, language)
    name = f"{covariate_name(covariate, language)}: {rare}"
    joined = say("each_other", language) if other == rare else other
    return name, _persons(float(rows["n_at_risk"].sum()), language), joined


def _columns(rows: pd.DataFrame) -> Iterator[tuple[str, str, float]]:
    """Yield covariate, level and number of persons of rows."""
    yield from zip(rows["covariate"], rows["level"], rows["n_at_risk"], strict=True)


def _persons(n: float, language: Language) -> str:
    """Return a number of persons to the nearest of FIVES; of fewer only that."""
    if 0 < n < FIVES:
        return say("under", language, share=FIVES)
    return count(rounded(n), language)
