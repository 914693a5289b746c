"""What each estimator takes, and what it refuses: a part of the page of agreement."""

from dataclasses import dataclass

YES, NO = "yes", "–"
APART = "a curve each"
CURVE = "Greenwood; weights: persons; clusters"
COUNTED = "model; persons; clusters"


@dataclass(frozen=True)
class Estimator:
    """A row.

    Attributes:
        name: what is estimated.
        where: module and function under `analysis.estimates`.
        weights, late, strata: whether persons with weights, late entrants and strata are taken.
        units: what intervals or tests are by.
        said: what is refused or said, not computed.
    """

    name: str
    where: str
    weights: str
    late: str
    strata: str
    units: str
    said: str


ENDS = "a group of nobody; ends where nobody is at risk, or all at risk move while others are free"
FITS = "separation, no convergence, no events, a level or stratum never seen, weights not above 0"
ESTIMATORS = (
    Estimator("Kaplan-Meier", "survival.kaplan_meier", YES, YES, APART, CURVE, ENDS),
    Estimator(
        "limits of a flat tail",
        "survival.kaplan_meier",
        YES,
        YES,
        APART,
        f"{CURVE}; Peto's by person",
        "Peto's of clusters",
    ),
    Estimator(
        "median, quantiles",
        "survival.quantile",
        YES,
        YES,
        APART,
        "the curve's limits",
        "a share that is not reached is missing; other estimands",
    ),
    Estimator("Nelson-Aalen", "survival.nelson_aalen", YES, YES, APART, CURVE, ENDS),
    Estimator(
        "Aalen-Johansen of event, exits, free",
        "survival.in_state",
        YES,
        YES,
        APART,
        "persons; clusters",
        ENDS,
    ),
    Estimator(
        "occupation of states",
        "occupation.occupation",
        "yes, one mean spread",
        "as seen",
        APART,
        "months of persons (Markov); clusters (no Markov)",
        "a month between others in which nobody is seen",
    ),
    Estimator(
        "restricted mean, months in a state",
        "means.means",
        YES,
        YES,
        APART,
        "the curve's",
        "a horizon beyond the curve; a mean without a variance has no limits",
    ),
    Estimator(
        "difference and ratio of means",
        "means.difference",
        YES,
        YES,
        APART,
        "the curves', clusters in both groups once",
        "curves of two estimands; a ratio has no limits before any event",
    ),
    Estimator(
        "pseudo-values",
        "pseudo_values.pseudo_values",
        "refused",
        YES,
        APART,
        NO,
        "a month in which without some person nobody is at risk",
    ),
    Estimator(
        "log-rank, Fleming-Harrington",
        "log_rank.log_rank",
        YES,
        YES,
        YES,
        "ties; weights: persons; clusters (F)",
        "no events; groups never at risk together; clusters too few for so many groups",
    ),
    Estimator(
        "max-combo",
        "max_combo.max_combo",
        "refused",
        YES,
        YES,
        "ties",
        "more than two groups; has no clusters (definitions 25)",
    ),
    Estimator(
        "Gray's test",
        "gray.gray",
        "refused",
        YES,
        YES,
        "ties",
        "a group with nobody at risk between others; has no clusters",
    ),
    Estimator(
        "simultaneous bands",
        "bands.band",
        YES,
        YES,
        APART,
        "the curve's",
        "months beyond the curve; months in which nothing is uncertain; sums of hazards",
    ),
    Estimator(
        "models of months: cloglog, logit, piecewise exponential",
        "hazards.discrete_time.discrete_time",
        "yes, by person",
        YES,
        YES,
        COUNTED,
        FITS,
    ),
    Estimator(
        "absolute risks of models",
        "hazards.absolute.incidence",
        YES,
        YES,
        YES,
        COUNTED,
        "patterns never seen; begins and ends where a stratum has nobody at risk; hazards above 1"
        " together",
    ),
    Estimator(
        "Cox, Efron and Breslow; covariates and coefficients that change",
        "hazards.cox.cox",
        "yes, by person",
        YES,
        YES,
        COUNTED,
        FITS,
    ),
    Estimator(
        "Fine-Gray",
        "hazards.fine_gray.fine_gray",
        YES,
        YES,
        "yes, one law of censoring",
        "persons; clusters",
        f"{FITS}; covariates or coefficients that change; a month in which all have just entered",
    ),
    Estimator(
        "proportional hazards",
        "hazards.proportional.proportional",
        "refused",
        YES,
        YES,
        "model",
        "Fine-Gray; models of months; too few months with events",
    ),
    Estimator(
        "bootstrap of municipalities",
        "bootstrap.bootstrap",
        YES,
        YES,
        APART,
        "clusters",
        "fewer than ten clusters, or one with nearly all; a draw that ends is bounded",
    ),
)

COLUMNS = ("estimator", "asked of", "weights", "late entry", "strata", "intervals or tests by")
HEAD = f"""
## What each takes, and what it says instead of a number

Persons of all are rows of counts. Clusters of curves are told only where there are ten, which count
for two of one size (definitions 19); else intervals are by person, and `method` says so.

| {" | ".join(COLUMNS)} | refused, or said |
|{"---|" * (len(COLUMNS) + 1)}"""


def table() -> str:
    """Return the part of the page."""
    lines = [
        f"| {one.name} | `{one.where}` | {one.weights} | {one.late} | {one.strata} | {one.units} |"
        f" {one.said} |"
        for one in ESTIMATORS
    ]
    return "\n".join([HEAD, *lines])
