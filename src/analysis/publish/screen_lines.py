"""Lines for whoever waits before a screen; nothing of them is in a file."""

import sys

from analysis.display.warnings import warnings
from analysis.display.words import say
from analysis.errors import in_one_line
from analysis.registers.read import Registers
from analysis.terms import Language


def say_step(what: str) -> None:
    """Print what is done now, where it takes a while."""
    print(in_one_line(what), file=sys.stderr, flush=True)


def say_warnings(registers: Registers) -> None:
    """Print what the registers as a whole are warned of."""
    for text in warnings(registers, Language.EN):
        say_step(say("warning", Language.EN, text=text))
