"""Published results of the introduction programme, by municipality, as one series.

Source of the counts: Statistics Norway, StatBank table 10824 (former participants by region, sex
and status in November), and for the activity at exit IMDi; both under the Norwegian Licence for
Open Government Data. A colon stands for a figure that was withheld.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.converters.published_csv import read_lines, refuse, refuse_unknown
from analysis.converters.statbank import after_exit, is_statbank, read_json, refuse_by_age
from analysis.errors import DataError
from analysis.official_terms import EVERYBODY, Level, OfficialStatus
from analysis.reference.series import AT_EXIT, COLUMNS, FOUND, Series, check_series
from analysis.terms import Sex

WITHHELD = ":"
UNTOLD = (WITHHELD, "")
NOBODY = (".", "")
"""What stands in every cell of a place that nobody left."""
LEVELS = {
    "nation": Level.COUNTRY,
    "fylke": Level.COUNTY,
    "kommune": Level.MUNICIPALITY,
    "bydel": Level.DISTRICT,
}
WIDTH = {Level.COUNTRY: 2, Level.COUNTY: 2, Level.MUNICIPALITY: 4, Level.DISTRICT: 6}
SEXES = {"both": EVERYBODY, "men": Sex.MALE.value, "women": Sex.FEMALE.value}
SUMS = {
    "n_work_or_edu": OfficialStatus.WORK_OR_EDUCATION,
    "n_unemployed_or_measures": OfficialStatus.UNEMPLOYED_OR_MEASURES,
    "n_other_or_unknown": OfficialStatus.OTHER,
}
PARTS = {
    "n_work_only": OfficialStatus.EMPLOYED,
    "n_work_and_edu": OfficialStatus.EMPLOYED_AND_EDUCATION,
    "n_edu_only": OfficialStatus.EDUCATION,
}
DESTINATIONS = {
    "n_work": "work",
    "n_education": "education",
    "n_grunnskole": "grunnskole",
    "n_qualification": "qualification",
    "n_social_assistance": "social_assistance",
    "n_other_benefit": "other_benefit",
    "n_other": "other",
}
AFTER = ["level", "region", "status_year", "years_since_exit", "sex", "n_total", *SUMS]
EXITS = ["level", "region", "exit_year", "sex", "n_total", *DESTINATIONS]
COUNTRY = ["status_year", "exit_year", "sex", "n_total", *SUMS, *PARTS]
NOT_RESULTS = ["school_year_start", "n_adults_in_grunnskole"]
WITHHELD_NOTE = (
    "':' in the published tables is withheld to protect persons: never zero, and not missing at"
    " random."
)
BLOCK = ["exit_year", "years_after", "sex"]
SOURCE = (
    "Statistics Norway (SSB), table 10824, former participants in the introduction programme, and"
    " IMDi, activity at exit; under NLOD"
)


def convert_ssb(files: Sequence[Path]) -> tuple[Series, list[str]]:
    """Return the published series that files hold, and the names of files that hold no result.

    Args:
        files: tables as CSV or, of StatBank, JSON-stat 2, told from each other by their columns; a
            folder stands for its own CSV files.

    Raises:
        DataError: a file is no such table, a cell breaks a rule, or a figure stands in two files.
    """
    parts, unused = [], []
    for file in _each(files):
        made = _rows(_read(file), file.name)
        if made is None:
            unused.append(file.name)
        else:
            found = [f"{file.name}, {made.index.name} {line}" for line in made.index]
            parts.append(made.assign(**{FOUND: found}))
    if not any(map(len, parts)):
        raise DataError("No file holds results of former participants.\nName the tables by SSB.")
    checked = check_series(pd.concat(parts, ignore_index=True)[[*COLUMNS, FOUND]])
    _check_counties(checked)
    frame = checked[COLUMNS]
    notes = (WITHHELD_NOTE, *_absent(frame))
    name = "Published results of the introduction programme"
    return Series(frame, name, SOURCE, "Statistics Norway, ssb.no/introinnv", notes), unused


def _each(files: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for file in files:
        inside = sorted(file.iterdir()) if file.is_dir() else [file]
        tables = [one for one in inside if one == file or one.suffix.lower() == ".csv"]
        if not tables:
            raise DataError(f"{file} has no CSV file.\nName the tables.")
        found += tables
    return found


def _read(file: Path) -> pd.DataFrame:
    is_json = file.is_file() and file.suffix.lower() == ".json"
    return read_json(file) if is_json else read_lines(file)


def _rows(wide: pd.DataFrame, name: str) -> pd.DataFrame | None:
    """Return the rows of one table, whichever it is; None where it holds no result."""
    if set(NOT_RESULTS) <= set(wide):
        return None
    if is_statbank(wide):
        return after_exit(wide, name)
    if set(AFTER) <= set(wide):
        return _after_exit(wide, name)
    if set(EXITS) <= set(wide):
        return _at_exit(wide, name)
    if set(COUNTRY) <= set(wide):
        return _country(wide, name)
    refuse_by_age(wide, name)
    raise DataError(
        f"{name}: its columns are of none of the tables that are known."
        f"\nStatus after exit has {', '.join(AFTER)}; activity at exit {', '.join(EXITS)}; the"
        f" country {', '.join(COUNTRY)}. A download of StatBank's table 10824 has region, kjønn,"
        " avsluttet eller avbrutt introduksjonsprogram and arbeidsmarkedsstatus."
    )


def _after_exit(wide: pd.DataFrame, name: str) -> pd.DataFrame:
    _check(wide, name, ["status_year"], ["n_total", *SUMS])
    later = wide["years_since_exit"].str.fullmatch("[1-9][0-9]?")
    refuse(later, name, "years_since_exit", "a whole number from 1, for November after the exit")
    _check_per_cent(wide, name)
    status = wide["status_year"].astype(int)
    after = wide["years_since_exit"].astype(int)
    if "exit_cohort" in wide:
        holds = wide["exit_cohort"] == (status - after).astype(str)
        refuse(holds, name, "exit_cohort", "status_year less years_since_exit")
    keys = _place(wide, name).assign(exit_year=status - after, years_after=after)
    return pd.concat([_of(wide, keys, column, status) for column, status in SUMS.items()])


def _at_exit(wide: pd.DataFrame, name: str) -> pd.DataFrame:
    told = ~wide[["n_total", *DESTINATIONS]].isin(NOBODY).all(axis=1)
    wide = wide[told]
    _check(wide, name, ["exit_year"], ["n_total", *DESTINATIONS])
    _check_per_cent(wide, name)
    keys = _place(wide, name).assign(exit_year=wide["exit_year"].astype(int), years_after=AT_EXIT)
    return pd.concat([_of(wide, keys, column, reason) for column, reason in DESTINATIONS.items()])


def _country(wide: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return rows of the country: work and education apart where they are, else their sum."""
    _check(wide, name, ["status_year", "exit_year"], ["n_total", *SUMS])
    apart = (wide[list(PARTS)] != "").all(axis=1)
    _check(wide[apart], name, [], list(PARTS))
    _check_per_cent(wide.assign(level="nation"), name)
    exits, status = wide["exit_year"].astype(int), wide["status_year"].astype(int)
    refuse(status > exits, name, "status_year", "after exit_year")
    adds = wide.loc[apart, list(PARTS)].apply(_number).sum(axis=1, skipna=False)
    adds_up = (adds == _number(wide.loc[apart, "n_work_or_edu"])).fillna(value=True)
    refuse(adds_up, name, "n_work_or_edu", f"the sum of {', '.join(PARTS)}")
    placed = _place(wide.assign(level="nation", region="00"), name)
    keys = placed.assign(exit_year=exits, years_after=status - exits)
    others = {name: status for name, status in SUMS.items() if name != "n_work_or_edu"}
    parts = [_of(wide, keys, column, status) for column, status in others.items()]
    parts += [_of(wide[apart], keys[apart], column, status) for column, status in PARTS.items()]
    summed = ("n_work_or_edu", SUMS["n_work_or_edu"])
    return pd.concat([*parts, _of(wide[~apart], keys[~apart], *summed)])


