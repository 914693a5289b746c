"""What a release tells of every choice at once, so that two of its answers open no person.

Specifications differ by one rule, so that exact answers to many of them would give persons back.
Answers to many questions do so where each is nearer than about the square root of the number of
persons (Dinur and Nissim, 2003). So shares of everybody are told in steps no finer than
1 / sqrt(persons), which is what chance alone moves them by, and of a municipality no share at all:
only between which quarters of a ranking it lies, whose shares are of counts in fives.
"""

from collections.abc import Callable, Collection, Iterator

import numpy as np
import pandas as pd

from analysis.design import Spec, StudyDesign
from analysis.errors import AnalysisError
from analysis.estimates.live import LiveStudy
from analysis.estimates.sweep.answer import some_counts
from analysis.estimates.sweep.counts import Counts
from analysis.estimates.sweep.ranks import ranges_of
from analysis.estimates.sweep.specifications import Impossible, impossible_rows
from analysis.estimates.sweep.table import Table
from analysis.estimates.units import FEWEST_CLUSTERS
from analysis.reference.series import OFFICIAL
from analysis.release.foretold import foretold
from analysis.release.protect import CURVE_PERSONS, INSIDERS, Shown, in_fives
from analysis.release.remainder import BASE
from analysis.release.rounded import TIE
from analysis.release.ways import effects_told, told_of_all
from analysis.terms import Estimand
from analysis.timeline.weights import refuse_weights

MAIN, NEAR, FAR = "choices", "near_choices", "far_choices"
"""The grids that a release answers; NEAR is the one of municipalities, since it leaves out the
fewest of them, and no choice in it is far from the official rule."""
LATER = "self_sufficient"
"""The measure that candidates foretell."""
QUARTERS = 4
WHOLE = "; told in whole per cent"
HOW_MANY = r"\b\d+ municipalities"


def asked_of_all(study: LiveStudy, measures: Collection[str]) -> list[Spec]:
    """Return what a release of these measures tells of all choices, and of what foretells."""
    grids = [study.grid(name) for name in (MAIN, NEAR, FAR)]
    main, near, _ = grids
    found = [main.ask(Estimand.SPECIFICATIONS), near.ask(Estimand.SPECIFICATIONS)]
    found += [
        main.ask(Estimand.CHOICE_EFFECTS),
        main.ask(Estimand.IMPOSSIBLE),
        near.ask(Estimand.RANK_RANGE),
    ]
    found += [grid.ask(Estimand.VARIANCE_SHARES) for grid in grids]
    found = found if OFFICIAL in measures else []
    return found + ([StudyDesign(LATER).ask(Estimand.FORETELLING)] if LATER in measures else [])


def answers_of_all(
    study: LiveStudy, asked: list[Spec], refused: dict[str, str], *, is_published: bool
) -> Iterator[tuple[Spec, pd.DataFrame]]:
    """Yield what is released of each spec; into `refused` goes why one cannot be answered.

    Where results of the same leavers are published, shares read on the official days are left out:
    they would tell of cohorts that are not published, by subtraction. No method says of how many
    municipalities: one that is there for one of its persons would be there or not with him.
    """
    for spec in asked:
        try:
            rows = _answer(study, spec, is_published=is_published)
        except AnalysisError as error:
            refused[str(spec)] = str(error).splitlines()[0]
            continue
        rows["method"] = rows["method"].str.replace(HOW_MANY, "municipalities", regex=True)
        empty = {name: "" for name in ("measure", "origin") if name not in rows}
        yield spec, rows.assign(spec=str(spec), shown=Shown.FULL.value, **empty)


