"""What a test of equal hazards or incidences starts from, and what it comes to.

A test is of groups in one table of events. Only what is at risk in the same month, and in the same
stratum, is compared, so that late entry and strata need nothing more than the counts of those.
"""

from dataclasses import dataclass, replace
from math import nan

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.checked_events import NEEDED, refuse_columns
from analysis.estimates.influence import Influence
from analysis.estimates.quantiles import chi_square_beyond, f_beyond
from analysis.estimates.units import Arcs, Floats, Ints, Rows, by_unit, rows_of

SINGULAR = 1e-9
"""A correlation matrix with an eigenvalue below this tells fewer things than it has rows."""


@dataclass(frozen=True, eq=False)
class Compared:
    """The rows of a table of events with their groups and strata.

    Attributes:
        rows: the table's rows of persons.
        group: position of each row's group in `names`.
        stratum: position of each row's stratum.
        names: the groups.
        n_strata: number of strata.
        stratified: whether strata were asked for.
    """

    rows: Rows
    group: Ints
    stratum: Ints
    names: tuple[str, ...]
    n_strata: int
    stratified: bool

    def counts(self, arcs: Arcs) -> tuple[Floats, Floats]:
        """Return who is at risk, and who moves, in weights.

        Returns:
            Strata x groups x months, and strata x groups x months x arcs.
        """
        n_groups = len(self.names)
        cells, cell = np.unique(self.stratum * n_groups + self.group, return_inverse=True)
        counts = by_unit(self.rows, arcs, self.rows.w, cell)
        months = counts.at_risk.shape[1]
        at_risk = np.zeros((self.n_strata * n_groups, months))
        moves = np.zeros((*at_risk.shape, len(arcs)))
        at_risk[cells], moves[cells] = counts.at_risk[:, :, 0], counts.moves
        shape = (self.n_strata, n_groups, months)
        return at_risk.reshape(shape), moves.reshape(*shape, len(arcs))

    def persons(self) -> Ints:
        """Return the number of persons by group."""
        return np.bincount(self.group, self.rows.n, len(self.names)).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Equality:
    """What a test of equal groups comes to.

    Attributes:
        test: its name.
        statistic: chi-square, or F where there are clusters, or the largest |z| of several.
        degrees: degrees of freedom; missing where the statistic has none.
        denominator: those of the denominator of F; missing else.
        p: chance of such a statistic or a larger one if the groups are equal.
        groups: group, n_persons, observed, expected (events if all were equal; in weights).
        method: how it was tested.
    """

    test: str
    statistic: float
    degrees: float
    denominator: float
    p: float
    groups: pd.DataFrame
    method: str

    def tidy(self) -> pd.DataFrame:
        """Return one row: test, statistic, degrees_of_freedom, denominator, p, n_…, method."""
        return pd.DataFrame(
            {
                "test": [self.test],
                "statistic": self.statistic,
                "degrees_of_freedom": self.degrees,
                "denominator": self.denominator,
                "p": self.p,
                "n_groups": len(self.groups),
                "n_persons": int(self.groups["n_persons"].sum()),
                "n_events": float(self.groups["observed"].sum()),
                "method": self.method,
            }
        )


