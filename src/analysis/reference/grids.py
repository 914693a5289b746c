"""Presets of grids of choices, and how a grid is written everywhere.

`choices`, `choices,point=november_1+24+60`, `choices,hours_per_week=2*1+20`: options stand with
plus between them, a weight with an asterisk before its option; within an option, lists and fields
of a measure stand with semicolons.
"""

import tomllib
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from math import isfinite, nan
from pathlib import Path
from typing import Any

from analysis.design import Measure, MeasurementPoint
from analysis.errors import DesignError, nearest
from analysis.grid import (
    COUNTED,
    FIELDS,
    Among,
    Attribution,
    Choice,
    Grid,
    Option,
    Reasons,
)
from analysis.reference.breaks import breaks
from analysis.reference.grammar import Readers, named, one_of, own_tables, read_fields, whole
from analysis.reference.measures import parse_measure, spelled_field
from analysis.terms import Benefit, Contract, MonthlyRule, OriginName

FILE = "grids.toml"
TEXTS = ("label_nb", "label_en", "source")
YEARLY = "november"
LAST_YEAR, LAST_MONTH = 15, 600
"""The latest November, in years, and the latest month that a point may be."""
Measures = dict[str, Measure] | None
BESIDE = {
    Choice.HOURS: "hours a week, such as 20 or 37.5",
    Choice.EARNINGS: "a yearly amount, such as 100000 or 2G",
    Choice.RUN: "months, from 1 to 120",
    Choice.GAP: "months, from 0 to 60",
    Choice.WITHOUT: "several benefits with semicolons between",
    Choice.POINT: f"a month from 1 to {LAST_MONTH}, or {YEARLY}_1 to {YEARLY}_{LAST_YEAR}",
    Choice.TRANSFER: "months, from 0 to 24",
    Choice.BREAKS: "years and breaks with semicolons between, such as 2020;2021",
}
"""What the options of a choice can be beside codes, in words."""


@cache
def codes_of(choice: Choice) -> tuple[str, ...]:
    """Return the codes that options of a choice can be; none where these are numbers or names."""
    codes: dict[Choice, tuple[str, ...]] = {
        **dict.fromkeys(COUNTED, ("yes", "no")),
        Choice.EARNINGS: ("any",),
        Choice.CONTRACT: ("any", *Contract),
        Choice.SUBSIDISED: ("any", "true", "false"),
        Choice.WITHOUT: ("any", *Benefit),
        Choice.ORIGIN: tuple(OriginName),
        Choice.MONTHLY_RULE: tuple(MonthlyRule),
        Choice.DENOMINATOR: tuple(Among),
        Choice.REASONS: tuple(Reasons),
        Choice.BREAKS: ("none", *(one.name for one in breaks())),
        Choice.ATTRIBUTION: tuple(Attribution),
    }
    return codes.get(choice, ())


@cache
def grids() -> dict[str, Grid]:
    """Return the grids that ship with the package, by name."""
    text = files("analysis.reference").joinpath(FILE).read_text(encoding="utf-8")
    return {name: _grid(name, raw, None) for name, raw in tomllib.loads(text).items()}


def own_grids(folder: Path, measures: Measures = None) -> dict[str, Grid]:
    """Return the grids of a dataset's own grids.toml, or none where there is no such file.

    Args:
        folder: the dataset's.
        measures: the dataset's own measures.

    Raises:
        DesignError: the file is no TOML, a choice is unknown, or a preset's name is used again.
    """
    tables = own_tables(folder / FILE, grids())
    return {name: _grid(name, raw, measures) for name, raw in tables.items()}


def parse_grid(text: str, own: dict[str, Grid] | None = None, measures: Measures = None) -> Grid:
    """Return the grid that a text names; its name is the text in one fixed spelling.

    Args:
        text: a name, and choices with other options.
        own: the dataset's own grids.
        measures: the dataset's own measures.

    Raises:
        DesignError: no such grid, choice or option, naming the nearest.
    """
    known = {**grids(), **(own or {})}
    name, changes = named(text, "grid", known)
    raw = {choice: [_weighed(one) for one in told.split("+")] for choice, told in changes.items()}
    asked = read_fields(raw, _readers(measures), f"the grid '{text}'")
    base = dict(known[name].options)
    told = {Choice(choice): options for choice, options in asked.items()}
    changed = {choice: options for choice, options in told.items() if options != base.get(choice)}
    if not changed:
        return known[name]
    spelled = [f"{one}={_spelled(changed[one])}" for one in Choice if one in changed]
    options = {**base, **changed}
    kept = {field: getattr(known[name], field) for field in TEXTS}
    return Grid(",".join([name, *spelled]), _in_order(options), **kept)


def point_of(text: str) -> MeasurementPoint:
    """Return the point that an option names: a month, or the k-th November as `november_k`.

    Raises:
        ValueError: it is neither.
    """
    name, _, year = text.rpartition("_")
    number, last = int(year) if year.isdecimal() else 0, LAST_YEAR if name else LAST_MONTH
    if name not in ("", YEARLY) or not 1 <= number <= last:
        raise ValueError(
            f"'{text}' is no point: it is a month from 1 to {LAST_MONTH}, or {YEARLY}_1 to"
            f" {YEARLY}_{LAST_YEAR}"
        )
    return MeasurementPoint(12 * number, read_in=11) if name else MeasurementPoint(number)