def _check_counties(frame: pd.DataFrame) -> None:
    """Refuse municipalities that together have more persons than their county: rows out of place.

    Raises:
        DataError: naming the county, years and sex, and rows of the county and its largest.
    """
    keys = ["county", *BLOCK, "status"]
    own = frame[frame["level"] == Level.MUNICIPALITY]
    own = own.assign(county=own["code"].str[:2]).sort_values("persons", ascending=False)
    sums = own.groupby(keys)["persons"].sum()
    county = frame[frame["level"] == Level.COUNTY].rename(columns={"code": "county"})
    known = county.set_index(keys).dropna(subset="persons")
    more = sums.reindex(known.index).fillna(0) > known["persons"]
    if more.any():
        key = known.index[more.to_numpy(dtype=bool)][0]
        where = ", ".join(f"{name} {value}" for name, value in zip(keys, key, strict=True))
        largest = own.groupby(keys)[FOUND].first()[key]
        raise DataError(
            f"{known.loc[key, FOUND]}: the municipalities of a county have more persons than the"
            f" county: {where}; the largest of them is {largest}."
            "\nTheir rows are out of place in the file."
            "\nLeave the municipalities of these years out, or get the table anew."
        )


def _absent(frame: pd.DataFrame) -> list[str]:
    """Return which years the country has and municipalities have not."""
    years = ["exit_year", "years_after"]
    of = {level: frame[frame["level"] == level] for level in (Level.COUNTRY, Level.MUNICIPALITY)}
    have = {
        level: set(rows[years].itertuples(index=False, name=None)) for level, rows in of.items()
    }
    absent = sorted(have[Level.COUNTRY] - have[Level.MUNICIPALITY])
    if not absent or not have[Level.MUNICIPALITY]:
        return []
    told = ", ".join(f"{year} after {after}" for year, after in absent)
    return [f"No rows of municipalities for leavers of (year after years): {told}."]


