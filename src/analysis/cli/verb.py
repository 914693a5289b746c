"""How a verb of the command line is made."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]


def add_verb(
    verbs: "Verbs", name: str, help_: str, run: Callable[[argparse.Namespace], int | None]
) -> argparse.ArgumentParser:
    """Return the parser of a new verb; `run` takes what was chosen, and returns an exit code."""
    verb = verbs.add_parser(name, help=help_, description=help_)
    verb.set_defaults(run=run)
    return verb
