"""How presets are written, measures and comparisons alike: a name, and the fields changed.

`any_job,run_months=6`; `grunnskole,grace_months=6,landmarks=24+48`.
"""

import tomllib
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from analysis.errors import DesignError, nearest

Code = TypeVar("Code", bound=StrEnum)
Readers = Mapping[str, Callable[[Any], Any]]


def named(text: str, what: str, known: Collection[str]) -> tuple[str, dict[str, str]]:
    """Return the name that a text begins with, and the fields that it changes.

    Args:
        text: a name, then field=value, with commas between.
        what: "measure" or "comparison", for messages.
        known: the names that there are.

    Raises:
        DesignError: no such name, naming the nearest; what is not field=value; a field twice.
    """
    name, *changes = [part.strip() for part in text.split(",")]
    if name not in known:
        raise DesignError(
            f"No {what} '{name}'{nearest(name, list(known))}.\nAllowed: {', '.join(known)}."
        )
    raw: dict[str, str] = {}
    for change in changes:
        field, equals, value = (part.strip() for part in change.partition("="))
        if not equals or not value:
            raise DesignError(f"'{change}' in the {what} '{text}' is not field=value.")
        if field in raw:
            raise DesignError(f"'{field}' stands twice in the {what} '{text}'.")
        raw[field] = value
    return name, raw


def read_fields(raw: Mapping[str, Any], readers: Readers, where: str) -> dict[str, Any]:
    """Return fields as values.

    Raises:
        DesignError: an unknown field, naming the nearest; a value that cannot be.
    """
    for field in raw:
        if field not in readers:
            raise DesignError(
                f"{where}: no field '{field}'{nearest(field, list(readers))}."
                f"\nAllowed: {', '.join(readers)}."
            )
    try:
        return {field: readers[field](value) for field, value in raw.items()}
    except (ValueError, TypeError, OverflowError) as error:
        raise DesignError(f"{where}: {error}.") from error


def own_tables(path: Path, taken: Collection[str]) -> dict[str, Any]:
    """Return the tables of a user's own file, or none where there is no such file.

    Raises:
        DesignError: the file is no TOML, or the name of a preset is used again.
    """
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DesignError(f"{path.name} is not valid TOML in UTF-8.\n{path}: {error}") from error
    again = [name for name in content if name in taken]
    if again:
        raise DesignError(f"{path.name}: '{again[0]}' is a preset.\nChoose another name.")
    return content


def whole(value: object) -> int:
    """Return a whole number.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"'{value}' is not a whole number")
    try:
        return int(value)
    except ValueError:
        raise ValueError(f"'{value}' is not a whole number") from None


def one_of(codes: type[Code], value: object) -> Code:
    """Return a code of a code list.

    Raises:
        ValueError: it is none, naming the nearest and all that are allowed.
    """
    told = str(value).strip()
    if told not in list(codes):
        close = nearest(told, list(codes))
        allowed = ", ".join(codes)
        raise ValueError(f"'{told}' is not allowed{close}; allowed: {allowed}")
    return codes(told)
