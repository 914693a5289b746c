"""Every specification of a small extract counted by hand; what cannot be, by its rule."""

import pytest

from analysis.errors import DesignError
from analysis.estimates.live import LiveStudy
from analysis.estimates.sweep.counts import NOBODY
from analysis.estimates.sweep.incidence import READ
from analysis.estimates.sweep.specifications import BY_MONTH, OF_ALL, SAME
from analysis.reference.grids import parse_grid

from ...spec.pictures import day, read_tables, stretches

EXIT = 12 * 45  # January 2015: November of the next year is month 22, the one after it month 34
LAST = 40
EVEN, ODD = "4601", "5001"


def jobs(person, drawn):
    """Yield jobs from a picture of months 0, 1, …: W full time, P ten hours a week."""
    for letter, hours in {"W": 37.5, "P": 10.0}.items():
        for first, last in stretches(drawn, lambda char, letter=letter: char == letter):
            start, end = day(EXIT + first, 1), day(EXIT + last, 0)
            yield {"person_id": person, "start": start, "end": end, "hours_per_week": hours}


def always(letter, first=1, last=LAST):
    return "." * first + letter * (last - first + 1)


PEOPLE = {
    # months 21-23 around the first November (22), 33-35 around the second (34)
    "a": ("female", EVEN, EVEN, "work", always("W")),
    "b": ("female", EVEN, ODD, None, always("W", 22, 22)),  # only that one month
    "c": ("male", EVEN, EVEN, "moved", always("P")),  # ten hours throughout
    "d": ("male", ODD, ODD, "work", always("P", 20, 24)),  # five months of ten hours
    "e": ("female", ODD, ODD, "work", always("W", 30, 36)),  # only the second November
    "f": ("male", ODD, ODD, "job_seeker", "."),  # emigrates in month 15
    "g": ("male", EVEN, EVEN, "automatic", "."),
}
"""Sex, municipality of the programme, where he lives from month 2 on, reason of exit, work."""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    participants = [
        {
            "person_id": name,
            "municipality": place,
            "programme_start": day(EXIT - 20, 10),
            "programme_end": day(EXIT, 10),
            "sex": sex,
            "exit_reason": reason,
        }
        for name, (sex, place, _, reason, _) in PEOPLE.items()
    ]
    residence = []
    for name, (_, place, then, _, _) in PEOPLE.items():
        gone = day(EXIT + 15, 20) if name == "f" else None
        if place == then:
            residence.append((name, place, day(EXIT - 20, 1), gone))
        else:
            residence.append((name, place, day(EXIT - 20, 1), day(EXIT + 1, 0)))
            residence.append((name, then, day(EXIT + 2, 1), gone))
    tables = {
        "participants": participants,
        "jobs": [row for name, told in PEOPLE.items() for row in jobs(name, told[-1])],
        "residence": [
            dict(zip(("person_id", "municipality", "start", "end"), row, strict=True))
            for row in residence
        ],
        "departures": [{"person_id": "f", "date": day(EXIT + 15, 20), "cause": "emigration"}],
    }
    folder = tmp_path_factory.mktemp("by_hand")
    registers = read_tables(folder, tables, ("2013-05", "2018-05"))
    return LiveStudy(registers)


def grid(*choices):
    unchanged = "education=no,grunnskole=no,hours_per_week=1,run_months=1,gap_months=0"
    changed = ",".join(choices)
    named = {part.partition("=")[0] for part in choices}
    kept = [part for part in unchanged.split(",") if part.partition("=")[0] not in named]
    return parse_grid(",".join(["choices", *kept, changed]))


def counted(study, *choices, quantity="level", estimand="prevalence"):
    """Return options -> events of persons, of the choices that have several options."""
    asked = grid(*choices)
    rows = study.estimates(study.grid(asked.name).ask("specifications")).frame
    rows = rows[(rows["quantity"] == quantity) & (rows["estimand"] == estimand)]
    names = [f"choice_{choice}" for choice in asked.choices]
    options = [tuple(told) for told in rows[names].to_numpy()]
    counts = zip(rows["n_events"], rows["n_at_risk"], strict=True)
    return dict(zip(options, counts, strict=True))


def test_hours_points_runs_and_denominators_each_have_their_own_count(study):
    told = counted(
        study,
        "hours_per_week=1+20",
        "run_months=1+3",
        "point=november_1+november_2",
        "denominator=resident+all",
    )
    # November 1: a, b, c and d work, a and b full time; f has left. In three months b does not.
    # November 2: a, c and e work, a and e full time.
    assert told == {
        ("1", "1", "november_1", "resident"): (4, 6),
        ("1", "1", "november_1", "all"): (4, 7),
        ("1", "1", "november_2", "resident"): (3, 6),
        ("1", "1", "november_2", "all"): (3, 7),
        ("1", "3", "november_1", "resident"): (3, 6),
        ("1", "3", "november_1", "all"): (3, 7),
        ("1", "3", "november_2", "resident"): (3, 6),
        ("1", "3", "november_2", "all"): (3, 7),
        ("20", "1", "november_1", "resident"): (2, 6),
        ("20", "1", "november_1", "all"): (2, 7),
        ("20", "1", "november_2", "resident"): (2, 6),
        ("20", "1", "november_2", "all"): (2, 7),
        ("20", "3", "november_1", "resident"): (1, 6),
        ("20", "3", "november_1", "all"): (1, 7),
        ("20", "3", "november_2", "resident"): (2, 6),
        ("20", "3", "november_2", "all"): (2, 7),
    }


