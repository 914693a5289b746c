"""How the files of a folder are written, from samples of them; what is not sure is left open."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.registers.contract import Kind
from analysis.registers.dataset import Dialect
from analysis.registers.draft_files import Sample, shown
from analysis.registers.draft_tables import Guess
from analysis.registers.draft_toml import comment, entry
from analysis.registers.draft_values import (
    date_format,
    decimal_signs,
    texts_of,
    yes_and_no,
)

NUMBERS = (Kind.HOURS, Kind.MONEY, Kind.WEIGHT, Kind.NUMBER)
DEFAULT = Dialect()


@dataclass(frozen=True)
class DialectGuess:
    """Lines under [dialect], and the format of dates; empty where it is not sure."""

    lines: tuple[str, ...]
    date_format: str
    unsure: tuple[str, ...]


def guess_dialect(guesses: Mapping[str, Guess]) -> DialectGuess:
    """Return how the text in the files of the tables is written."""
    samples = [guess.sample for guess in guesses.values()]
    lines, unsure = [], []
    if any(sample.form for sample in samples):
        lines += _encoding_and_delimiter(samples)
    lines.append(_decimal(guesses))
    form, line = _date_format(guesses)
    if not form and "= " in line:
        unsure.append("date_format")
    lines += [line, *_yes_and_no(guesses)]
    return DialectGuess(tuple(lines), form, tuple(unsure))


def _encoding_and_delimiter(samples: list[Sample]) -> list[str]:
    forms = {sample.file: sample.form for sample in samples if sample.form}
    encodings = {file: form.encoding for file, form in forms.items()}
    delimiters = {file: form.delimiter for file, form in forms.items()}
    lines = []
    for key, votes, none in (
        ("delimiter", delimiters, "files with one column only; any will do"),
        ("encoding", encodings, "only letters of ASCII were seen"),
    ):
        given = {file: vote for file, vote in votes.items() if vote}
        value, why = _majority(given) if given else (str(getattr(DEFAULT, key)), none)
        lines.append(entry(key, value, why))
    return lines


def _majority(votes: Mapping[str, str]) -> tuple[str, str]:
    """Return what most files have, and why; the files that differ are named."""
    best = Counter(votes.values()).most_common(1)[0][0]
    differ = [f"{shown(file)} has '{vote}'" for file, vote in votes.items() if vote != best]
    if not differ:
        return best, "in the beginning of every text file"
    return best, f"one must hold for all text files, but {', '.join(differ)}: write those anew"


def _decimal(guesses: Mapping[str, Guess]) -> str:
    counts = Counter[str]()
    for guess in guesses.values():
        for name in guess.matches:
            if guess.table.column(name).kind in NUMBERS:
                # A number that its format keeps as one has no sign of its own.
                texts = [value for value in guess.values(name) if isinstance(value, str)]
                counts.update(decimal_signs(texts))
    if not +counts:
        semicolon = any(g.sample.form and g.sample.form.delimiter == ";" for g in guesses.values())
        why = "no number with decimals was seen; Norwegian files have ','"
        return entry("decimal", "," if semicolon else ".", why)
    best = max(counts, key=lambda sign: counts[sign])
    other = counts.total() - counts[best]
    mixed = f"; {other} have the other sign, and will be refused" if other else ""
    return entry("decimal", best, f"in {counts[best]} numbers{mixed}")


def _date_format(guesses: Mapping[str, Guess]) -> tuple[str, str]:
    """Return the format, or nothing where the owner must choose, and the line that says so."""
    by_file: dict[str, set[str]] = {}
    for guess in guesses.values():
        texts = [
            text
            for name in guess.matches
            if guess.table.column(name).kind is Kind.DATE
            for text in texts_of(guess.values(name))
        ]
        if texts:
            by_file[guess.sample.place] = date_format(texts)
    if not by_file:
        return "", comment("No date written as text was seen, so date_format is not declared.")
    common = set.intersection(*by_file.values())
    if len(common) == 1:
        form = common.pop()
        return form, entry("date_format", form, "the one way in which all dates seen can be read")
    if common:
        ways = " or ".join(sorted(common))
        why = f"the dates seen can be read in several ways: {ways}; write the right one"
        return "", entry("date_format", "", why)
    return _one_of_several(by_file)


def _one_of_several(by_file: Mapping[str, set[str]]) -> tuple[str, str]:
    sure = Counter(next(iter(forms)) for forms in by_file.values() if len(forms) == 1)
    ranked = sure.most_common(2)
    ways = ", ".join(
        f"{shown(place)} {' or '.join(sorted(forms)) or 'in no one way'}"
        for place, forms in by_file.items()
    )
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        why = f"dates are written in different ways: {ways}; write them in one way, and name it"
        return "", entry("date_format", "", why)
    why = f"most files have it, but one must hold for all: {ways}"
    return ranked[0][0], entry("date_format", ranked[0][0], why)


def _yes_and_no(guesses: Mapping[str, Guess]) -> list[str]:
    """Return lines for words that are not read as they are; the usual words are kept beside."""
    found: tuple[list[str], list[str]] = ([], [])
    strange = []
    for guess in guesses.values():
        for name in guess.matches:
            if guess.table.column(name).kind is Kind.YES_NO:
                yes, no, others = yes_and_no(texts_of(guess.values(name)))
                found[0].extend(yes)
                found[1].extend(no)
                if others:
                    place = f"{shown(guess.sample.place)}, column {shown(guess.matches[name].own)}"
                    what = "word that is" if others == 1 else "words that are"
                    strange.append(comment(f"{place}: {others} {what} not yes or no."))
    lines = []
    for key, words in zip(("yes", "no"), found, strict=True):
        usual = list(getattr(DEFAULT, key))
        more = sorted({word.casefold() for word in words} - set(usual))
        if more:
            lines.append(entry(key, [*usual, *more], f"'{', '.join(more)}' was seen"))
    return lines + strange
