"""Parameters from the environment; one that is misspelt is refused, for it would be lost silently.

A variable that is empty counts as not given, as `ANALYSIS_MEASURE= make reports` means it.
"""

import re
from collections.abc import Mapping

from analysis.errors import DesignError, nearest
from analysis.publish.parameters import Given, Place, from_text

PREFIX = "ANALYSIS_"
MUNICIPALITIES = f"{PREFIX}MUNICIPALITIES"


def read_environment(variables: Mapping[str, str], allowed: list[str]) -> Given:
    """Return the parameters and municipalities of the environment.

    Raises:
        DesignError: a variable that begins as ours and is no parameter, or a value of another type.
    """
    names = {f"{PREFIX}{name.upper()}": name for name in allowed}
    known = [*names, MUNICIPALITIES]
    ours = {name: text for name, text in variables.items() if name.upper().startswith(PREFIX)}
    for name in sorted(ours):
        if name not in known:
            raise DesignError(
                f"The environment variable {name} is no parameter{nearest(name.upper(), known)}."
                f"\nAllowed: {', '.join(known)}.\nMend its name, or unset it."
            )
    settings = {
        names[name]: from_text(names[name], text.strip(), allowed, name)
        for name, text in ours.items()
        if name in names and text.strip()
    }
    codes = [code for code in re.split(r"[\s,]+", ours.get(MUNICIPALITIES, "")) if code]
    return Given(settings, tuple(Place(code, MUNICIPALITIES) for code in codes))
