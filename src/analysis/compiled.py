"""How loops over persons and rows are compiled, and shared out among threads.

A compiled function lets go of Python's lock, so that plain threads run it side by side on rows of
their own: no result depends on how many there are, and none outlives the call, so that a process
may be forked. Compiled code is kept beside its module, else in the user's cache, else made anew.
A compiled function calls only those of its own file: numba keeps code until that file changes.
None makes an array (`_nrt=False`): counting who holds one, in every call, would take longer than
the months of a person, and threads would wait for each other to count.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., Any])
Item = TypeVar("Item")
Result = TypeVar("Result")
ALONE = 10_000
"""Rows up to which one thread is faster than several."""
BLOCK = 16_384
"""Persons whose months are held at once where a table is counted."""


def compiled(loop: Loop) -> Loop:
    """Return a loop compiled on its first call; its arguments are arrays, numbers, or tuples."""
    try:
        return cast("Loop", numba.njit(nogil=True, cache=True, _nrt=False)(loop))
    except RuntimeError:  # no folder can be written: every process compiles for itself
        return cast("Loop", numba.njit(nogil=True, _nrt=False)(loop))


def part_of_loop(step: Loop) -> Loop:
    """Return a step that becomes part of each compiled loop of its file that calls it."""
    options = {"forceinline": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast("Loop", numba.njit(nogil=True, _nrt=False, **options)(step))


def each_share(n_rows: int, work: Callable[[int, int], Result]) -> list[Result]:
    """Return what `work` makes of rows begin to end, for shares of the rows in their order."""
    n_shares = cores() if n_rows > ALONE else 1
    bounds = [n_rows * share // n_shares for share in range(n_shares + 1)]
    if n_shares == 1:
        return [work(0, n_rows)]
    with ThreadPoolExecutor(n_shares) as pool:
        return list(pool.map(work, bounds[:-1], bounds[1:]))


def one_ahead(
    work: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[tuple[Item, Callable[[], Result]]]:
    """Yield each item with what returns, or raises, what `work` makes of it.

    The next item is worked on beside what is done with this one.
    """
    before: tuple[Item, Callable[[], Result]] | None = None
    with ThreadPoolExecutor(1) as pool:
        for item in items:
            coming = (item, pool.submit(work, item).result)
            if before:
                yield before
            before = coming
        if before:
            yield before


def blocks(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield rows begin to end in blocks."""
    for first in range(begin, end, BLOCK):
        yield first, min(first + BLOCK, end)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux: what a job was given, not what the machine has
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
