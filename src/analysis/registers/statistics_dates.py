"""Dates in files of Stata, SPSS and SAS: numbers that the column's format makes dates.

Stata counts days or milliseconds and SAS days or seconds from 1960, SPSS seconds from the first day
of the Gregorian calendar. A month, a quarter or a time of day is no date.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

DAY = 86_400
SINCE_1960 = int(np.datetime64("1960-01-01", "s").astype(np.int64))
SINCE_1582 = int(np.datetime64("1582-10-14", "s").astype(np.int64))
FIRST = int(np.datetime64("0001-01-01", "s").astype(np.int64))
LAST = int(np.datetime64("9999-12-31T23:59:59", "s").astype(np.int64))

STATA_CLOCK = re.compile(r"%-?t[cC](hh?|HH?|Hh|hH|mm|MM|ss|SS|[:._ ]|\.s+|[aA]\.?[mM]\.?)+")
"""Hours, minutes and seconds without a day."""
SPSS_DATES = frozenset("DATE ADATE EDATE JDATE SDATE DATETIME YMDHMS".split())
SPSS_OTHERS = frozenset("TIME DTIME MTIME MOYR QYR WKYR WKDAY MONTH".split())
SAS_DAYS = frozenset(
    "DATE DDMMYY DDMMYYB DDMMYYC DDMMYYD DDMMYYN DDMMYYP DDMMYYS MMDDYY MMDDYYB MMDDYYC MMDDYYD"
    " MMDDYYN MMDDYYP MMDDYYS YYMMDD YYMMDDB YYMMDDC YYMMDDD YYMMDDN YYMMDDP YYMMDDS WEEKDATE"
    " WEEKDATX WORDDATE WORDDATX JULIAN NLDATE NLDATEL NLDATEM NLDATES NLDATEW B8601DA E8601DA"
    " IS8601DA EURDFDD EURDFDE EURDFWDX EURDFWKX".split()
)
SAS_SECONDS = frozenset(
    "DATETIME DATEAMPM MDYAMPM DTDATE DTWKDATX NLDATM NLDATML NLDATMM NLDATMS B8601DT E8601DT"
    " B8601DX E8601DX B8601DZ E8601DZ B8601LX E8601LX B8601DN E8601DN IS8601DT IS8601DZ"
    " EURDFDT".split()
)
SAS_OTHERS = frozenset(
    "MONYY YEAR MONTH MONNAME DAY DOWNAME WEEKDAY WEEKU WEEKV WEEKW QTR QTRR YYQ YYQC YYQD YYQN"
    " YYQP YYQS YYQR YYQRC YYQRD YYQRN YYQRP YYQRS YYMM YYMMC YYMMD YYMMN YYMMP YYMMS YYMON MMYY"
    " MMYYC MMYYD MMYYN MMYYP MMYYS DTMONYY DTYEAR DTYYQC EURDFMY EURDFDN TIME TIMEAMPM TOD HHMM"
    " HOUR MMSS B8601TM E8601TM B8601TX E8601TX B8601TZ E8601TZ B8601LZ E8601LZ IS8601TM".split()
)


@dataclass(frozen=True)
class Unit:
    """What the numbers of a column count, by the column's format.

    Attributes:
        seconds: how many seconds the number 1 is; 0: the format is none of dates.
        since: the day of number 0, in seconds from 1970.
        is_plain: the format is one of plain numbers.
    """

    seconds: float = 0
    since: int = 0
    is_plain: bool = False


PLAIN, OTHER = Unit(is_plain=True), Unit()
DAYS, SECONDS, MILLISECONDS = (Unit(size, SINCE_1960) for size in (DAY, 1, 0.001))
SPSS_SECONDS = Unit(1, SINCE_1582)
NAMED = {
    "SPSS": {**dict.fromkeys(SPSS_DATES, SPSS_SECONDS), **dict.fromkeys(SPSS_OTHERS, OTHER)},
    "SAS": {
        **dict.fromkeys(SAS_DAYS, DAYS),
        **dict.fromkeys(SAS_SECONDS, SECONDS),
        **dict.fromkeys(SAS_OTHERS, OTHER),
    },
}


def unit_of(kind: str, form: str) -> Unit:
    """Return what the numbers of a column count.

    Args:
        kind: of the file, as in FORMATS.
        form: the column's format as the file has it; empty where it has none.
    """
    if kind == "Stata":
        return _stata(form)
    name = re.fullmatch(r"(.*?[A-Z])\d*(\.\d*)?", form.upper())  # without width and decimals
    return NAMED[kind.split()[0]].get(name[1], PLAIN) if name else PLAIN


def _stata(form: str) -> Unit:
    if re.match(r"%-?t?d", form):
        return DAYS
    if re.match(r"%-?t[cC]", form) and not STATA_CLOCK.fullmatch(form):
        return MILLISECONDS
    return OTHER if re.match(r"%-?t", form) else PLAIN


def dates_of(number: pd.Series, unit: Unit) -> pd.Series:
    """Return numbers as datetime64[s]; a part of a second never turns into midnight.

    What lies outside the years 1 to 9999 becomes their first or last second, which is no date.
    """
    exact = number.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan) * unit.seconds
    missing = np.isnan(exact)
    exact = np.clip(np.where(missing, 0, exact), FIRST + 1 - unit.since, LAST - unit.since)
    seconds = np.floor(exact).astype(np.int64)
    seconds += (exact > seconds) & ((seconds + unit.since) % DAY == 0)
    moments = (seconds + unit.since).astype("datetime64[s]")
    return pd.Series(np.where(missing, np.datetime64("NaT", "s"), moments), number.index)
