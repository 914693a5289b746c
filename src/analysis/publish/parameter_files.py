"""Parameters from a file, TOML or JSON; codes are texts there, and types are not converted.

YAML is refused, for it reads 0301 as 193 and runs tags; a pickle runs whatever it was made to run.
"""

import json
import tomllib
from pathlib import Path
from typing import Any, NoReturn

from analysis.errors import DesignError, nearest
from analysis.publish.parameters import Given, Place, from_value

MUNICIPALITIES = "municipalities"
LARGEST = 1 << 20
REFUSED = {
    ".yaml": "YAML reads 0301 as the number 193, and its tags can run code",
    ".yml": "YAML reads 0301 as the number 193, and its tags can run code",
    ".pickle": "a pickle runs code when it is opened",
    ".pkl": "a pickle runs code when it is opened",
}


def read_parameters(file: Path, allowed: list[str]) -> Given:
    """Return the parameters and municipalities of a file.

    Raises:
        DesignError: the file is of another kind, cannot be read, or holds what is no parameter.
    """
    check_ending(file)
    content = _content(file)
    door = file.name
    codes = content.pop(MUNICIPALITIES, None)
    for name in content:
        if name not in allowed:
            names = [*allowed, MUNICIPALITIES]
            raise DesignError(
                f"No parameter '{name}'{nearest(name, names)}.\nAllowed: {', '.join(names)}."
                f"\nGiven by: {door}."
            )
    settings = {name: from_value(name, value, allowed, door) for name, value in content.items()}
    return Given(settings, _places(codes, door))


def check_ending(file: Path) -> None:
    """Raise DesignError where a file is of a kind that is never read."""
    reason = REFUSED.get(file.suffix.lower())
    if reason:
        raise DesignError(
            f"{file.name}: files of type '{file.suffix}' are not read: {reason}."
            '\nAllowed: .toml or .json, with codes as texts in quotes, such as "0301".'
        )


def read_text(file: Path) -> str:
    """Return the text of a small file in UTF-8, without the mark of its encoding.

    Raises:
        DesignError: it cannot be read, is no text in UTF-8, or is far too large.
    """
    from analysis.registers.letters import likely_encoding

    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise DesignError(f"{file.name}: the file cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST:
        raise DesignError(f"{file.name}: the file is larger than 1 MB.\nName the right file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise DesignError(
            f"{file.name}, row {row}: the text is not UTF-8."
            f"\nMost likely it is {likely_encoding(content)}.\nSave the file as UTF-8."
        ) from error


def _content(file: Path) -> dict[str, Any]:
    kind = file.suffix.lower()
    if kind not in (".toml", ".json"):
        raise DesignError(
            f"{file.name}: parameters are not read from files of type '{file.suffix}'."
            "\nAllowed: .toml or .json."
        )
    text = read_text(file)
    try:
        content = tomllib.loads(text) if kind == ".toml" else _json(text)
    except (ValueError, RecursionError) as error:
        what = "nested too deep" if isinstance(error, RecursionError) else str(error)
        raise DesignError(
            f"{file.name} is not valid {kind[1:].upper()}: {what}."
            '\nMend that place; a code is a text in quotes, such as "0301".'
        ) from error
    if not isinstance(content, dict):
        raise DesignError(f'{file.name} is a list of names with values: {{"measure": "any_job"}}.')
    return content


def _json(text: str) -> Any:  # noqa: ANN401 - JSON holds anything
    return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"'{twice}' stands twice")
    return content


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _places(codes: object, door: str) -> tuple[Place, ...]:
    if codes is None:
        return ()
    if not isinstance(codes, list) or not codes:
        raise DesignError(
            f"'{MUNICIPALITIES}' is a list of codes, each a text in quotes."
            f'\nWrite {MUNICIPALITIES} = ["0301", "4601"].\nGiven by: {door}.'
        )
    for code in codes:
        if not isinstance(code, str):
            raise DesignError(
                f"A municipality's code is a text in quotes, and {_shown(code)} is none."
                '\nWrite "0301": as a number it would be 301.'
                f"\nGiven by: {door}."
            )
    return tuple(Place(code.strip(), door) for code in codes)


def _shown(value: object) -> str:
    return f"the number {value}" if type(value) in (int, float) else "this value"
