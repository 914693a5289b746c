"""How large a file may be: checked from its size, metadata and rows, before memory runs out."""

import os
from functools import cache
from pathlib import Path

from analysis.errors import DataError

MAX_ROWS = 50_000_000
MAX_BYTES = 8 << 30
MAX_COLUMNS = 1000
BYTES_A_VALUE = 48
"""Raw value, value read, masks and the copy that is sorted; measured with 5 million rows."""
BYTES_A_TEXT = 250
"""A text that stands once in memory, with its places in tables of texts; measured likewise."""
GB, MB = 1e9, 1e6


def check_size(path: Path, rows: int, size: int) -> None:
    """Raise DataError where a file would not fit into memory."""
    if rows > MAX_ROWS or size > MAX_BYTES:
        raise DataError(
            f"{path.name}: too large to read at once: {rows:,} rows, {size:,} bytes."
            f"\n  Allowed: {MAX_ROWS:,} rows, {MAX_BYTES:,} bytes."
            "\n  Take out the rows of those who are no participants, or split the dataset."
        )


def check_width(path: Path, columns: int) -> None:
    """Raise DataError where a file has more columns than a register has."""
    if columns > MAX_COLUMNS:
        raise DataError(
            f"{path.name}: the header has {columns:,} columns."
            f"\n  row 1; allowed: {MAX_COLUMNS:,} columns."
            "\n  Write one row a spell or person, not a column a month; leave out other columns."
        )


def check_memory(path: Path, rows: int, columns: int, texts: int, free: int) -> None:
    """Raise DataError where what is read of a file would not fit into the memory that is free.

    Args:
        path: the file.
        rows: number of rows, or of those met so far.
        columns: number of columns that are read.
        texts: number of different texts in them, or of bytes over BYTES_A_TEXT.
        free: bytes, from free_memory.
    """
    need = rows * columns * BYTES_A_VALUE + texts * BYTES_A_TEXT
    if need > free:
        raise DataError(
            f"{path.name}: too large for this machine: {rows:,} rows with {columns} columns"
            f" need about {need / MB:,.1f} MB of memory."
            f"\n  Allowed: what is free, {free / MB:,.1f} MB."
            "\n  Take out the rows of those who are no participants, declare columns that are not"
            " needed as ignored, or use a larger machine."
        )


def free_memory() -> int:
    """Return the bytes that this process may still take: of the machine, or of its container."""
    used = Path("/proc/self/statm")
    pages = int(used.read_text(encoding="ascii").split()[1]) if used.is_file() else 0
    return max(memory() - pages * _page(), 0)


@cache
def memory() -> int:
    """Return the bytes of memory of the machine, or fewer where its container or job has a limit.

    Where the system does not tell, there is no limit.
    """
    found = [MAX_BYTES * 1000]
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        found.append(os.sysconf("SC_PHYS_PAGES") * _page())
    for file in _limit_files():
        text = file.read_text(encoding="ascii").strip() if os.access(file, os.R_OK) else ""
        found += [int(text)] if text.isdecimal() else []
    return min(found)


def _page() -> int:
    return os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def _limit_files() -> list[Path]:
    """Return the files in which Linux keeps a container's or job's limit, of either version."""
    root, own = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")
    files = [root / "memory.max", root / "memory" / "memory.limit_in_bytes"]
    for line in own.read_text(encoding="utf-8").splitlines() if own.is_file() else []:
        _, controllers, place = line.split(":", 2)
        if controllers in ("", "memory"):
            name = "memory.limit_in_bytes" if controllers else "memory.max"
            group = root / controllers / place.lstrip("/")
            files += [folder / name for folder in (group, *group.parents) if root in folder.parents]
    return files
