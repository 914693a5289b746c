"""A first dataset.toml for a folder of files: everything in it is a guess, and says so.

The owner's name, source and contact are left empty, so that nothing is read before somebody has
looked at the draft.
"""

import shlex
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import DataError
from analysis.registers.contract import NEEDED_TABLES, PROGRAMME_DATES, TABLES, Kind
from analysis.registers.dataset import FILE
from analysis.registers.draft_dialect import DialectGuess, guess_dialect
from analysis.registers.draft_files import Beginnings, sample_folder, shown
from analysis.registers.draft_sections import nearest_header, section
from analysis.registers.draft_tables import Guess, Guesses, guess_one, guess_tables
from analysis.registers.draft_toml import comment, entry
from analysis.registers.draft_values import dates_of, missing_words, open_ends
from analysis.registers.rules import ENDS

SPELLS = ("jobs", "residence", "education", "participants")
"""Tables from which the observed months are proposed; the first that has dates."""
SELECTED_BY = (
    'selected_by: "settled" where everybody who was settled is in the files, "started" where only',
    'those who started the programme are, "left" where only those who left it are.',
)
TO_FILL_IN = {
    "name": "what reports call this dataset",
    "source": "where the files come from",
    "contact": "whom to ask about them",
}


@dataclass(frozen=True)
class Draft:
    """A draft of dataset.toml.

    Attributes:
        text: of the file.
        told: what a user is told on the screen, a line each.
        unread: file -> why it could not be read.
    """

    text: str
    told: tuple[str, ...]
    unread: dict[str, str]


def write_draft(folder: Path) -> Draft:
    """Write a draft of dataset.toml into a folder, whole or not at all, and return it.

    Raises:
        DataError: one is there already, or the folder has no tabular file that can be read.
    """
    path, part = folder / FILE, folder / f".{FILE}.part"
    _check_free(path)
    draft = draft_dataset(folder)
    try:
        part.write_text(draft.text, encoding="utf-8", newline="\n")
        _check_free(path)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return draft


