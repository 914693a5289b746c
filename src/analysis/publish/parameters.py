"""A notebook's parameters: typed, checked, and built in Python, so that 0301 stays "0301".

Whatever the door a value came by, it is a `Setting` with that door, and wrong ones say where.
"""

import ast
import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path

from analysis.design import StudyDesign
from analysis.display.series_breaks import DRAWN
from analysis.errors import AnalysisError, DesignError, nearest, one_of

COMMAND_LINE, DEFAULT = "the command line", "default"
NEEDED = {"data": "str", "municipality": "str", "language": "str"}
"""What a notebook of reports takes beside fields of the design."""
SHOWN = {"breaks": DRAWN}
"""Texts that change what is drawn and no number, with their values; the first is the default."""
WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
KINDS = {"str": "a text", "int": "a whole number"}
Value = str | int


@dataclass(frozen=True)
class Setting:
    """A parameter's value, and the door by which it came."""

    value: Value
    door: str


@dataclass(frozen=True)
class Place:
    """A municipality to report on, the door by which it came, and parameters of its own."""

    code: str
    door: str
    own: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """What came by one door: parameters, and municipalities where there are any."""

    settings: Mapping[str, Setting]
    places: tuple[Place, ...] = ()


def parameter_types(kind: type[StudyDesign]) -> dict[str, str]:
    """Return name -> type of the fields of a design, as a notebook writes them."""
    return {field.name: str(getattr(field.type, "__name__", field.type)) for field in fields(kind)}


def parameters_of(notebook: Path) -> dict[str, str]:
    """Return name -> type of the one cell tagged `parameters`.

    Raises:
        DesignError: it is no notebook, there is not exactly one such cell, or it holds anything but
            typed names.
    """
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))
        cells = [
            "".join(cell["source"])
            for cell in content["cells"]
            if "parameters" in cell["metadata"].get("tags", [])
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DesignError(f"{notebook.name} is no notebook.\nin {notebook}") from error
    if len(cells) != 1:
        raise DesignError(f"{notebook.name} has {len(cells)} cells tagged 'parameters', not one.")
    found = {}
    for line in _statements(cells[0], notebook):
        if not isinstance(line, ast.AnnAssign) or not isinstance(line.target, ast.Name):
            raise DesignError(f"{notebook.name}: a parameter is written `name: type = default`.")
        found[line.target.id] = ast.unparse(line.annotation)
    return found


def _statements(source: str, notebook: Path) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError as error:
        raise DesignError(f"{notebook.name}: the cell of parameters is not Python.") from error


def check_notebook(notebook: Path) -> list[str]:
    """Return the names of a notebook's parameters that may be set: those of the design, and SHOWN.

    A parameter that the notebook lacks would be passed to it in vain, with a mere warning.

    Raises:
        DesignError: the notebook is not there, lacks a parameter, or has one of another type.
    """
    if not notebook.is_file():
        raise DesignError(f"No notebook {notebook}.\nRun from the repository's folder.")
    found, types = parameters_of(notebook), _types()
    for name in NEEDED:
        if name not in found:
            raise DesignError(f"{notebook.name}: the parameter '{name}' is missing.")
    for name, kind in {**types, **NEEDED}.items():
        if found.get(name, kind) != kind:
            raise DesignError(
                f"{notebook.name}: the parameter '{name}' is of type {kind}, not {found[name]}."
            )
    return [name for name in found if name in types]


def from_text(name: str, text: str, allowed: list[str], door: str) -> Setting:
    """Return a parameter that was written as text: on a command line, in a cell of a CSV file.

    Raises:
        DesignError: no such parameter, or a value that it cannot have.
    """
    value: Value = text
    if _type(name, allowed, door) == "int" and WHOLE.fullmatch(text):
        value = int(text)
    return from_value(name, value, allowed, door)


def from_value(name: str, value: object, allowed: list[str], door: str) -> Setting:
    """Return a parameter whose value has a type of its own: it is checked, never converted.

    Raises:
        DesignError: no such parameter, a value of another type, or one that it cannot have.
    """
    kind = _type(name, allowed, door)
    with said_of(door):
        if not isinstance(value, str | int) or type(value).__name__ != kind:
            raise DesignError(f"The parameter '{name}' is of type {kind}: {KINDS[kind]}.")
        if name in SHOWN:
            one_of(name, str(value), SHOWN[name])
        else:
            dataclasses.replace(StudyDesign(), **{name: value})  # type: ignore[arg-type]  # typed above
    return Setting(value, door)


def _type(name: str, allowed: list[str], door: str) -> str:
    with said_of(door):
        if name not in allowed:
            raise DesignError(
                f"No parameter '{name}'{nearest(name, allowed)}."
                f"\nAllowed: {', '.join(f'{one}=…' for one in allowed)}."
            )
    return _types()[name]


def _types() -> dict[str, str]:
    """Return name -> type of what may be set."""
    return {**parameter_types(StudyDesign), **dict.fromkeys(SHOWN, "str")}


def from_command_line(changes: list[str], allowed: list[str]) -> dict[str, Setting]:
    """Return the parameters that NAME=VALUE texts ask for; the last of a name stands.

    Raises:
        DesignError: a name that is no parameter of the notebook, or a value of another type.
    """
    settings = {}
    for change in changes:
        name, equals, value = change.partition("=")
        with said_of(COMMAND_LINE):
            if not equals and name in allowed:
                raise DesignError(f"The parameter '{name}' has no value.\nWrite -p {name}=VALUE.")
        settings[name] = from_text(name, value, allowed, COMMAND_LINE)
    return settings


def defaults(allowed: list[str]) -> dict[str, Setting]:
    """Return every parameter as it is where no door says otherwise; of SHOWN those allowed."""
    shown = {name: values[0] for name, values in SHOWN.items() if name in allowed}
    values = {**dataclasses.asdict(StudyDesign()), **shown}
    return {name: Setting(value, DEFAULT) for name, value in values.items()}


def design_of(settings: Mapping[str, Setting]) -> StudyDesign:
    """Return the design that settings make together."""
    of_design = {name: one.value for name, one in settings.items() if name not in SHOWN}
    return StudyDesign(**of_design)  # type: ignore[arg-type]  # each was typed when it was set


def shown_of(settings: Mapping[str, Setting]) -> dict[str, str]:
    """Return the settings that are not of the design: what is drawn."""
    return {name: str(one.value) for name, one in settings.items() if name in SHOWN}


@contextmanager
def said_of(door: str) -> Iterator[None]:
    """Let a refusal say by which door the value came; of the command line that is plain."""
    try:
        yield
    except AnalysisError as error:
        if door in (COMMAND_LINE, DEFAULT):
            raise
        raise type(error)(f"{error}\nGiven by: {door}.") from error