def test_who_completed_and_whose_reason_is_missing(study):
    told = counted(
        study, "denominator=all+completed", "missing_reasons=kept+left_out", "point=november_1"
    )
    # Completed: a, d, e and f, of whom f has left. Without a reason: b.
    assert told == {
        ("all", "kept"): (4, 7),
        ("all", "left_out"): (3, 6),
        ("completed", "kept"): (2, 3),
    }


def test_incidence_is_ever_reached_and_is_never_mixed_with_prevalence(study):
    choices = ("point=24+36", "denominator=all")
    ever = counted(study, *choices, estimand="cumulative_incidence")
    now = counted(study, *choices)
    assert now == {("24",): (3, 7), ("36",): (3, 7)}  # a, c, d; a, c, e
    assert set(ever) == {("24",), ("36",)}
    asked = study.grid(grid(*choices).name)
    rows = study.estimates(asked.ask("specifications")).frame
    level = rows[rows["quantity"] == "level"].set_index(["estimand", "choice_point"])["estimate"]
    assert level["cumulative_incidence", "24"] == pytest.approx(4 / 7)  # and b
    assert level["cumulative_incidence", "36"] == pytest.approx(5 / 7)  # and e


def test_loss_is_of_those_who_had_reached_it_from_the_month_that_dates_it(study):
    told = counted(study, "run_months=1+3", "point=2+6+12", "denominator=all", estimand="loss")
    # One month: a and c keep it, b loses it after a month, d after five, e after seven.
    # Three in a row: b never had them.
    assert told == {
        ("1", "2"): (1, 5),
        ("1", "6"): (2, 5),
        ("1", "12"): (3, 5),
        ("3", "2"): (0, 4),
        ("3", "6"): (1, 4),
        ("3", "12"): (2, 4),
    }


def test_loss_is_not_asked_of_a_november_residents_or_a_break_in_what_is_read(study):
    asked = grid(
        "point=november_1+12",
        "denominator=resident+all",
        "without_years=none+2015+wage_register",
    )
    rows = study.estimates(study.grid(asked.name).ask("impossible")).frame
    told = rows[rows["of"] == "loss"].set_index("rule")["n_events"].to_dict()
    # Of twelve combinations, six of a November, and of the others three of residents. All left in
    # 2015, so that without that year nobody is left; of the last one the break is in what is read.
    assert told == {BY_MONTH: 6, OF_ALL: 3, NOBODY: 1, READ: 1}


def test_whose_municipality_it_is_has_no_effect_on_everybody_and_no_row(study):
    asked = grid("attribution=programme+start", "point=november_1+november_2", "denominator=all")
    spec = study.grid(asked.name).ask("choice_effects")
    assert set(study.estimates(spec).frame["choice"]) == {"point"}


def test_two_measures_that_differ_in_what_choices_decide_say_the_same(study):
    asked = grid(
        "measure=november+any_job",
        *("self_employment=yes", "point=12+24", "denominator=resident+all"),
    )
    spec = study.grid(asked.name).ask("specifications")
    rows = study.estimates(spec).frame
    rows = rows[(rows["quantity"] == "level") & (rows["estimand"] == "prevalence")]
    assert set(rows["choice_measure"]) == {"november"}
    fallen = study.estimates(study.grid(asked.name).ask("impossible")).frame
    told = fallen[(fallen["of"] == "prevalence") & (fallen["rule"] == SAME)]
    assert told["n_events"].tolist() == [4]


def test_gap_is_women_less_men(study):
    asked = grid("point=november_1+november_2", "denominator=resident")
    rows = study.estimates(study.grid(asked.name).ask("specifications")).frame
    gaps = rows[rows["quantity"] == "gap_of_sex"].set_index("choice_point")
    assert gaps["estimate"].to_dict() == pytest.approx(
        {"november_1": 2 / 3 - 2 / 3, "november_2": 2 / 3 - 1 / 3}
    )
    assert set(gaps["method"]) == {"women less men; by person"}


def test_who_moved_counts_where_the_programme_was_or_where_he_lives(study):
    asked = grid("attribution=programme+start+residence", "point=november_1", "denominator=all")
    spec = study.grid(asked.name).ask("specifications", ("municipality",))
    rows = study.estimates(spec).frame
    told = rows.set_index(["choice_attribution", "municipality"])[["n_events", "n_at_risk"]]
    assert {key: tuple(row) for key, row in told.iterrows()} == {
        ("programme", EVEN): (3, 4),
        ("programme", ODD): (1, 3),
        ("start", EVEN): (3, 4),
        ("start", ODD): (1, 3),
        ("residence", EVEN): (2, 3),
        ("residence", ODD): (2, 4),
    }
    assert rows["rank"].isna().all()  # nowhere twenty persons


