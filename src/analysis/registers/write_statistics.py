"""A frame as a file of Stata, SPSS or SAS transport, the same bytes from the same frame.

Dates are numbers with a format of dates, yes and no are 1 and 0, whole numbers are numbers; text is
UTF-8, and missing text is blank.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.registers.statistics_dates import DAYS, SPSS_SECONDS, Unit

DATE_FORMATS: dict[str, tuple[Unit, str]] = {
    ".dta": (DAYS, "%td"),
    ".sav": (SPSS_SECONDS, "DATE11"),
    ".xpt": (DAYS, "DATE9."),
}
WHOLE_FORMATS = {".dta": "%12.0g", ".sav": "F12.0", ".xpt": "BEST12."}
HEADER = 640
"""Bytes of a SAS transport file before its columns."""
CLOCK = re.compile(rb"\d\d[A-Z]{3}\d\d:\d\d:\d\d:\d\d")


def write_statistics(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame as .dta (Stata 15), .sav or .xpt (version 8), by the path's ending."""
    import pyreadstat

    unit, date_format = DATE_FORMATS[path.suffix]
    columns: dict[str, pd.Series] = {}
    formats: dict[str, str] = {}
    for name, values in frame.items():
        own = str(name)
        if pd.api.types.is_datetime64_any_dtype(values):
            columns[own], formats[own] = _numbers_of(values, unit), date_format
        elif pd.api.types.is_numeric_dtype(values):
            columns[own] = values.astype("Float64").astype("float64")
            if not pd.api.types.is_float_dtype(values):
                formats[own] = WHOLE_FORMATS[path.suffix]
        else:
            columns[own] = values.astype("string").fillna("").astype(object)
    table = pd.DataFrame(columns, index=frame.index)
    if path.suffix == ".dta":
        pyreadstat.write_dta(table, path, version=15, variable_format=formats)
    elif path.suffix == ".sav":
        pyreadstat.write_sav(table, path, variable_format=formats)
    else:
        pyreadstat.write_xport(table, path, file_format_version=8, variable_format=formats)
    _fix_clock(path)


def _numbers_of(dates: pd.Series, unit: Unit) -> pd.Series:
    seconds = dates.astype("datetime64[s]").to_numpy().astype(np.int64) - unit.since
    return pd.Series(seconds / unit.seconds, dates.index).mask(dates.isna())


def _fix_clock(path: Path) -> None:
    """Set the time of writing in the header, which the library takes from the clock, to 1960.

    Its fields have a fixed width, so that they are written over in place.
    """
    with path.open("r+b") as file:
        start = file.read(HEADER)
        if path.suffix == ".dta":
            place = start.index(b"<timestamp>") + len("<timestamp>") + 1  # a byte of length
            file.seek(place)
            file.write(b"01 Jan 1960 00:00")
        elif path.suffix == ".sav":
            file.seek(92)  # record type, product, layout, sizes, compression, weight, rows, bias
            file.write(b"01 Jan 60" + b"00:00:00")
        else:
            file.seek(0)
            file.write(CLOCK.sub(b"01JAN60:00:00:00", start))
