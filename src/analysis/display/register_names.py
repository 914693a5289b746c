"""What tables and columns of the contract are called, and the codes that registers may hold.

English has the contract's own names, which are English words and what dataset.toml is written with.
"""

from analysis.display import words
from analysis.display.words import say
from analysis.terms import Language


def table_name(table: str, language: Language) -> str:
    """Return a table's name; one that the contract does not have is its own name."""
    return _known(f"table_{table}", table, language)


def column_name(column: str, language: Language) -> str:
    """Return a column's name, without its table's."""
    return _known(f"named_{column}", column, language)


def place_name(table: str, column: str, language: Language) -> str:
    """Return a column with its table, or a table alone: 'deltakere: kjønn'."""
    names = {"table": table_name(table, language), "column": column_name(column, language)}
    return say("table_and_column", language, **names) if column else names["table"]


def place_named(place: str, language: Language) -> str:
    """Return the same of a column as rows of uses write it, 'participants.sex'."""
    table, _, column = place.partition(".")
    return place_name(table, column, language)


def admission_name(value: str, language: Language) -> str:
    """Return a reason for admission; a register's own code stays as it is."""
    return _known(f"admission_{value}", value, language)


def _known(key: str, otherwise: str, language: Language) -> str:
    return say(key, language) if key in words.catalogue() else otherwise
