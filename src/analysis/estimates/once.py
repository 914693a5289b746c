"""What takes long is made once a study: an answer, or the reason why there is none."""

from collections.abc import Callable
from typing import Any, TypeVar

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach
from analysis.errors import EstimationError

Made = TypeVar("Made")
Kept = dict[tuple[Comparison, Approach], Any]
"""What a study has made so far, by comparison and approach."""


def once(kept: Kept, key: tuple[Comparison, Approach], make: Callable[[], Made]) -> Made:
    """Return what is made when it is first asked for, and the same each time after that.

    Args:
        kept: what has been made so far; it is added, or why it cannot be made.
        key: what it is.
        make: what makes it.

    Raises:
        EstimationError: as `make`; the same again each time.
    """
    if key not in kept:
        try:
            kept[key] = make()
        except EstimationError as error:
            kept[key] = error
    if isinstance(kept[key], EstimationError):
        raise EstimationError(str(kept[key]))
    found: Made = kept[key]
    return found
