"""Columns by name: which of a file's columns are read, and what is said where one is not known."""

from collections.abc import Sequence
from difflib import get_close_matches

from analysis.errors import DataError
from analysis.registers.contract import Table
from analysis.registers.dataset import FILE, Dataset
from analysis.registers.letters import is_garbled
from analysis.registers.problems import shape_of

NO_NAME = "(no name)"


def find_columns(
    file: str, header: list[str], table: Table, dataset: Dataset, places: Sequence[str] = ()
) -> dict[str, str]:
    """Return own name -> contract name of the columns to read, in the contract's order.

    Every column of the file is read or declared as ignored; every needed or renamed one is there.

    Args:
        file: as messages name it.
        header: names in the order of the file.
        table: of the contract.
        dataset: what is declared.
        places: how the owner finds each column: letters in a sheet; numbers where none are given.

    Raises:
        DataError: naming the columns at fault, and the nearest.
    """
    declared = dataset.tables[table.name]
    names = {declared.own(name): name for name in table.names}
    places = places or [str(place) for place, _ in enumerate(header, start=1)]
    _check_names(file, header)
    known = {name.casefold() for name in (*names, *declared.ignored)}
    if not known & {name.casefold() for name in header}:
        _refuse_strangers(file, header, table)
    _refuse_twins(file, header, places)
    needed = {declared.own(name) for name in table.needed} | set(declared.columns.values())
    absent = sorted(needed - set(header))
    others = [name for name in header if name not in names and name not in declared.ignored]
    unknown = [] if table.keeps_others else [name for name in others if name]
    nameless = [
        place for name, place in zip(header, places, strict=True) if not name and "" in others
    ]
    lines = [
        f"{file}: no column '{own}'{_of(table, names[own], own)}{_nearest(own, others)}."
        for own in absent
    ]
    free = sorted(set(names) - set(header))
    lines += [
        f"{file}: column '{name}' is not in the contract{_nearest(name, free)}." for name in unknown
    ]
    lines += [f"{file}: column {place} has no name in the header." for place in nameless]
    if lines:
        raise DataError("\n".join([*lines, *_ways_out(header, table, unknown, nameless)]))
    read = [own for own in names if own in header and own not in declared.ignored]
    found = {own: names[own] for own in read}
    return found | {name: name for name in others}


def _ways_out(
    header: list[str], table: Table, unknown: Sequence[str], nameless: Sequence[str]
) -> list[str]:
    """Return what to do about columns that are not as they should be."""
    lines = [
        f"  The header has: {', '.join(name or NO_NAME for name in header)}.",
        f"  Name your own columns under [tables.{table.name}.columns] in {FILE}.",
    ]
    ignored = [*unknown, *[""] * bool(nameless)]
    if ignored:
        quoted = ", ".join(f'"{name}"' for name in ignored)
        lines.append(f"  To leave them out, write under [tables.{table.name}]:")
        lines.append(f"  ignored = [{quoted}]")
    return lines


def _refuse_strangers(file: str, header: list[str], table: Table) -> None:
    """Raise DataError for a header without a known name: it may be a row of a person's values."""
    shapes = ", ".join(map(shape_of, header))
    raise DataError(
        f"{file}: no name in the header is known; if it holds values, the names stand elsewhere."
        f"\n  The header has: {shapes or 'no names'}."
        f"\n  Needed: {', '.join(table.needed)}. Write the names of the columns in the first row,"
        f" or say under [tables.{table.name}.columns] in {FILE} what yours are called."
    )


def _check_names(file: str, header: list[str]) -> None:
    if any(map(_looks_like_data, header)):
        shapes = ", ".join(map(shape_of, header))
        raise DataError(
            f"{file}, row 1: there is no header; the row looks like data: {shapes}."
            "\n  Allowed: the names of the columns in the first row.\n  Write them there."
        )
    if any(is_garbled(name) for name in header):
        raise DataError(
            f"{file}: the header was read in another encoding than it was written in."
            f"\n  The header has: {', '.join(map(shape_of, header))}."
            f"\n  Declare encoding under [dialect] in {FILE}."
        )


def _refuse_twins(file: str, header: list[str], places: Sequence[str]) -> None:
    """Raise DataError where two columns have the same name, saying which."""
    for name in filter(None, header):
        same = [place for other, place in zip(header, places, strict=True) if other == name]
        if len(same) > 1:
            raise DataError(
                f"{file}: column '{name}' stands twice in the header, as columns"
                f" {' and '.join(same)}.\n  Give each column a name of its own, in one row;"
                " a name over several columns or rows is written out in each."
            )


def _looks_like_data(name: str) -> bool:
    """Tell whether a name is a code, a date or a number: digits, and no letter."""
    return any(map(str.isdigit, name)) and not any(map(str.isalpha, name))


def _of(table: Table, name: str, own: str) -> str:
    return "" if name == own else f" for {table.name}.{name}"


def _nearest(name: str, allowed: list[str]) -> str:
    """Return ' (nearest: …)' where a name resembles another, whatever the case of letters."""
    by_letters = {other.casefold(): other for other in allowed}
    close = get_close_matches(name.casefold(), list(by_letters), n=1, cutoff=0.6)
    return f" (nearest: {by_letters[close[0]]})" if close else ""
