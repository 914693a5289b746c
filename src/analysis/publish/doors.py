"""The four doors of a report's parameters together, and which one wins.

Command line, then a row of the file of municipalities, the file of parameters, the environment,
and the default. Municipalities: command line, file of parameters, environment; else the ten of
invented data that has them all, and every one of other data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.publish.environment import read_environment
from analysis.publish.municipality_files import read_places
from analysis.publish.parameter_files import read_parameters
from analysis.publish.parameters import (
    COMMAND_LINE,
    DEFAULT,
    Given,
    Place,
    Setting,
    check_notebook,
    defaults,
    from_command_line,
)
from analysis.reference.places import TEN
from analysis.release.door import Study
from analysis.terms import Access


@dataclass(frozen=True)
class CommandLine:
    """What the command line says of parameters and municipalities.

    Attributes:
        parameters: NAME=VALUE texts.
        file: a file of parameters.
        codes: municipalities named.
        codes_file: a file of municipalities.
        everyone: whether every municipality was asked for.
    """

    parameters: tuple[str, ...] = ()
    file: Path | None = None
    codes: tuple[str, ...] = ()
    codes_file: Path | None = None
    everyone: bool = False


@dataclass(frozen=True)
class Wanted:
    """What all doors say together.

    Attributes:
        below: parameters that a municipality's own row may change.
        above: parameters that hold whatever its row says.
        chosen: the municipalities named; none: every one, or the ten of the invented world.
        everyone: whether every municipality was asked for.
    """

    below: Mapping[str, Setting]
    above: Mapping[str, Setting]
    chosen: tuple[Place, ...]
    everyone: bool

    def settings(self, place: Place) -> dict[str, Setting]:
        """Return the parameters in effect for one municipality."""
        return {**self.below, **place.own, **self.above}

    def places(self, study: Study) -> list[Place]:
        """Return the municipalities to report on, each once."""
        if self.chosen:
            first: dict[str, Place] = {}
            for place in self.chosen:
                first.setdefault(place.code, place)
            return list(first.values())
        areas = study.areas()
        if self.everyone:
            return [Place(code, COMMAND_LINE) for code in areas]
        # Ten stand for the country in the invented world; other data is asked about for its own.
        national = study.source.access is Access.INVENTED and set(TEN) <= set(areas)
        return [Place(code, DEFAULT) for code in (TEN if national else areas)]


def wanted(line: CommandLine, notebook: Path, variables: Mapping[str, str]) -> Wanted:
    """Return what the doors say; every one is checked, also where another wins.

    Raises:
        DesignError: a name or a value that is not allowed, naming the nearest and the door.
    """
    allowed = check_notebook(notebook)
    above = from_command_line(list(line.parameters), allowed)
    of_file = read_parameters(line.file, allowed) if line.file else Given({})
    of_environment = read_environment(variables, allowed)
    places = tuple(Place(code, COMMAND_LINE) for code in line.codes)
    if line.codes_file:
        places = read_places(line.codes_file, allowed)
    elif not places and not line.everyone:
        places = of_file.places or of_environment.places
    below = {**defaults(allowed), **of_environment.settings, **of_file.settings}
    return Wanted(below, above, places, line.everyone)