def years_of(text: str) -> tuple[str, ...]:
    """Return the years of the origin, and the names of breaks, that `without_years` leaves out.

    Raises:
        ValueError: some are neither.
    """
    years = () if text == "none" else tuple(sorted(text.split(";")))
    known = [one.name for one in breaks()]
    strange = [year for year in years if not (year.isdecimal() and len(year) == 4)]
    strange = [year for year in strange if year not in known]
    if strange:
        raise ValueError(
            f"'{strange[0]}' is no year and no break; write none, years as 2020;2021, or any of"
            f" {', '.join(known)}"
        )
    return years


def _grid(name: str, raw: Any, measures: Measures) -> Grid:  # noqa: ANN401 - what TOML holds
    if not isinstance(raw, dict):
        raise DesignError(f'{FILE}: [{name}] needs choices, such as point = ["november_1", 24].')
    told = {choice: options for choice, options in raw.items() if choice not in TEXTS}
    read = read_fields(told, _readers(measures), f"[{name}] in {FILE}")
    texts = {field: str(raw[field]) for field in TEXTS if field in raw}
    return Grid(name, _in_order({Choice(one): options for one, options in read.items()}), **texts)


def _in_order(
    options: dict[Choice, tuple[Option, ...]],
) -> tuple[tuple[Choice, tuple[Option, ...]], ...]:
    return tuple((choice, options[choice]) for choice in Choice if choice in options)


def _weighed(text: str) -> tuple[str, object]:
    weight, star, option = text.rpartition("*")
    return option.strip(), weight.strip() if star else 1


def _spelled(options: tuple[Option, ...]) -> str:
    weights = [f"{option.weight:g}*" if option.weight != 1 else "" for option in options]
    return "+".join(w + option.text for w, option in zip(weights, options, strict=True))


def _options(choice: Choice, read: Callable[[str], str], value: object) -> tuple[Option, ...]:
    """Return options as a list, or a table of weights, holds them."""
    if isinstance(value, dict):
        value = list(value.items())
    if not isinstance(value, list):
        raise ValueError(f"{choice}: options are a list, or a table of option and weight")
    pairs = [one if isinstance(one, tuple) else (one, 1) for one in value]
    return tuple(
        Option(_option(choice, read, str(text).strip()), _weight(choice, weight))
        for text, weight in pairs
    )


def _option(choice: Choice, read: Callable[[str], str], text: str) -> str:
    try:
        return read(text)
    except DesignError as error:  # of a measure, which tells what is allowed itself
        raise ValueError(f"{choice}: {str(error).removesuffix('.')}") from error
    except (ValueError, OverflowError) as error:
        known = codes_of(choice)
        allowed = ", or ".join(filter(None, (", ".join(known), BESIDE.get(choice))))
        close = nearest(text, list(known))
        raise ValueError(f"{choice} has no option '{text}'{close}; allowed: {allowed}") from error


def _weight(choice: Choice, value: object) -> float:
    try:
        weight = float(str(value))
    except ValueError:
        weight = nan
    if not isfinite(weight):
        raise ValueError(f"{choice}: '{value}' is no weight")
    return weight


def _readers(measures: Measures) -> Readers:
    """Return choice -> how its options are read."""

    def measure(text: str) -> str:
        return parse_measure(text.replace(";", ","), measures).name.replace(",", ";")

    def point(text: str) -> str:
        one = point_of(text)
        return f"{YEARLY}_{one.month // 12}" if one.read_in else str(one.month)

    def years(text: str) -> str:
        return ";".join(years_of(text)) or "none"

    def transfer(text: str) -> str:
        if not 0 <= whole(text) <= 24:
            raise ValueError(f"'{text}' is not between 0 and 24")
        return str(whole(text))

    read: dict[Choice, Callable[[str], str]] = {
        Choice.MEASURE: measure,
        **dict.fromkeys(COUNTED, _yes_no),
        **{field: partial(spelled_field, field.value) for field in FIELDS},
        Choice.POINT: point,
        Choice.ORIGIN: lambda text: str(one_of(OriginName, text)),
        Choice.MONTHLY_RULE: lambda text: str(one_of(MonthlyRule, text)),
        Choice.TRANSFER: transfer,
        Choice.DENOMINATOR: lambda text: str(one_of(Among, text)),
        Choice.REASONS: lambda text: str(one_of(Reasons, text)),
        Choice.BREAKS: years,
        Choice.ATTRIBUTION: lambda text: str(one_of(Attribution, text)),
    }
    return {choice: partial(_options, choice, reads) for choice, reads in read.items()}


def _yes_no(text: str) -> str:
    known = {"yes": "yes", "no": "no", "True": "yes", "False": "no"}
    if text not in known:
        raise ValueError(f"'{text}' is not yes or no")
    return known[text]