def _place(wide: pd.DataFrame, name: str) -> pd.DataFrame:
    refuse(wide["level"].isin(list(LEVELS)), name, "level", f"one of {', '.join(LEVELS)}")
    refuse(wide["sex"].isin(list(SEXES)), name, "sex", f"one of {', '.join(SEXES)}")
    level = wide["level"].map(LEVELS)
    digits = wide["region"].str.fullmatch("[0-9]+") & (wide["region"].str.len() == level.map(WIDTH))
    refuse(digits, name, "region", "a code of 2 digits (county), 4 (municipality) or 6 (district)")
    refuse_unknown(level, wide["region"], name)
    return pd.DataFrame({"level": level, "code": wide["region"], "sex": wide["sex"].map(SEXES)})


def _of(wide: pd.DataFrame, keys: pd.DataFrame, column: str, status: str) -> pd.DataFrame:
    """Return the rows of one status: n and persons, missing where they were withheld."""
    n, persons = (_number(wide[name]) for name in ("n_total", column))
    return keys.assign(status=str(status), n=n, persons=persons)


def _number(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts.where(~texts.isin(UNTOLD))).astype("Int64")


def _check(wide: pd.DataFrame, name: str, years: list[str], counts: list[str]) -> None:
    for column in years:
        refuse(wide[column].str.fullmatch("[0-9]{4}"), name, column, "a year of four digits")
    for column in counts:
        count = wide[column].str.fullmatch("[0-9]{1,9}") | (wide[column] == WITHHELD)
        refuse(count, name, column, f"a count, or '{WITHHELD}' where it is withheld")


def _check_per_cent(wide: pd.DataFrame, name: str) -> None:
    """Refuse a row whose published per cent is not that of its count: columns out of place.

    All counts of the country, counties and municipalities agree with their per cent to half a
    point. Those of districts do not: what is at hand of them is a copy with errors of its own.
    """
    held = wide["level"] != "bydel"
    total = _number(wide["n_total"])
    for column in (*SUMS, *PARTS, *DESTINATIONS):
        percent = column.replace("n_", "pct_", 1)
        if column in wide and percent in wide:
            whole = wide[percent].str.fullmatch("[0-9]{1,2}|100") | wide[percent].isin(UNTOLD)
            refuse(whole, name, percent, f"a whole per cent, or '{WITHHELD}' where it is withheld")
            apart = (100 * _number(wide[column]) - _number(wide[percent]) * total).abs()
            rule = f"{column} of n_total in per cent, as far as both are shown"
            refuse((2 * apart <= total).fillna(value=True) | ~held, name, percent, rule)
