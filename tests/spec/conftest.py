"""What the pictures are asked: `outcome` in a sentence, `states` month by month."""

import pytest

from .pictures import follow, read_pictures, states_of, told


@pytest.fixture
def outcome(tmp_path):
    """Return a function: one picture and a measure -> 'event at 3'."""

    def ask(picture, measure="any_job", **drawn):
        return told(follow(read_pictures(tmp_path, [picture], **drawn), measure))[0]

    return ask


@pytest.fixture
def states(tmp_path):
    """Return a function: one picture and a measure -> its states, such as 'SSS...__'."""

    def ask(picture, measure="any_job", **drawn):
        registers = read_pictures(tmp_path, [picture], **drawn)
        return states_of(registers, measure, len(picture.rpartition("|")[2]))

    return ask
