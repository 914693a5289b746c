"""Comparison presets, and how a comparison is written everywhere.

`grunnskole`, `grunnskole,grace_months=6`, `work_practice,measure=part_time;run_months=9`: within a
comparison the fields of its measure are changed after semicolons.
"""

import tomllib
from dataclasses import fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from analysis.comparison import EXPOSED_BY, Comparison, Exposure
from analysis.design import Measure
from analysis.errors import DesignError, nearest
from analysis.reference.grammar import Readers, named, one_of, own_tables, read_fields, whole
from analysis.reference.measures import parse_measure
from analysis.terms import (
    UNKNOWN,
    Contrast,
    Covariate,
    Level,
    MonthlyRule,
    OriginName,
    PriorEducation,
    Sex,
)

FILE = "comparisons.toml"
FIELDS = [field.name for field in fields(Comparison) if field.name != "name"]
LISTS = ("prior_education", "points", "landmarks", "adjustment", "contrasts")
DEFAULT_MEASURE = "any_job"
Measures = dict[str, Measure] | None


@cache
def comparisons() -> dict[str, Comparison]:
    """Return the comparisons that ship with the package, by name."""
    text = files("analysis.reference").joinpath(FILE).read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {name: _comparison(name, raw, None) for name, raw in tables.items()}


def own_comparisons(folder: Path, measures: Measures = None) -> dict[str, Comparison]:
    """Return the comparisons of a dataset's own comparisons.toml, or none.

    Args:
        folder: the dataset's.
        measures: the dataset's own measures.

    Raises:
        DesignError: the file is no TOML, a field is unknown, or a preset's name is used again.
    """
    tables = own_tables(folder / FILE, comparisons())
    return {name: _comparison(name, raw, measures) for name, raw in tables.items()}


def parse_comparison(
    text: str, own: dict[str, Comparison] | None = None, measures: Measures = None
) -> Comparison:
    """Return the comparison that a text names; its name is the text in one fixed spelling.

    Args:
        text: a name, and fields changed; lists with plus.
        own: the dataset's own comparisons.
        measures: the dataset's own measures.

    Raises:
        DesignError: no such comparison, measure or field, naming the nearest; or a value, or
            values together, that cannot be.
    """
    known = {**comparisons(), **(own or {})}
    name, changes = named(text, "comparison", known)
    raw: dict[str, Any] = {
        field: value.split("+") if field in LISTS else value for field, value in changes.items()
    }
    base = known[name]
    values = read_fields(raw, _readers(measures), f"the comparison '{text}'")
    changed = {field: value for field, value in values.items() if value != getattr(base, field)}
    if not changed:
        return base
    spelled = [f"{field}={_spelling(field, changed[field])}" for field in sorted(changed)]
    kept = {field: getattr(base, field) for field in FIELDS}
    return Comparison(name=",".join([base.name, *spelled]), **{**kept, **changed})


def _spelling(field: str, value: Any) -> str:  # noqa: ANN401 - a field's value has the field's type
    if value is None or value == ():
        return "any" if field in ("sex", "prior_education") else "none"
    if field in LISTS:
        return "+".join(map(str, value))
    return value.name.replace(",", ";") if field == "measure" else str(value)


def _comparison(name: str, raw: dict[str, Any], measures: Measures) -> Comparison:
    if not isinstance(raw, dict) or "exposure" not in raw:
        raise DesignError(f'{FILE}: [{name}] needs exposure = "education:grunnskole", or another.')
    stated = {"measure": DEFAULT_MEASURE, **raw}
    return Comparison(name=name, **read_fields(stated, _readers(measures), f"[{name}] in {FILE}"))


def _exposure(value: object) -> Exposure:
    table, _, rest = str(value).partition(":")
    kind, colon, module = (part.strip() for part in rest.partition(":"))
    if table not in EXPOSED_BY:
        raise ValueError(
            f"no exposure '{value}'{nearest(table, list(EXPOSED_BY))}; it is written"
            f" table:kind, the table one of {', '.join(EXPOSED_BY)}"
        )
    if not kind or (colon and (not module or table != "activities")):
        raise ValueError(f"'{value}' is not table:kind, or activities:kind:name")
    if table == "education" and kind not in list(Level):
        raise ValueError(f"no level '{kind}'{nearest(kind, list(Level))}; allowed: {_all(Level)}")
    return Exposure(table, kind, module or None)


def _all(codes: Any) -> str:  # noqa: ANN401 - any code list
    return ", ".join(codes)


def _chosen(value: object, allowed: list[str], nothing: str) -> tuple[str, ...]:
    """Return the codes of a list in the order of their code list; the word for nothing alone."""
    if not isinstance(value, list):
        raise ValueError(f"'{value}' is not a list")
    told = {str(item).strip() for item in value}
    if told == {nothing}:
        return ()
    unknown = sorted(told - set(allowed))
    if unknown:
        close = nearest(unknown[0], allowed)
        raise ValueError(f"no '{unknown[0]}'{close}; allowed: {', '.join(allowed)}, or {nothing}")
    return tuple(code for code in allowed if code in told)


def _months(value: object) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise ValueError(f"'{value}' is not a list")
    return () if value == ["none"] else tuple(whole(item) for item in value)


def _readers(measures: Measures) -> Readers:
    """Return field -> how it is read."""
    prior = [*PriorEducation, UNKNOWN]
    return {
        "exposure": _exposure,
        "measure": lambda value: parse_measure(str(value).replace(";", ","), measures),
        "label_nb": str,
        "label_en": str,
        "source": str,
        "prior_education": lambda value: tuple(map(str, _chosen(value, prior, "any"))),
        "sex": lambda value: None if value == "any" else one_of(Sex, value),
        "origin": lambda value: one_of(OriginName, value),
        "grace_months": whole,
        "stay_months": whole,
        "horizon": whole,
        "points": _months,
        "landmarks": _months,
        "adjustment": lambda value: tuple(map(Covariate, _chosen(value, [*Covariate], "none"))),
        "contrasts": lambda value: tuple(map(Contrast, _chosen(value, [*Contrast], "none"))),
        "monthly_rule": lambda value: one_of(MonthlyRule, value),
        "transfer_months": whole,
        "replicates": whole,
    }