def _answer(study: LiveStudy, spec: Spec, *, is_published: bool) -> pd.DataFrame:
    if spec.estimand in PROTECTED:
        return PROTECTED[spec.estimand](study.estimates(spec).frame)
    refuse_weights(study.registers, "grids of choices")
    counts = some_counts(study, spec.grid)
    if spec.estimand not in OF_TOLD:
        return OF_COUNTS[spec.estimand](counts).assign(grid=spec.grid)
    rows = told_of_all(counts)
    if is_published:
        rows = rows[~rows["specification"].isin(read_officially(counts))].reset_index(drop=True)
    return OF_TOLD[spec.estimand](counts, rows).assign(grid=spec.grid)


def read_officially(of: Counts) -> list[int]:
    """Return the numbers of specifications that are read in a calendar month, as the official."""
    return [
        number
        for number, one in enumerate(of.asked)
        if one.point.read_in is not None or one.measure.read_in is not None
    ]


def variance_in_per_cent(rows: pd.DataFrame) -> pd.DataFrame:
    """Return shares of variance in whole per cent, of enough municipalities to have intervals.

    How many these are is told in fives, rounded down.
    """
    told = rows[rows["n_at_risk"] >= FEWEST_CLUSTERS]
    return told.assign(
        estimate=told["estimate"].round(2),
        deviation=told["deviation"].round(2),
        lower=(np.floor(told["lower"] * 100 + TIE) / 100),
        upper=(np.ceil(told["upper"] * 100 - TIE) / 100),
        n_at_risk=told["n_at_risk"] // BASE * BASE,
        method=told["method"] + WHOLE,
    )


def quarters(of: Counts) -> pd.DataFrame:
    """Return between which quarters of the ranking each municipality lies.

    Ranked are municipalities with more persons than a curve needs under every specification, by
    shares of counts in fives: whatever is made of the answers, nothing below five comes out.

    Returns:
        Columns municipality, over, and those of estimates: lower is the first rank of the best
        quarter, upper the last of the worst, n_events the number of municipalities ranked; there is
        no rank and no number of persons. No rows of fewer than FEWEST_CLUSTERS municipalities.
    """
    n, events = of.together
    large = np.flatnonzero((n - INSIDERS >= CURVE_PERSONS).all(axis=0))
    if len(large) < FEWEST_CLUSTERS:
        return pd.DataFrame(columns=["municipality", "over", "method"], dtype=object)
    fives, inside = (in_fives(counts[:, large]) for counts in (n, events))
    share = inside.clip(BASE, fives - BASE) / fives  # a share near 0 says what a band does not
    codes = tuple(of.codes[place] for place in large)
    rows = ranges_of(Table(share, fives, of.weight, of.shared[large], codes))
    ranked = len(large)
    first, last = (np.ceil(QUARTERS * rows[end] / ranked) for end in ("lower", "upper"))
    return rows.assign(
        estimate=np.nan,
        lower=np.floor((first - 1) * ranked / QUARTERS) + 1,
        upper=np.floor(last * ranked / QUARTERS),
        n_at_risk=np.nan,
        method=rows["method"] + "; shares of counts in fives, told in quarters of the ranking",
    )


def of_prevalence(of: Counts) -> list[Impossible]:
    """Return what has no prevalence: nothing else of a specification is released."""
    return [one for one in of.impossible if one.estimand is Estimand.PREVALENCE]


PROTECTED: dict[Estimand, Callable[[pd.DataFrame], pd.DataFrame]] = {
    Estimand.VARIANCE_SHARES: variance_in_per_cent,
    Estimand.FORETELLING: foretold,
}
"""What is made of the rows of persons."""
OF_COUNTS: dict[Estimand, Callable[[Counts], pd.DataFrame]] = {
    Estimand.IMPOSSIBLE: lambda of: impossible_rows(of.grid, of_prevalence(of)),  # no person's
    Estimand.RANK_RANGE: quarters,
}
"""What is made of the counts of every specification."""
OF_TOLD: dict[Estimand, Callable[[Counts, pd.DataFrame], pd.DataFrame]] = {
    Estimand.SPECIFICATIONS: lambda _, told: told,
    Estimand.CHOICE_EFFECTS: effects_told,
}
"""What is made of what is told of every specification; incidence and loss stay."""