def compared(
    events: pd.DataFrame, group: str, strata: str | None = None, cluster: str | None = None
) -> Compared:
    """Return a table of events as groups to be compared.

    Args:
        events: the group's column, entry, duration (months), cause, n; where they exist w and w2.
        group: its column of groups.
        strata: its column of strata; None: one stratum.
        cluster: its column of clusters; left aside where they tell no spread (definitions.md 19).

    Raises:
        EstimationError: fewer than two groups, a group without persons, a group or stratum missing,
            or what `rows_of` refuses.
    """
    columns = [name for name in (group, strata) if name is not None]
    refuse_columns(events, (*NEEDED, *columns))
    for name in columns:
        if events[name].isna().any():
            raise EstimationError(
                f"Column '{name}' is missing in some rows of the table of events."
                "\nName what is not known, for instance 'unknown': it is a group of its own."
            )
    peopled = events[~(events["n"] == 0)]
    codes, names = pd.factorize(peopled[group], sort=True)
    empty = len(_groups(events[group])) - len(names)
    if empty:
        raise EstimationError(
            f"{empty} of the groups in '{group}' have no persons."
            "\nLeave groups without persons out before the test."
        )
    if len(names) < 2:
        raise EstimationError(
            f"'{group}' holds {len(names)} group: there is nothing to compare."
            "\nA test needs at least two groups."
        )
    if len(set(map(str, names))) < len(names):
        raise EstimationError(
            f"Two groups in '{group}' have one name, such as the number 1 and the text '1'."
            "\nMake all of them texts."
        )
    stratum, kinds = pd.factorize(peopled[strata], sort=True) if strata else (codes * 0, [""])
    rows = rows_of(peopled, cluster)
    return Compared(rows, codes, stratum, tuple(map(str, names)), len(kinds), strata is not None)


def _groups(column: pd.Series) -> pd.Index:
    """Return the groups that a column can hold: its categories, or the values in it."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.categories
    return pd.Index(column.unique())


def observed_and_expected(those: Compared, observed: Floats, expected: Floats) -> pd.DataFrame:
    """Return the rows of `Equality.groups`.

    Raises:
        EstimationError: nobody had the event.
    """
    if not observed.sum() > 0:
        raise EstimationError("Nobody in these groups has the event: there is nothing to compare.")
    frame = {"group": those.names, "n_persons": those.persons()}
    return pd.DataFrame({**frame, "observed": observed, "expected": expected})


def chi_square(score: Floats, variance: Floats) -> float:
    """Return the scores' length in units of their variance; scores add up to 0 over groups.

    Raises:
        EstimationError: some group is never compared with the others.
    """
    part = variance[:-1, :-1]
    scale = np.sqrt(np.diag(part))
    if not (scale > 0).all() or np.linalg.eigvalsh(part / np.outer(scale, scale))[0] < SINGULAR:
        raise EstimationError(
            "The groups cannot all be compared: in the months with events, some of them are never"
            " at risk together with the others."
            "\nLeave those groups out, join groups, or take fewer strata."
        )
    z = score[:-1] / scale
    return float(z @ np.linalg.solve(part / np.outer(scale, scale), z))


def p_of_chi_square(statistic: float, degrees: int) -> float:
    """Return the chance of a larger chi-square."""
    return chi_square_beyond(statistic, degrees)


def robust(score: Floats, influence: Influence) -> tuple[float, float, float]:
    """Return chi-square and its p by persons; F, its denominator's degrees and its p by clusters.

    The denominator's degrees start from those of the least certain score. With G equal clusters
    there are G - 1 for two groups, and one less for each further group. What clusters add to the
    scores is taken around their share of them, as around an estimate: a difference that all have in
    common is none between them. So of G equal ones it is Hotelling's test of a mean.

    Raises:
        EstimationError: as `chi_square`; or there are too few clusters for so many groups.

    Source:
        Hotelling (1931); Korn and Graubard (1990), the adjusted Wald statistic.
    """
    degrees = len(score) - 1
    if influence.clusters is None:
        statistic = chi_square(score, influence.covariance())
        return statistic, nan, p_of_chi_square(statistic, degrees)
    known = float(influence.degrees().min())
    left = known - degrees + 1
    if left <= 0:
        raise EstimationError(
            f"{len(influence.by_unit)} clusters cannot tell {degrees + 1} groups apart."
            "\nA clustered test needs more clusters than groups, and large ones count for less."
        )
    around = influence.by_unit - np.outer(influence.clusters.share, score)
    covariance = replace(influence, by_unit=around).covariance()
    ratio = chi_square(score, covariance) * left / (known * degrees)
    return ratio, left, f_beyond(ratio, degrees, left)
