"""Whether weights can be believed, asked of a study: four persons by hand, and one fit for all."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.comparison_terms import Approach
from analysis.design import TIDY
from analysis.errors import DesignError, EstimationError
from analysis.estimates.asked import of_comparison, of_weights
from analysis.estimates.target_trial import answer, diagnostics
from analysis.estimates.target_trial.answer import Tried
from analysis.estimates.target_trial.believed import TOLD, believed
from analysis.estimates.target_trial.diagnostics import Diagnostics
from analysis.reference.comparisons import parse_comparison
from analysis.terms import OF_WEIGHTS, Estimand
from analysis.timeline.past import Past

GRUNNSKOLE = parse_comparison("grunnskole,horizon=36,points=24,landmarks=24")
MADE_LATER = ("measure", "origin")


def balance_of(monkeypatch, weights, followed=(36, 36, 36, 36), level=("f", "f", "m", "m")):
    """The balance in month 12 of four persons, by the weights of those who begin."""
    n = len(level)
    people = SimpleNamespace(
        entry=np.zeros(n),
        followed=np.array(followed),
        traits=pd.DataFrame({"sex": list(level)}),
        past=Past({}, {}, ()),
    )
    done = SimpleNamespace(trial=SimpleNamespace(people=people))
    column = np.array(weights, dtype=float)[:, None]
    monkeypatch.setattr(diagnostics, "_stable", lambda *_: ([column, column], (np.inf, np.inf)))
    rows = diagnostics._balance(done, np.array([12]))
    return rows[rows["arm"] == "begin"].set_index("level")


def test_a_standardized_difference_by_hand(monkeypatch):
    """Of four half are women; of the two who begin half, and with weights 2 and 1 two thirds."""
    women = balance_of(monkeypatch, (2, 0, 1, 0)).loc["f"]
    assert women["difference_before"] == 0
    assert women["difference_after"] == pytest.approx((2 / 3 - 1 / 2) / 0.5)


def test_who_is_not_seen_in_the_month_is_nobody_to_be_like(monkeypatch):
    """Of the three who are seen one is a woman."""
    women = balance_of(monkeypatch, (2, 0, 1, 0), followed=(36, 6, 36, 36)).loc["f"]
    assert women["all"] == pytest.approx(1 / 3)
    spread = np.sqrt(1 / 3 * 2 / 3)
    assert women["difference_after"] == pytest.approx((2 / 3 - 1 / 3) / spread)


def test_where_all_who_are_seen_are_alike_so_are_those_who_begin(monkeypatch):
    """Sums of many weights in another order differ in the last digit: that is no difference."""
    level, followed = ("m", "m", "f") * 400, (36, 36, 6) * 400
    weights = np.random.default_rng(1).exponential(size=1200) * (np.array(level) == "m")
    rows = balance_of(monkeypatch, weights, followed, level)
    assert rows.loc["m", "all"] == 1
    assert rows["difference_after"].tolist() == pytest.approx([0, 0], abs=1e-9)


WEIGHTS = pd.DataFrame(
    {
        "arm": ["begin", "not_begin"],
        "month": [12, 12],
        "n": [40, 200],
        "mean": [1.02, 0.99],
        "median": [0.8, 0.9],
        "share_95": [2.0, 1.5],
        "share_99": [3.0, 1.9],
        "largest": [4.5, 2.0],
        "largest_before": [6.0, 2.0],
        "effective": [25.0, 190.0],
        "truncated": [0.05, 0.0],
    }
)
BALANCE = pd.DataFrame(
    {
        "arm": ["begin", "not_begin"],
        "month": [12, 12],
        "covariate": ["sex", "sex"],
        "level": ["female", "female"],
        "all": [0.5, 0.5],
        "before": [0.7, 0.45],
        "after": [0.52, 0.5],
        "difference_before": [0.4, -0.1],
        "difference_after": [0.04, 0.0],
    }
)
POSITIVITY = pd.DataFrame(
    {
        "covariate": ["sex", "sex"],
        "level": ["female", "male"],
        "persons": [120, 130],
        "begin_in_time": [40, 0],
        "begin": [50, 2],
        "chance": [0.33, 0.01],
        "counterpart": ["yes", "no"],
    }
)
JOINED = pd.DataFrame(
    [("leave", "age", "56+", 30, 1, "46-55 to 56+")],
    columns=["model", "covariate", "level", "months", "chosen", "to"],
)
EXPANSION = pd.DataFrame(
    {
        "model": ["begin", "leave"],
        "persons": [250, 250],
        "months": [5000, 700],
        "chosen": [42, 9],
        "coefficients": [12, 8],
    }
)
DRAWN = Diagnostics("", WEIGHTS, BALANCE, POSITIVITY, JOINED, pd.DataFrame(), EXPANSION, 3)


def rows_of(estimand):
    return believed(estimand, lambda: Tried(pd.DataFrame(), DRAWN, "by hand"))


@pytest.mark.parametrize("estimand", OF_WEIGHTS)
def test_rows_have_the_columns_of_their_estimand(estimand):
    rows = rows_of(estimand)
    assert {*TOLD[estimand], *TIDY} - {*MADE_LATER} == set(rows)
    assert set(rows["estimand"]) == {estimand.value}
    assert set(rows["method"]) == {"by hand"}


def test_balance_tells_who_is_at_the_level_and_how_many_tell_as_much():
    first, second = rows_of(Estimand.BALANCE).to_dict("records")
    assert (first["before"], first["estimate"], first["effective"]) == (0.4, 0.04, 25)
    assert (first["n_at_risk"], first["n_events"]) == (40, 28)
    assert (second["n_at_risk"], second["n_events"]) == (200, 90)


def test_weights_tell_how_many_were_truncated():
    first, second = rows_of(Estimand.WEIGHTS).to_dict("records")
    assert (first["n_at_risk"], first["n_events"], first["share_99"]) == (40, 2, 3)
    assert (second["estimate"], second["n_events"]) == (0.99, 0)


def test_positivity_tells_levels_joined_levels_models_and_who_was_left_out():
    rows = rows_of(Estimand.POSITIVITY)
    told = rows[["what", "model", "level", "to", "n_at_risk", "n_events"]].to_numpy().tolist()
    assert told == [
        ["level", "", "female", "", 120, 40],
        ["level", "", "male", "", 130, 0],
        ["joined", "leave", "56+", "46-55 to 56+", 30, 1],
        ["model", "begin", "", "", 5000, 42],
        ["model", "leave", "", "", 700, 9],
        ["left_out", "", "", "", 3, 0],
    ]


@pytest.fixture
def asked(monkeypatch):
    """A study whose target trial is drawn by hand, and how often it was estimated."""
    often = []

    def done(everybody):
        often.append(everybody.comparison)
        if everybody.comparison.horizon == 24:
            raise EstimationError("Nobody begins the exposure: there is nothing to compare.\nMore.")
        rows = pd.DataFrame({"n_at_risk": [250], "weighted": [250.0]})
        return SimpleNamespace(rows=lambda: rows, method="by hand")

    monkeypatch.setattr(answer, "_done", done)
    monkeypatch.setattr(answer, "diagnostics", lambda _: DRAWN)
    study = SimpleNamespace(
        kept={},
        comparison=lambda text: parse_comparison(text),
        followed=lambda one: SimpleNamespace(comparison=one, frame=[None] * 250),
    )
    return study, often


def test_a_trial_is_estimated_once_for_its_answer_and_all_that_tells_of_its_weights(asked):
    study, often = asked
    for what in (Approach.TARGET_TRIAL.value, *OF_WEIGHTS):
        ask = of_comparison if what == "target_trial" else of_weights
        assert len(ask(study, GRUNNSKOLE.ask(what), None))
    assert often == [GRUNNSKOLE]


def test_another_comparison_is_another_trial(asked):
    study, often = asked
    other = parse_comparison("grunnskole,horizon=36,points=24,landmarks=24,grace_months=24")
    for one in (GRUNNSKOLE, other, GRUNNSKOLE):
        of_weights(study, one.ask("balance"), None)
    assert often == [GRUNNSKOLE, other]


def test_why_there_is_no_trial_stands_in_a_row_without_a_number(asked):
    study, often = asked
    nobody = parse_comparison("grunnskole,horizon=24,points=24,landmarks=12")
    rows = [of_weights(study, nobody.ask(what), None) for what in OF_WEIGHTS]
    rows.append(of_comparison(study, nobody.ask("target_trial"), None))
    for frame in rows:
        assert frame["estimate"].isna().tolist() == [True]
        assert frame["method"].tolist() == [
            "Nobody begins the exposure: there is nothing to compare."
        ]
    assert often == [nobody]


def test_weights_are_told_of_everybody_only(asked):
    with pytest.raises(DesignError) as error:
        of_weights(asked[0], GRUNNSKOLE.ask("balance", ("sex",)), None)
    assert str(error.value) == "Balance of a trial is told of everybody, not by group."
