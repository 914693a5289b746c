"""From odds of choosing to weights of person-months, stabilised and truncated, and their sums."""

from dataclasses import dataclass

import numpy as np

from analysis.errors import DesignError
from analysis.estimates.target_trial import kernels
from analysis.estimates.target_trial.arrays import Arms, Floats, Ints, Lives, Odds
from analysis.estimates.target_trial.choices import Choices
from analysis.estimates.target_trial.people import People
from analysis.estimates.target_trial.strategies import beginnings, leavings

ARMS = (kernels.BEGIN, kernels.NEVER)


@dataclass(frozen=True)
class Weighting:
    """How weights are made.

    Attributes:
        truncated_at: share of the person-months of an arm whose stabilised weights are left as they
            are; larger ones are set to the weight at that share. 1: none is truncated.
    """

    truncated_at: float = 0.995

    def __post_init__(self) -> None:
        """Refuse what is no share, or would truncate most."""
        if not 0.5 < self.truncated_at <= 1:
            raise DesignError("truncated_at lies above 0.5 and is at most 1.")


@dataclass(frozen=True, eq=False)
class Trial:
    """Two arms of the same people, as far as nothing has been estimated.

    Attributes:
        people: who takes part.
        arms: what their weights follow from.
        begin, leave: the months in which they may choose.
        follow: arms x 2 x municipalities x months: who follows the arm, and who is seen.
        weighting: how weights are made.
    """

    people: People
    arms: Arms
    begin: Choices
    leave: Choices
    follow: Ints
    weighting: Weighting

    @property
    def size(self) -> str:
        """How large the expansion is."""
        return f"{self.begin.size}\n{self.leave.size}"

    @property
    def path(self) -> Floats:
        """Room for the weights of one person; each thread needs its own."""
        return np.zeros(self.people.horizon + 2)


def prepare(people: People, grace: int, stay: int, weighting: Weighting) -> Trial:
    """Return the arms of people, all of whom can begin within the grace period.

    Args:
        people: who takes part.
        grace: months after time zero within which the exposure is begun.
        stay: months to stay in it, where it is not completed before.
        weighting: how weights are made.

    Raises:
        EstimationError: nobody begins.
    """
    begin, within = beginnings(people, grace)
    leave = leavings(people, stay, grace)
    lives = Lives(
        people.entry,
        people.duration,
        people.cause,
        people.begun,
        people.followed,
        people.stop,
        np.ascontiguousarray(people.state),
    )
    arms = Arms(lives, begin.months, within, leave.months)
    shape = (len(ARMS), 2, len(begin.places), people.horizon + 1)
    trial = Trial(people, arms, begin, leave, np.zeros(shape, np.int64), weighting)
    even = (_ones(begin), _ones(leave))  # who follows does not hang on the odds
    for arm in ARMS:
        kernels.following(arm, arms, *even, begin.place, trial.path, trial.follow[arm])
    return trial


def _ones(choices: Choices) -> Odds:
    return Odds(*(np.ones(len(one)) for one in choices.columns))


def following(trial: Trial, times: Ints) -> Floats:
    """Return arms x months: the share of those seen who follow the arm; 1 where nobody is seen.

    Weights times this share are stabilised: they are about 1 in the mean. It is the same for
    everybody in an arm and month, so that no curve depends on it.
    """
    follow = np.tensordot(times, trial.follow, axes=(0, 2)).astype(np.float64)
    seen = follow[:, 1]
    return np.divide(follow[:, 0], seen, out=np.ones_like(seen), where=seen > 0)


def limits(
    trial: Trial, odds: tuple[Odds, Odds], often: Ints, level: Floats, path: Floats
) -> tuple[float, float]:
    """Return by arm the largest weight that is not truncated.

    It is the percentile of the stabilised weights of person-months, taken up to the next of 1,024
    steps between two powers of 2, so that it needs no sorting.
    """
    share = trial.weighting.truncated_at
    if share == 1:
        return np.inf, np.inf
    found = []
    for arm in ARMS:
        counts = np.zeros(kernels.BINS, dtype=np.int64)
        kernels.bins(arm, trial.arms, *odds, often, level[arm], path, path.view(np.int64), counts)
        reached = np.cumsum(counts)
        place = int(np.searchsorted(reached, share * reached[-1]))
        found.append(_upper_edge(place))
    return found[0], found[1]


def _upper_edge(place: int) -> float:
    power, step = divmod(place + 1, kernels.STEPS)
    return float(np.ldexp(1 + step / kernels.STEPS, power + kernels.LOWEST))


def sums(
    trial: Trial,
    odds: tuple[Odds, Odds],
    times: Ints,
    path: Floats,
) -> Floats:
    """Return arms x 5 x months of weights: at risk, event, gone, told of, in the state.

    Args:
        trial: the arms.
        odds: of beginning and of leaving.
        times: by municipality, how often it counts.
        path: room for one person's weights.
    """
    often, level = times[trial.begin.place], following(trial, times)
    most = limits(trial, odds, often, level, path)
    out = np.zeros((len(ARMS), 5, trial.people.horizon + 1))
    for arm in ARMS:
        kernels.sums(arm, trial.arms, *odds, often, level[arm], most[arm], path, out[arm])
    return out
