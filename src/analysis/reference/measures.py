"""Measure presets, and the one grammar in which a measure is written everywhere.

`any_job`, `any_job,run_months=6`, `part_time,counts=employment+education,hours_per_week=25.5`.
"""

import tomllib
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from analysis.design import Measure
from analysis.errors import DesignError, nearest
from analysis.participation_terms import Participation
from analysis.reference.basic_amount import Amount, read_amount
from analysis.reference.grammar import named, one_of, own_tables, read_fields, whole
from analysis.terms import Benefit, Contract, Counts, Dating, Denominator, Level, Unit

Kind = TypeVar("Kind", Benefit, Participation)
OWN_FILE = "measures.toml"
FIELDS = [field.name for field in fields(Measure) if field.name != "name"]
LISTS = ("counts", "participation", "among", "without")
ENOUGH = ("counts", "completed", "participation")
"""Fields one of which a measure must state."""


@cache
def presets() -> dict[str, Measure]:
    """Return the measures that ship with the package, by name."""
    text = files("analysis.reference").joinpath("measures.toml").read_text(encoding="utf-8")
    return {name: _measure(name, raw, "measures.toml") for name, raw in tomllib.loads(text).items()}


def own_measures(folder: Path) -> dict[str, Measure]:
    """Return the measures of a dataset's own measures.toml, or none where there is no such file.

    Raises:
        DesignError: the file is no TOML, a field is unknown, or a preset's name is used again.
    """
    content = own_tables(folder / OWN_FILE, presets())
    return {name: _measure(name, raw, OWN_FILE) for name, raw in content.items()}


def parse_measure(text: str, own: dict[str, Measure] | None = None) -> Measure:
    """Return the measure that a text names; its name is the text in one fixed spelling.

    Raises:
        DesignError: no such measure or field, naming the nearest; or a value that cannot be.
    """
    known = {**presets(), **(own or {})}
    name, changes = named(text, "measure", known)
    raw = {field: value.split("+") if field in LISTS else value for field, value in changes.items()}
    return _changed(known[name], raw, text)


def spelled_field(field: str, text: str) -> str:
    """Return the value of one field in its fixed spelling; lists stand with semicolons.

    Raises:
        ValueError: it cannot be.
    """
    value = _READ[field](text.split(";") if field in LISTS else text)
    return _spelling(field, value).replace("+", ";")


def _changed(base: Measure, raw: dict[str, Any], text: str) -> Measure:
    values = read_fields(raw, _READ, f"the measure '{text}'")
    kept = {name: getattr(base, name) for name in FIELDS}
    changed = {name: value for name, value in values.items() if value != kept[name]}
    if not changed:
        return base
    spelled = [f"{name}={_spelling(name, changed[name])}" for name in sorted(changed)]
    return Measure(name=",".join([base.name, *spelled]), **{**kept, **changed})


def _spelling(name: str, value: Any) -> str:  # noqa: ANN401 - a field's value has the field's type
    if name in LISTS and value:
        return "+".join(value)
    if name == "hours_per_week":
        return f"{value / 100:g}"
    if value is None or value == ():
        return "any"
    return str(value) if isinstance(value, Amount) else str(value).lower()


def _measure(name: str, raw: dict[str, Any], where: str) -> Measure:
    if not isinstance(raw, dict) or not set(ENOUGH) & set(raw):
        raise DesignError(f'{where}: [{name}] needs counts = ["employment", …].')
    return Measure(name=name, **{"counts": (), **read_fields(raw, _READ, f"[{name}] in {where}")})


def _hours(value: object) -> int:
    try:
        if not isinstance(value, bool) and isinstance(value, int | float | str):
            return round(float(value) * 100)
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"'{value}' is not a number of hours")


def _yes_no(value: object) -> bool | None:
    known = {"true": True, "false": False, "any": None}
    if str(value).lower() not in known:
        raise ValueError(f"'{value}' is not true, false or any")
    return known[str(value).lower()]


def _month(value: object) -> int | None:
    return None if value == "any" else whole(value)


def _contract(value: object) -> Contract | None:
    return None if value == "any" else one_of(Contract, value)


def _counts(value: object) -> tuple[Counts, ...]:
    if not isinstance(value, list):
        raise ValueError("counts is a list")
    named = {one_of(Counts, item) for item in value}
    return tuple(item for item in Counts if item in named)


def _level(value: object) -> Level | None:
    return None if value == "any" else one_of(Level, value)


def _kinds(of: type[Kind], what: str, field: str) -> Callable[[object], tuple[Kind, ...]]:
    """Return how a field is read that names kinds of rows, or none of them with 'any'."""

    def read(value: object) -> tuple[Kind, ...]:
        if not isinstance(value, list):
            raise ValueError(f"{field} is a list")
        named = {str(item).strip() for item in value}
        if named == {"any"}:
            return ()
        if "any" in named:
            raise ValueError(f"'any' stands alone in {field}")
        unknown = sorted(named - set(of))
        if unknown:
            raise ValueError(
                f"no {what} '{unknown[0]}'{nearest(unknown[0], list(of))}; allowed: {', '.join(of)}"
            )
        return tuple(item for item in of if item in named)

    return read


def _dating(value: object) -> Dating | None:
    return None if value == "any" else one_of(Dating, value)


_READ: dict[str, Callable[[Any], Any]] = {
    "counts": _counts,
    "label_nb": str,
    "label_en": str,
    "source": str,
    "hours_per_week": _hours,
    "earnings": read_amount,
    "income": read_amount,
    "contract": _contract,
    "subsidised": _yes_no,
    "completed": _level,
    "participation": _kinds(Participation, "participation", "participation"),
    "among": _kinds(Participation, "participation", "among"),
    "without": _kinds(Benefit, "benefit", "without"),
    "unit": lambda value: one_of(Unit, value),
    "run_months": whole,
    "gap_months": whole,
    "read_in": _month,
    "denominator": lambda value: one_of(Denominator, value),
    "dated_at": _dating,
}
