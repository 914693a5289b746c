"""The numbers of the invented world, read from parameters.toml, where each has unit and source.

worlds.toml has other worlds for checks of methods: the same numbers but for a few.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from analysis.synthetic.dates import Floats, Ints

USUAL = "usual"


class Parameters:
    """The numbers of one world, by section and name."""

    def __init__(self, content: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
        self._numbers: dict[str, dict[str, float]] = {}
        self._ladders: dict[str, dict[str, dict[str, float]]] = {}
        for section, entries in content.items():
            values = {name: entry["value"] for name, entry in entries.items()}
            ladders = {name: value for name, value in values.items() if isinstance(value, dict)}
            self._ladders[section] = {
                name: {code: float(number) for code, number in value.items()}
                for name, value in ladders.items()
            }
            self._numbers[section] = {n: v for n, v in values.items() if n not in ladders}

    def numbers(self, section: str) -> dict[str, float]:
        """Return the single numbers of a section by name."""
        return self._numbers[section]

    def ladder(self, section: str, name: str) -> dict[str, float]:
        """Return a parameter that holds one number for each code: shares, weights or effects."""
        return self._ladders[section][name]

    def effects(
        self, section: str, name: str, codes: tuple[str, ...], absent: float = 0.0
    ) -> Floats:
        """Return one effect for each code, `absent` for a code that the parameter leaves out."""
        by_code = self.ladder(section, name)
        return np.array([by_code.get(code, absent) for code in codes])

    def codes(self, section: str, name: str) -> tuple[str, ...]:
        """Return the codes of a ladder in its order."""
        return tuple(self.ladder(section, name))

    def draw_code(self, section: str, name: str, rank: Floats) -> Ints:
        """Turn ranks in [0, 1) into positions in a ladder of shares.

        The ranks come from the caller, so that he may shift them or keep them for another world.
        """
        return draw_position(np.array(list(self.ladder(section, name).values())), rank)

    def draw_number(self, section: str, name: str, rank: Floats) -> Floats:
        """Turn ranks in [0, 1) into the numbers that are the codes of a ladder of shares."""
        values = np.array([float(code) for code in self.ladder(section, name)])
        return values[self.draw_code(section, name, rank)]

    def waves(self, section: str) -> tuple[str, ...]:
        """Return the names of the ladders of a section."""
        return tuple(self._ladders[section])

    def by_year(self, section: str, name: str, year: Ints | Floats) -> Floats:
        """Return a number by calendar year: between two years that are given, in proportion."""
        given = self.ladder(section, name)
        years = [int(code) for code in given]
        return np.asarray(np.interp(year, years, list(given.values())))


def draw_position(weights: Floats, rank: Floats) -> Ints:
    """Turn ranks in [0, 1) into positions, each with the chance of its weight."""
    bounds = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(bounds, rank, side="right"), len(weights) - 1)


@cache
def parameters(world: str = USUAL) -> Parameters:
    """Return the numbers of a world by its name in worlds.toml."""
    content = _read("parameters.toml")
    for section, values in worlds()[world].items():
        if section != "about":
            changed = {
                name: {**content[section][name], "value": value} for name, value in values.items()
            }
            content[section] = {**content[section], **changed}
    return Parameters(content)


def worlds() -> dict[str, dict[str, Any]]:
    """Return name -> what it is about, and which numbers differ by section."""
    return {USUAL: {"about": "The world that README.md describes."}, **_read("worlds.toml")}


def _read(name: str) -> dict[str, Any]:
    source = files("analysis.synthetic") / name
    return tomllib.loads(source.read_text(encoding="utf-8"))
