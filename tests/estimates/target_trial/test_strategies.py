"""In which months somebody may begin or leave, by hand; and what models make of them."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.estimates.target_trial import kernels
from analysis.estimates.target_trial.arrays import Odds
from analysis.estimates.target_trial.choices import TOLD_ALREADY
from analysis.estimates.target_trial.fit import fit, nothing
from analysis.estimates.target_trial.opening import can_begin, expansion, open_months
from analysis.estimates.target_trial.strategies import beginnings, leavings
from analysis.estimates.target_trial.weights import Weighting, prepare
from analysis.terms import Covariate
from analysis.timeline.kernels import NEVER

from .invented import AUGUST, GRACE, HORIZON, JANUARY, STAY, ZERO, invent


@pytest.fixture(scope="module")
def people():
    return invent(400, np.random.default_rng(5), places=12)


def alone(people, **changed):
    """Return the first person with some of his months changed."""
    arrays = {name: np.array([value]) for name, value in changed.items()}
    return replace(people.of(np.array([0])), **arrays)


def months_of(made, person=0):
    rows = slice(made.months.begin[person], made.months.begin[person + 1])
    return dict(
        zip(made.months.month[rows].tolist(), made.months.chosen[rows].tolist(), strict=True)
    )


def test_months_in_which_nobody_begins_are_closed(people):
    is_open = open_months(people)
    for zero in range(12):
        months = (np.flatnonzero(is_open[zero]) + 1 + zero) % 12
        assert set(months) == {JANUARY, AUGUST}


@pytest.mark.parametrize(("n", "stays_open"), [(400, True), (1500, False)])
def test_a_month_of_the_first_year_is_closed_where_ten_would_have_begun(n, stays_open):
    """Who starts a programme in August has no place at school in January, and nobody goes."""
    people = invent(n, np.random.default_rng(5), places=12)
    from_august = (people.origin % 12 == AUGUST) & (people.begun == 5)
    is_open = open_months(replace(people, begun=np.where(from_august, NEVER, people.begun)))
    assert is_open[AUGUST, 4] == stays_open
    assert is_open[AUGUST, 16]
    assert is_open[JANUARY, 11]


def test_who_has_no_open_month_in_a_short_grace_period_cannot_begin(people):
    able = can_begin(people, 2)
    begins = (people.origin[:, None] + [1, 2]) % 12
    assert able.tolist() == np.isin(begins, [JANUARY, AUGUST]).any(axis=1).tolist()
    assert can_begin(people, GRACE).all()


@pytest.mark.parametrize(("grace", "entered"), [(GRACE, 0), (2, 0), (GRACE, 9)])
def test_the_size_of_the_expansion_is_known_before_it_is_made(people, grace, entered):
    late = np.where(np.arange(len(people)) % 3, people.entry, entered)
    some = replace(people, entry=late)
    some = some.of(can_begin(some, grace))
    made, _ = beginnings(some, grace)
    told = expansion(replace(people, entry=late), grace, STAY).set_index("model")
    assert told.loc["begin"].tolist() == [len(some), len(made.months.month)]
    assert told.loc["leave"].tolist() == [len(some), len(leavings(some, STAY, grace).months.month)]


def test_an_expansion_counts_the_months_in_which_one_may_choose(people):
    """He may begin in months 7 and 12, begins in 12, and may leave in each of 13 to 17."""
    one = alone(people, origin=ZERO, begun=12, completed=NEVER, out=NEVER, followed=17, duration=17)
    told = expansion(one, GRACE, STAY).set_index("model")["months"]
    assert told.to_dict() == {"begin": 1, "leave": 5}  # nobody else opens month 7


def test_one_may_begin_until_one_does_or_is_no_longer_followed(people):
    made, grace = beginnings(people, GRACE)
    row = int(np.flatnonzero((people.origin == ZERO) & (people.begun > 20))[0])
    last = min(people.followed[row], people.begun[row])
    expected = [month for month in (7, 12, 19, 24, 31, 36) if month <= last]
    assert list(months_of(made, row)) == expected
    kind = grace.kind[row]
    assert grace.month[kind, : grace.n[kind]].tolist() == [7, 12]


def test_who_begins_chooses_in_that_month_and_no_later(people):
    made, _ = beginnings(people, GRACE)
    row = int(np.flatnonzero(people.begun < 20)[0])
    months = months_of(made, row)
    assert max(months) == people.begun[row]
    assert [month for month, chosen in months.items() if chosen] == [people.begun[row]]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"begun": 5, "out": 9, "completed": NEVER}, {6: 0, 7: 0, 8: 0, 9: 1}),
        ({"begun": 5, "out": NEVER, "completed": 8}, {6: 0, 7: 0}),
        ({"begun": 5, "out": NEVER, "completed": NEVER, "followed": 7}, {6: 0, 7: 0}),
        (
            {"begun": 30, "out": NEVER, "completed": NEVER},
            {31: 0, 32: 0, 33: 0, 34: 0, 35: 0, 36: 0},
        ),
        ({"begun": 5, "out": 5 + STAY, "completed": NEVER}, dict.fromkeys(range(6, 25), 0)),
        ({"begun": 9, "out": NEVER, "completed": NEVER, "followed": 8}, {}),
    ],
    ids=["left", "completed", "lost", "horizon", "stayed long enough", "begun unseen"],
)
def test_one_may_leave_after_beginning_and_before_one_has_stayed(people, changed, expected):
    one = alone(people, **{"followed": HORIZON, **changed})
    assert months_of(leavings(one, STAY, GRACE)) == expected


def test_a_covariate_that_others_tell_has_no_coefficient(people):
    twice = replace(people, traits=people.traits.assign(again=people.traits["sex"]))
    made, _ = beginnings(twice, GRACE)
    assert [one.covariate for one in made.joined if one.to == TOLD_ALREADY] == ["again"]
    assert "again" not in {one.covariate for one in made.names}


def test_without_the_calendar_year_it_is_no_covariate(people):
    made, _ = beginnings(replace(people, by_year=False), GRACE)
    assert "year" not in {one.covariate for one in made.names}


def test_nobody_who_begins_is_an_error(people):
    with pytest.raises(EstimationError) as error:
        beginnings(replace(people, begun=np.full(len(people), NEVER)), GRACE)
    assert str(error.value) == "Nobody begins the exposure: there is nothing to compare."


def test_who_is_at_a_level_at_which_nobody_begins_hardly_could(people):
    """Those in work do not begin here; they are not taken for those who do."""
    month = people.begun.clip(max=HORIZON)
    work = people.past.codes[Covariate.WORK][np.arange(len(people)), month]
    none = replace(people, begun=np.where(work == 1, NEVER, people.begun))
    made, _ = beginnings(none, GRACE)
    model = fit(made)
    place = [one.level for one in made.names].index("now")
    assert model.coefficients[place] == made.held[place] < -3
    assert np.isnan(np.delete(made.held, place)).all()
    columns = made.columns.history[:, 0] == place
    assert (model.odds.history[columns] < 0.05).all()


def test_who_has_hardly_any_chance_to_begin_has_weights_all_the_same(people):
    """By hand: of n equally unlikely months k are over: (n - 1)/n × … × (n - k)/(n - k + 1)."""
    trial = prepare(people, GRACE, STAY, Weighting())
    begin, n = trial.begin.columns, trial.arms.grace.n[trial.arms.grace.kind]
    odds = Odds(np.full(len(begin.person), 1e-20), *(np.ones(len(one)) for one in begin[1:]))
    found = np.zeros((len(people), GRACE))
    months, never_left = np.arange(1, GRACE + 1), nothing(trial.leave)
    kernels.in_months(kernels.BEGIN, trial.arms, odds, never_left, months, trial.path, found)
    within = trial.arms.grace.month[trial.arms.grace.kind]
    asked = (people.followed >= GRACE) & (people.duration >= GRACE) & (n == 2)
    waited, began = asked & (people.begun > GRACE), asked & (people.begun <= GRACE)
    assert min(waited.sum(), began.sum()) > 20
    for one in np.flatnonzero(waited):
        first, last = within[one, :2]
        expected = np.where(months < first, 1, np.where(months < last, 0.5, 0))
        assert found[one] == pytest.approx(expected)
    at_once = found[began, people.begun[began] - 1]
    assert at_once == pytest.approx(np.full(began.sum(), 1e20 / 2))
