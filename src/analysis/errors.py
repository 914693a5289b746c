"""The four ways in which an analysis is refused, each with its exit code.

Text: one line what is wrong, one line where, one line what to do. Never a person's id or value.
"""


class AnalysisError(Exception):
    """What a user can mend; the command line prints it without a traceback."""

    exit_code = 2


class DataError(AnalysisError):
    """The registers do not keep the contract."""


class DesignError(AnalysisError):
    """A measure, origin or parameter that does not exist, or that this dataset cannot answer."""


class EstimationError(AnalysisError):
    """A number that cannot be estimated from these counts."""


class DisclosureError(AnalysisError):
    """Something that may not leave the confidential room."""

    exit_code = 3


def closest(name: str, allowed: list[str]) -> str | None:
    """Return the allowed name that resembles `name` most, or None where none does."""
    from difflib import get_close_matches

    close = get_close_matches(name, allowed, n=1, cutoff=0.5)
    return close[0] if close else None


def nearest(name: str, allowed: list[str]) -> str:
    """Return ' (nearest: …)' where an allowed name resembles `name`, else an empty text."""
    close = closest(name, allowed)
    return f" (nearest: {close})" if close else ""


def one_of(field: str, value: str, allowed: list[str]) -> None:
    """Raise DesignError, naming the nearest, where a value is not in its code list."""
    if value not in allowed:
        raise DesignError(
            f"No {field} '{value}'{nearest(value, allowed)}.\nAllowed: {', '.join(allowed)}."
        )


def printable(text: str) -> str:
    """Return a text that a terminal shows as it is: no control character, no change of direction.

    What cannot be printed stands as an escape of its code; new lines and blanks are kept.
    """
    return "".join(map(_as_shown, text))


def in_one_line(text: str) -> str:
    """Return a name as `printable` does, in one line: it can make no line of its own."""
    return printable(text).replace("\n", "\\n")


def _as_shown(character: str) -> str:
    from unicodedata import category

    if character == "\n" or character.isprintable() or category(character) == "Zs":
        return character
    return character.encode("unicode_escape").decode("ascii")
