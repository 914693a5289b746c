"""The words for life in society beyond work, as terms.py has those of everything else."""

from enum import StrEnum


class Participation(StrEnum):
    """Events that a measure can ask for; a dataset may have other kinds too.

    A row is what somebody did on its date, but that of ELECTION_RIGHT: an election in which he
    could vote.
    """

    LANGUAGE_TEST_A1 = "language_test_a1"
    LANGUAGE_TEST_A2 = "language_test_a2"
    LANGUAGE_TEST_B1 = "language_test_b1"
    LANGUAGE_TEST_B2 = "language_test_b2"
    MEMBERSHIP = "membership"
    ELECTION = "election"
    ELECTION_RIGHT = "election_right"
