"""What is costly to make and asked for again: kept, but not for ever."""

from typing import TypeVar

MOST = 24
"""More designs than a notebook asks for at a time; of a million persons one may take 50 MB."""
Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(dict[Key, Value]):
    """The things that were asked for last, by key; whoever asks for an older one makes it again.

    It is a class because a study lives as long as the notebook that moves its sliders: as a plain
    dict it would hold every panel and outcome ever asked for.

    Attributes:
        most: how many things are kept.
    """

    def __init__(self, most: int = MOST) -> None:
        """Start with nothing."""
        super().__init__()
        self.most = most

    def __getitem__(self, key: Key) -> Value:
        """Return what is kept under a key, and keep it longest.

        Raises:
            KeyError: it is not kept, or no longer.
        """
        value = self.pop(key)
        super().__setitem__(key, value)
        return value

    def __setitem__(self, key: Key, value: Value) -> None:
        """Keep a value, and let go of the one that was asked for longest ago."""
        self.pop(key, None)
        super().__setitem__(key, value)
        while len(self) > self.most:
            del self[next(iter(self))]
