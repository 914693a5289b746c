"""The numbers of the invented world, read from parameters.toml, where each has unit and source."""

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np

from analysis.synthetic.dates import Bools, Floats, Ints


@cache
def numbers(section: str) -> dict[str, float]:
    """Return the single numbers of a section by name."""
    content = _content()[section]
    values = {name: entry["value"] for name, entry in content.items()}
    return {name: value for name, value in values.items() if not isinstance(value, dict)}


@cache
def ladder(section: str, name: str) -> dict[str, float]:
    """Return a parameter that holds one number for each code: shares, weights or effects."""
    values = _content()[section][name]["value"]
    if not isinstance(values, dict):
        raise TypeError(f"{section}.{name} is a single number")
    return {code: float(value) for code, value in values.items()}


def effects(section: str, name: str, codes: tuple[str, ...], absent: float = 0.0) -> Floats:
    """Return one effect for each code, `absent` for a code that the parameter leaves out."""
    by_code = ladder(section, name)
    return np.array([by_code.get(code, absent) for code in codes])


def draw_code(section: str, name: str, rank: Floats) -> Ints:
    """Turn ranks in [0, 1) into positions in a ladder of shares.

    The ranks come from the caller, so that he may shift them or keep them for another world.
    """
    weights = np.array(list(ladder(section, name).values()))
    bounds = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(bounds, rank, side="right"), len(weights) - 1)


def draw_number(section: str, name: str, rank: Floats) -> Floats:
    """Turn ranks in [0, 1) into the numbers that are the codes of a ladder of shares."""
    values = np.array([float(code) for code in ladder(section, name)])
    return values[draw_code(section, name, rank)]


def happens(log_odds: Floats, rng: np.random.Generator) -> Bools:
    """Draw who is met by something whose chance is given as log odds."""
    return np.asarray(rng.random(len(log_odds)) < 1 / (1 + np.exp(-log_odds)))


@cache
def _content() -> dict[str, dict[str, dict[str, float | dict[str, float]]]]:
    source = files("analysis.synthetic") / "parameters.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
