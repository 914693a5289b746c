"""Lines of TOML: whatever a name holds, a value parses to it again, and a comment is one line."""

from collections.abc import Sequence

from analysis.registers.draft_files import shown

LONGEST_COMMENT = 400


def entry(key: str, value: str | Sequence[str] | Sequence[int], why: str = "") -> str:
    """Return `key = value  # CONFIRM: why`; the comment is left out where nothing is guessed."""
    import tomlkit

    said = value if isinstance(value, str) else list(value)
    line = f"{key} = {tomlkit.item(said).as_string()}"
    return f"{line}  {comment(f'CONFIRM: {why}')}" if why else line


def quoted(text: str) -> str:
    """Return a text in quotes, as a key or a value."""
    import tomlkit

    return tomlkit.string(text).as_string()


def comment(text: str) -> str:
    """Return a comment of one line without signs that TOML does not allow there."""
    return f"# {shown(text, LONGEST_COMMENT)}" if text else "#"


def listing(key: str, values: Sequence[tuple[str, str]]) -> list[str]:
    """Return the lines of a list of texts, each on its own line and with its reason."""
    if not values:
        return []
    lines = [f"  {quoted(value)},  {comment(f'CONFIRM: {why}')}" for value, why in values]
    return [f"{key} = [", *lines, "]"]
