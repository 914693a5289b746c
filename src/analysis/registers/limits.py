"""How large a file may be: checked from its size and metadata, before it is read."""

from pathlib import Path

from analysis.errors import DataError

MAX_ROWS = 50_000_000
MAX_BYTES = 8 << 30


def check_size(path: Path, rows: int, size: int) -> None:
    """Raise DataError where a file would not fit into memory."""
    if rows > MAX_ROWS or size > MAX_BYTES:
        raise DataError(
            f"{path.name}: too large to read at once: {rows:,} rows, {size:,} bytes."
            f"\n  Allowed: {MAX_ROWS:,} rows, {MAX_BYTES:,} bytes."
            "\n  Take out the rows of those who are no participants, or split the dataset."
        )
