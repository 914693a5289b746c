"""The part of a draft that declares one table: its file, columns, codes and what is not used."""

from difflib import get_close_matches

from analysis.registers.contract import Column, Kind
from analysis.registers.draft_files import shown
from analysis.registers.draft_names import Match, Strength, fold, names_of, reason_not_used
from analysis.registers.draft_tables import Guess
from analysis.registers.draft_toml import comment, entry, listing, quoted
from analysis.registers.draft_values import (
    are_names,
    fits,
    known_codes,
    texts_of,
    unknown_codes,
)

CODED_TEXTS = ("exit_reason", "admission")
"""Columns of free text whose usual words have a meaning here."""

NAMES_OF_EMPLOYERS = (
    "; it holds names, not numbers: two contracts of a person with one employer are read as one"
    " job, and reading stops where they overlap and their hours differ; if they are two jobs, move"
    " the column to ignored, and each row is a job"
)


def section(guess: Guess) -> list[str]:
    """Return the lines that declare one table."""
    name, sample = guess.table.name, guess.sample
    lines = [f"[tables.{name}]", entry("file", sample.file, _why_file(guess))]
    if sample.sheet:
        lines.append(entry("sheet", sample.sheet, "the sheet"))
        why = "where the names of columns stand; rows above are titles"
        lines.append(entry("header_rows", sample.header_rows, why))
    lines += listing("ignored", [(own, _why_unused(guess, own)) for own in guess.unused])
    lines += ["", f"[tables.{name}.columns]", *_columns(guess)]
    for own, column in _coded(guess):
        lines += _codes(guess, own, column)
    return lines


def _why_file(guess: Guess) -> str:
    known = f"{len(guess.matches)} of its {len(guess.sample.header)} columns are known"
    return f"{known}; named '{guess.word}'" if guess.word else known


def _why_unused(guess: Guess, own: str) -> str:
    last = guess.sample.last_names.get(own, "")
    reason = reason_not_used(guess.table, own) or reason_not_used(guess.table, last)
    if reason:
        return f"not used: {reason}"
    for column in guess.table.columns:
        if fold(own) in map(fold, names_of(guess.table, column)):
            if not fits(guess.sample.values(own), column):
                return f"not used: named like {column.name}, but its values do not look like that"
            if column.name in guess.matches:
                read = shown(guess.matches[column.name].own)
                return f"not used: {column.name} is read from '{read}'"
    return "not used: no known name; look whether it is one of the contract's columns"


def _columns(guess: Guess) -> list[str]:
    as_named = [name for name, match in guess.matches.items() if match.own == name]
    lines = [comment(f"Read under their own names: {', '.join(as_named)}.")] if as_named else []
    for column in guess.table.columns:
        match = guess.matches.get(column.name)
        strange = "" if match is None else _strange(guess, column)
        if match and match.own != column.name:
            lines.append(entry(column.name, match.own, _why_column(match) + strange))
        elif match and strange:
            lines.append(comment(f"CONFIRM: {column.name}{strange}"))
        elif column.name in guess.absent:
            near = nearest_header(guess, column.name)
            lines.append(comment(f'{column.name} = ""  # CONFIRM: needed, and not found{near}'))
        lines += _area_remark(guess, column)
    return lines


def _strange(guess: Guess, column: Column) -> str:
    """Return what the owner must know of the values of a column; empty where nothing is odd."""
    if not guess.is_fit(column.name):
        return f"; its values do not look like the kind '{column.kind}'"
    is_named = column.name == "employer_id" and are_names(guess.values(column.name))
    return NAMES_OF_EMPLOYERS if is_named else ""


def _why_column(match: Match) -> str:
    if match.strength is Strength.CLOSE:
        return f"a weaker guess: the name resembles '{match.known}'"
    return f"named '{shown(match.own)}'"


def nearest_header(guess: Guess, name: str) -> str:
    """Return '; nearest: …' with the unused column whose name resembles a column's most."""
    names = {fold(own): own for own in reversed(guess.unused)}
    for known in names_of(guess.table, guess.table.column(name)):
        close = get_close_matches(fold(known), list(names), n=1, cutoff=0.6)
        if close:
            return f"; nearest: '{shown(names[close[0]])}'"
    return ""


def _area_remark(guess: Guess, column: Column) -> list[str]:
    """Return a remark where municipalities are not written as codes of four digits."""
    if column.kind is not Kind.AREA or column.name not in guess.matches:
        return []
    texts = texts_of(guess.values(column.name))
    if all(len(text) == 4 and text.isdigit() for text in texts):
        return []
    what = (
        "numbers without four digits (301 for 0301): write them as text, or give the cells of Excel"
        " the number format 0000"
        if all(text.isdigit() for text in texts)
        else "no codes of four digits: translate them under codes, or declare"
        ' area_scheme = "own" at the top'
    )
    return [comment(f"CONFIRM: {column.name} holds {what}.")]


def _coded(guess: Guess) -> list[tuple[str, Column]]:
    """Return own name and column of those whose values may be translated."""
    return [
        (match.own, guess.table.column(name))
        for name, match in guess.matches.items()
        if guess.table.column(name).codes or name in CODED_TEXTS
    ]


def _codes(guess: Guess, own: str, column: Column) -> list[str]:
    values = guess.sample.values(own)
    known = known_codes(values, column)
    if not column.codes:
        known = {text: target for text, target in known.items() if text != target}
        unknown, n_unknown = list[str](), 0
    else:
        unknown, n_unknown = unknown_codes(values, column)
    lines = []
    if any(text != target for text, target in known.items()):
        lines = ["", f"[tables.{guess.table.name}.codes.{column.name}]"]
        lines += [entry(quoted(text), target, "a known word") for text, target in known.items()]
    lines += [comment(f'{quoted(text)} = ""  # CONFIRM: not a known word') for text in unknown]
    if n_unknown:
        allowed = ", ".join(column.codes)
        how = f"under [tables.{guess.table.name}.codes.{column.name}], or declare them in missing"
        count = f"{n_unknown} other value{'s' * (n_unknown > 1)} of '{shown(own)}'"
        lines.append(comment(f"CONFIRM: translate {count} to {allowed} {how}."))
    return lines