def _check_free(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise DataError(
            f"{FILE} is there already, and is not written over.\n{path}"
            "\nMove it away for a new draft."
        )


def draft_dataset(folder: Path) -> Draft:
    """Return a draft of dataset.toml from the beginning of a folder's files.

    Raises:
        DataError: the folder has no tabular file that can be read.
    """
    found = sample_folder(folder)
    if not found.samples:
        why = "\n".join(_unread(found))
        raise DataError(
            f"No file in {folder} can be read.\n{why}\nMend one of them, or export it again."
        )
    guesses = guess_tables(found.samples)
    dialect = guess_dialect(guesses.tables)
    gaps = _gaps(guesses, found)
    aside = [*_unread(found), *_left_aside(guesses)]
    command = f"analysis check {shlex.quote(str(folder))}"
    lines = [
        *_how_to(command),
        *(comment(f"CONFIRM: {line}") for line in [*gaps, *aside]),
        "",
        *_top(guesses, dialect),
        *("", "[dialect]", *dialect.lines),
    ]
    for name in TABLES:
        if name in guesses.tables:
            lines += ["", *section(guesses.tables[name])]
        elif name in NEEDED_TABLES:
            lines += ["", *_stub(name)]
    text = "\n".join([*lines, ""])
    content = tomllib.loads(text)  # whatever the names hold: no TOML would help nobody
    empty = [key for key, value in content.items() if value == ""]
    told = [*_told(guesses), *gaps, *aside, *_to_do([*empty, *dialect.unsure], command)]
    return Draft(text, tuple(told), found.unread)


def _how_to(command: str) -> list[str]:
    steps = (
        "A draft by `analysis init`, from the beginning of the files in this folder.",
        "Everything that is marked CONFIRM is a guess.",
        "1. Fill in name, source and contact; before that nothing is read.",
        "2. Look at each line marked CONFIRM. Mend what is wrong, then take the mark away.",
        f"3. Run: {command}",
        "Codes of your registers may stand here: keep this file where the registers are kept.",
        "One file or sheet is taken as one table. If it holds two, write it as two files.",
        "All keys are explained in README.md, 'Your own registers'.",
    )
    return [comment(step) for step in steps]


def _top(guesses: Guesses, dialect: DialectGuess) -> list[str]:
    first, last, why = _observed(guesses, dialect.date_format)
    selected, why_selected = _selected_by(guesses.tables.get("participants"), dialect.date_format)
    lines = [entry(key, "", f"fill in: {what}") for key, what in TO_FILL_IN.items()]
    lines += [
        entry("access", "confidential", "invented, public or confidential"),
        *map(comment, SELECTED_BY),
        entry("selected_by", selected, why_selected),
        comment("The first and last month in which the registers cover everybody, as YYYY-MM."),
        entry("first_observed", first, why),
        entry("last_observed", last, why),
    ]
    return [*lines, *_open_and_missing(guesses.tables.values())]


def _observed(guesses: Guesses, form: str) -> tuple[str, str, str]:
    """Return the first and last month that spells have, and what is said of them."""
    for name in [name for name in SPELLS if name in guesses.tables]:
        guess = guesses.tables[name]
        columns = [column.name for column in guess.table.columns if column.kind is Kind.DATE]
        read = [column for column in columns if column in guess.matches]
        dates = [one for column in read for one in dates_of(guess.values(column), form)]
        if dates:
            part = "" if guess.sample.whole else ", in the first rows only"
            why = f"first and last month in {name}{part}; write the months that are covered"
            return f"{min(dates):%Y-%m}", f"{max(dates):%Y-%m}", why
    return "", "", "fill in: no dates could be read"


def _selected_by(guess: Guess | None, form: str) -> tuple[str, str]:
    if guess is None or not {"programme_start", "programme_end"} & set(guess.matches):
        return "settled", "no date of the programme was seen"
    if "programme_end" in guess.matches:
        ends = guess.values("programme_end")
        if len(dates_of(ends, form)) == len(ends) > 0:
            return "left", "everybody seen has left the programme"
    return "started", "dates of the programme were seen"


def _open_and_missing(guesses: Iterable[Guess]) -> list[str]:
    ends, words = set[str](), set[str]()
    for guess in guesses:
        for name in guess.matches:
            column = guess.table.column(name)
            if name in ENDS:
                ends.update(open_ends(guess.values(name)))
            if column.kind is not Kind.ID:
                words.update(missing_words(guess.values(name), column))
    lines = []
    if ends:
        lines.append(entry("open_dates", sorted(ends), "seen as an end; they mean: not ended"))
    if words:
        why = "seen; take the first sign of this line away if these words mean: not known"
        lines.append(comment(entry("missing", sorted(words), why)))
    return lines


def _stub(name: str) -> list[str]:
    lines = [f"[tables.{name}]", 'file = ""', f"[tables.{name}.columns]"]
    lines += [f'{column} = ""' for column in TABLES[name].needed]
    return [comment(f"CONFIRM: the table {name} is needed:"), *map(comment, lines)]


def _gaps(guesses: Guesses, found: Beginnings) -> list[str]:
    """Return what is needed and was not found."""
    lines = []
    for name in NEEDED_TABLES:
        guess = guesses.tables.get(name)
        if guess is None:
            others = [guess_one(TABLES[name], sample) for sample in found.samples]
            guess = max(others, key=lambda other: (len(other.matches), other.score))
            near = f" The nearest is {shown(guess.sample.place)}." if guess.matches else ""
            lines.append(f"No file fits the table {name}, which is needed.{near}")
        place = shown(guess.sample.place)
        lines += [
            f"{name}.{column}: needed, and not found in {place}{nearest_header(guess, column)}."
            for column in guess.absent
        ]
        if name == "participants" and not set(PROGRAMME_DATES) & set(guess.matches):
            lines.append(f"participants: one of {', '.join(PROGRAMME_DATES)} is needed.")
    for guess in guesses.tables.values():
        if guess.table.name not in NEEDED_TABLES:
            lines += [
                f"{guess.table.name}.{column}: needed, and not found in"
                f" {shown(guess.sample.place)}{nearest_header(guess, column)}."
                for column in guess.absent
            ]
    return lines


def _unread(found: Beginnings) -> list[str]:
    return [f"{shown(file)} could not be read: {why}." for file, why in found.unread.items()]


def _left_aside(guesses: Guesses) -> list[str]:
    rivals = [
        f"{shown(rival.sample.place)} also fits the table {rival.table.name}; "
        f"{shown(guesses.tables[rival.table.name].sample.place)} fits better, and is taken."
        for rival in guesses.rivals
    ]
    others = [f"{shown(sample.place)} fits no table, and is not used." for sample in guesses.others]
    return [*rivals, *others]


def _told(guesses: Guesses) -> list[str]:
    lines = []
    for name, guess in guesses.tables.items():
        known, of = len(guess.matches), len(guess.sample.header)
        unused = ", ".join(map(shown, guess.unused))
        rest = f"; not used: {shown(unused, 300)}" if unused else ""
        lines.append(f"{name}: {shown(guess.sample.place)}, {known} of {of} columns known{rest}")
    return lines


def _to_do(empty: list[str], command: str) -> list[str]:
    return [
        f"Now fill in {', '.join(empty)}, and look at each line marked CONFIRM in {FILE}.",
        f"Then run: {shown(command, 400)}",
    ]
