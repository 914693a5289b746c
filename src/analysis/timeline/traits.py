"""What is known of people at time zero: the covariates that do not change."""

from collections.abc import Sequence

import pandas as pd

from analysis.terms import Covariate

TRAITS = {
    Covariate.SEX: "sex",
    Covariate.AGE: "age",
    Covariate.COUNTRY_OF_ORIGIN: "country",
    Covariate.ADMISSION: "admission",
    Covariate.PRIOR_EDUCATION: "prior_education",
    Covariate.TRACK: "track",
}
"""What people were when they came: known at time zero, and the columns of a cohort that hold it."""
KNOWN = {**TRAITS, Covariate.COUNTY: "county"}
"""The same, and where they live: all that is known at time zero and is no calendar time."""


def traits(frame: pd.DataFrame, asked: Sequence[Covariate]) -> pd.DataFrame:
    """Return covariates known at time zero as texts, a row a person; those not there are left out.

    Args:
        frame: of the cohort; index person.
        asked: covariates; those that change are passed over.
    """
    found = {one: frame[name] for one, name in KNOWN.items() if one in asked and name in frame}
    texts = {str(one): column.astype(str) for one, column in found.items()}
    return pd.DataFrame(texts, index=frame.index)


def lacking_traits(frame: pd.DataFrame, asked: Sequence[Covariate]) -> list[Covariate]:
    """Return the covariates known at time zero that were asked for and are not there."""
    return [one for one in asked if one in KNOWN and KNOWN[one] not in frame]
