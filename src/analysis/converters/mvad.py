"""The mvad survey (712 young people in Northern Ireland, 1993-1999) as registers.

The nearest open persons to this project's: monthly states, areas, sex and schooling. Source:
McVicar, D. and Anyadike-Danes, M. (2002), Journal of the Royal Statistical Society A 165(2),
317-334; distributed with the R package TraMineR.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import DataError

BOARDS = ("Belfast", "N.Eastern", "Southern", "S.Eastern", "Western")
LEVELS = {"school": "upper_secondary", "FE": "upper_secondary", "HE": "higher"}
STATES = ("employment", "training", "joblessness", *LEVELS)
FIRST, MONTHS = "1993-07", 72
YES_NO = ("yes", "no")
TO_DO = "Give the file as TraMineR has it."

DATASET = {
    "name": "mvad",
    "access": "public",
    "selected_by": "started",
    "first_observed": FIRST,
    "last_observed": "1999-06",
    "delivered": "2002",
    "source": "McVicar and Anyadike-Danes (2002), JRSS A 165(2), 317-334; R package TraMineR",
    "contact": "TraMineR, the R package that distributes the survey",
    "area_scheme": "own",
}


def convert_mvad(file: Path) -> tuple[dict[str, object], dict[str, pd.DataFrame]]:
    """Return dataset fields and tables of the contract from mvad.csv.

    Programme start is 15 June 1993, so July 1993 is month 1. School and further education are
    upper secondary, HE is higher; training is an activity and no work.

    Raises:
        DataError: the file is not mvad.csv: columns, states or the one area a person.
    """
    wide = _read(file)
    months = pd.period_range(FIRST, periods=MONTHS, freq="M")
    states = wide[[month.strftime("%b.%y") for month in months]].set_axis(months, axis=1)
    spells = _spells(states.set_axis(wide["id"], axis=0))
    jobs = spells[spells["state"] == "employment"].drop(columns="state")
    schooled = spells[spells["state"].isin(list(LEVELS))]
    training = spells[spells["state"] == "training"].drop(columns="state")
    tables = {
        "participants": _participants(wide),
        "jobs": jobs,
        "education": schooled.assign(level=schooled["state"].map(LEVELS)).drop(columns="state"),
        "activities": training.assign(kind="training"),
        "areas": pd.DataFrame({"code": BOARDS, "name": BOARDS, "year": 1993}),
    }
    return dict(DATASET), {name: table.reset_index(drop=True) for name, table in tables.items()}


def _read(file: Path) -> pd.DataFrame:
    if not file.is_file():
        raise DataError(f"No file {file}.\nGive the path of mvad.csv.")
    try:
        wide = pd.read_csv(file, dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, UnicodeDecodeError, pd.errors.EmptyDataError) as error:
        raise DataError(_not_mvad(file.name, "it is no CSV in UTF-8")) from error
    months = pd.period_range(FIRST, periods=MONTHS, freq="M").strftime("%b.%y")
    needed = ["id", "weight", "male", "gcse5eq", *BOARDS, *months]
    missing = [name for name in needed if name not in wide]
    if missing:
        raise DataError(_not_mvad(file.name, f"no column '{missing[0]}'"))
    boards = (wide[list(BOARDS)] == "yes").sum(axis=1)
    rules = {
        "'id' stands once": ~wide["id"].duplicated() & (wide["id"] != ""),
        "'weight' is a number": wide["weight"].str.fullmatch(r"[0-9]+(\.[0-9]+)?"),
        "'male' is yes or no": wide["male"].isin(YES_NO),
        "'gcse5eq' is yes or no": wide["gcse5eq"].isin(YES_NO),
        f"a state is one of {', '.join(STATES)}": wide[list(months)].isin(STATES).all(axis=1),
        "each person has 'yes' in exactly one of the five areas": boards == 1,
    }
    for rule, holds in rules.items():
        if not holds.all():
            row = int(np.argmin(holds)) + 2
            raise DataError(f"{file.name}, row {row}: {rule}.\n{TO_DO}")
    return wide


def _not_mvad(name: str, why: str) -> str:
    return f"{name} is not the mvad file: {why}.\n{TO_DO}"


def _participants(wide: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person_id": wide["id"],
            "municipality": (wide[list(BOARDS)] == "yes").idxmax(axis=1),
            "programme_start": pd.Timestamp("1993-06-15"),
            "sex": wide["male"].map({"yes": "male", "no": "female"}),
            "prior_education": wide["gcse5eq"].map({"yes": "upper_secondary", "no": "grunnskole"}),
            "weight": wide["weight"].astype(float),
        }
    )


def _spells(states: pd.DataFrame) -> pd.DataFrame:
    """Return one row a stretch of equal states: person_id, state, start, end (last day)."""
    long = states.stack().reset_index().set_axis(["person_id", "month", "state"], axis=1)
    new = (long["person_id"] != long["person_id"].shift()) | (
        long["state"] != long["state"].shift()
    )
    grouped = long.groupby(new.cumsum())
    spells = grouped.agg(
        person_id=("person_id", "first"),
        state=("state", "first"),
        first=("month", "first"),
        last=("month", "last"),
    )
    start = spells["first"].dt.to_timestamp().astype("datetime64[s]")
    end = spells["last"].dt.to_timestamp(how="end").dt.normalize().astype("datetime64[s]")
    return spells[["person_id", "state"]].assign(start=start, end=end)