def test_a_year_left_out_leaves_nobody(study):
    asked = grid("without_years=none+2015", "point=november_1", "denominator=all")
    rows = study.estimates(study.grid(asked.name).ask("impossible")).frame
    told = rows[rows["of"] == "prevalence"][["rule", "n_events", "n_at_risk"]]
    assert told.to_numpy().tolist() == [["nobody can be followed to the point", 1, 2]]


def test_a_break_leaves_out_whom_it_touches(study):
    told = counted(
        study,
        "without_years=none+wage_register+covid",
        "point=10+november_1",
        "denominator=all",
    )
    # All leave in January 2015: month 10 is read in 2015, the November in 2016; covid touches none.
    assert told == {
        ("10", "none"): (2, 7),
        ("november_1", "none"): (4, 7),
        ("10", "covid"): (2, 7),
        ("november_1", "covid"): (4, 7),
        ("november_1", "wage_register"): (4, 7),
    }
    asked = grid(
        "without_years=none+covid", "origin=programme_start", "denominator=all", "point=24"
    )
    rows = study.estimates(study.grid(asked.name).ask("impossible")).frame
    rules = rows[rows["of"] == "prevalence"].set_index("rule")["n_events"].to_dict()
    assert rules == {"the break 'covid' is of years of exit: choose the origin exit": 1}


def test_what_cannot_be_is_counted_by_its_rule_and_nothing_is_lost(study):
    asked = grid(
        "run_months=1+3",
        "gap_months=0+1",
        "origin=exit+settlement",
        "earnings=any+1G",
        "hours_per_week=1",
        "missing_reasons=kept+left_out",
        "denominator=resident+completed",
        "point=november_1+24",
    )
    name = study.grid(asked.name)
    rows = study.estimates(name.ask("impossible")).frame
    told = rows[rows["of"] == "prevalence"].set_index("rule")["n_events"].to_dict()
    assert told == {
        # of 128: a gap within a run of one month, of any pay
        "gap_months needs run_months over 1": 32,
        # of 96, a third with both a gap and an amount of pay, and a third with that alone
        "earnings and income have gap_months = 0": 16,
        "earnings and income stand without hours_per_week": 32,
        # of 48, half from settlement: three of four kinds of people
        "who completed, and with which reason, is known only at exit: choose the origin exit": 18,
        # of 24 from exit: completed, missing reasons left out
        "another combination says the same": 6,
        # of 24 from settlement, six are left
        "The origin 'settlement' needs participants.settled, which this dataset does not have": 6,
    }
    done = study.estimates(name.ask("specifications")).frame
    assert len(done[(done["quantity"] == "level") & (done["estimand"] == "prevalence")]) == 18
    assert 18 + sum(told.values()) == asked.size == rows["n_at_risk"].iloc[0]
    ever = rows[rows["of"] == "cumulative_incidence"]["n_events"].sum()
    assert ever == asked.size  # no option has everybody as its denominator


def test_where_nothing_can_be_the_rules_are_told_all_the_same(study):
    asked = study.grid(grid("education=yes", "point=november_1+november_2").name)
    with pytest.raises(DesignError) as error:
        study.estimates(asked.ask("specifications"))
    rule = "the measure needs education.level, which this dataset does not have"
    assert str(error.value) == f"No specification of the grid '{asked.name}' can be: {rule}."
    rows = study.estimates(asked.ask("impossible")).frame
    told = rows[rows["of"] == "prevalence"]
    assert told[["rule", "n_events"]].to_numpy().tolist() == [[rule, asked.size]]


def test_where_nothing_can_be_the_commonest_rule_is_told_and_not_that_of_repeats(study):
    same = grid("education=yes", "attribution=programme+exit", "point=november_1")
    mixed = grid("education=yes", "run_months=1+3", "gap_months=0+1+2", "point=november_1+24")
    for asked in (same, mixed):
        rows = study.estimates(study.grid(asked.name).ask("impossible")).frame
        told = rows[rows["of"] == "prevalence"].set_index("rule")["n_events"]
        commonest = told.drop(SAME, errors="ignore").idxmax()
        with pytest.raises(DesignError) as error:
            study.estimates(study.grid(asked.name).ask("specifications"))
        assert (
            str(error.value) == f"No specification of the grid '{asked.name}' can be: {commonest}."
        )
        assert "education.level" in commonest


def test_a_joint_test_of_two_municipalities_is_refused_by_its_rule(study):
    asked = study.grid(grid("point=november_1+24").name)
    with pytest.raises(DesignError, match="A joint test takes 10 municipalities or more"):
        study.estimates(asked.ask("curve_test"))


def test_what_the_registers_lack_is_named(study):
    asked = grid("contract=any+permanent", "point=november_1", "denominator=all")
    rows = study.estimates(study.grid(asked.name).ask("impossible")).frame
    told = rows[rows["of"] == "prevalence"]["rule"].tolist()
    assert told == ["the measure needs jobs.contract, which this dataset does not have"]
