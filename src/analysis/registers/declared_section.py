"""One table of dataset.toml, read key by key: what is wrong is noted, and reading goes on.

A key that is wrong reads as its default; nothing of it is used, for the file as a whole is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from analysis.errors import in_one_line, nearest
from analysis.registers.declared_faults import Fault, Faults, Place, Wrong

LONGEST = 60
"""Letters of a name that are shown."""


@dataclass(frozen=True)
class Section:
    """A table of dataset.toml.

    Attributes:
        content: what stands in it.
        place: the names that lead to it; none: the file itself.
        faults: what was found wrong so far, in the whole file.
    """

    content: dict[str, Any]
    place: Place
    faults: Faults

    @property
    def title(self) -> str:
        """The table as the file writes it."""
        return in_one_line(f"[{'.'.join(self.place)}]") if self.place else "the file"

    def named(self, name: str) -> str:
        """Return a key as messages name it."""
        return f"{quoted(name)} in {self.title}" if self.place else quoted(name)

    def note(self, kind: Wrong, name: str, rule: str, hint: str) -> None:
        """Note what is wrong with a key; one that is missing is told on the table's line."""
        place = (*self.place, name) if name in self.content else self.place
        self.faults.found.append(Fault(kind, place, rule, hint))

    def only(self, allowed: Iterable[str]) -> list[str]:
        """Return the names that are known, and note the others."""
        names = list(allowed)
        turned = "Write {} = {}: the name that is known here stands first."
        for name in [name for name in self.content if name not in names]:
            rule = f"{quoted(name)} is not known in {self.title}{nearest(name[:LONGEST], names)}"
            hint = f"Mend the name, or take it out. Allowed: {', '.join(names)}."
            value = self.content[name]
            if isinstance(value, str) and value in names:
                hint = turned.format(value, f'"{shown(name)}"')
            self.note(Wrong.UNKNOWN, name, rule, hint)
        return [name for name in self.content if name in names]

    def table(self, name: str) -> "Section":
        """Return the table below a name; one that is absent is empty."""
        value = self.content.get(name, {})
        place = (*self.place, name)
        if not isinstance(value, dict):
            of = f"[{'.'.join(map(shown, place))}]"
            rule = f"{self.named(name)} is a table of its own"
            self.note(Wrong.TYPE, name, rule, f"Write {of}, and its keys in the lines below it.")
            value = {}
        return Section(value, place, self.faults)

    def text(self, name: str, default: str = "") -> str:
        """Return a text that is not empty; without a default the key is needed."""
        value = self.content.get(name, default)
        if name not in self.content and not default:
            self.missing(name)
        elif not isinstance(value, str):
            self.no_text(name)
        elif not value.strip():
            self.note(Wrong.VALUE, name, f"{self.named(name)} is empty", "Fill it in.")
        return value.strip() if isinstance(value, str) else default

    def missing(self, name: str, example: str = "…", more: str = "") -> None:
        """Note a key that is needed and not there."""
        hint = f'Add a line {name} = "{example}"{more}.'
        self.note(Wrong.MISSING, name, f"{self.named(name)} is missing", hint)

    def no_text(self, name: str) -> None:
        """Note a value that is no text."""
        rule = f"{self.named(name)} is a text in quotes"
        self.note(Wrong.TYPE, name, rule, f'Write it so: {shown(name)} = "…".')

    def texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.content.get(name, list(default))
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            rule = f"{self.named(name)} is a list of texts in quotes"
            self.note(Wrong.TYPE, name, rule, f'Write it so: {name} = ["…"].')
            return default
        return tuple(values)

    def choice(self, name: str, allowed: list[str], default: str = "") -> str:
        """Return a text that is one of those allowed; without a default the key is needed."""
        value = self.content.get(name, default)
        if name not in self.content and not default:
            self.missing(name, more=f", one of {', '.join(allowed)}")
        elif value not in allowed:
            close = nearest(str(value)[:LONGEST], allowed)
            rule = f"{self.named(name)} is one of {', '.join(allowed)}{close}"
            self.note(Wrong.VALUE, name, rule, "Write one of these, in quotes.")
        return value if value in allowed else allowed[0]

    def number(self, name: str) -> int | None:
        """Return a whole number, or None where there is none."""
        value = self.content.get(name)
        if value is None or type(value) is int:
            return value
        rule = f"{self.named(name)} is a whole number"
        self.note(Wrong.TYPE, name, rule, "Write it in digits, without quotes.")
        return None

    def words(self, names: Iterable[str]) -> dict[str, str]:
        """Return the texts by name, and note the names whose value is none."""
        found = {name: self.content[name] for name in names}
        for name, value in found.items():
            if not isinstance(value, str):
                self.no_text(name)
        return {name: value for name, value in found.items() if isinstance(value, str)}


def shown(name: str) -> str:
    """Return a name as messages show it: in one line, and not without end."""
    return in_one_line(name[:LONGEST]) + "…" * (len(name) > LONGEST)


def quoted(name: str) -> str:
    """Return a name in quotes, as messages show it."""
    return f"'{shown(name)}'"
