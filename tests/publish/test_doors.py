"""Four doors for parameters: typed and checked alike, 0301 whole, one precedence."""

import json

import pytest

from analysis.design import StudyDesign

from ..release.invented import LARGE, OSLO

LATER = StudyDesign(origin="programme_start")
TOML = 'origin = "programme_start"\nmunicipalities = ["0301", "5612"]\n'


@pytest.fixture
def write(tmp_path):
    """Return a function: the path of a file with some content."""

    def to(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return to


@pytest.fixture
def refused(batch, capsys):
    """Return a function: what a batch that must not start says, with exit code 2."""

    def run(*arguments):
        assert batch(*arguments) == 2
        assert batch.jobs == []
        assert not batch.out.exists()
        return capsys.readouterr().err.removeprefix("analysis batch: ")

    return run


def codes(batch):
    return [job.code for job in batch.jobs]


def designs(batch):
    return {job.code: job.design for job in batch.jobs}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("p.toml", TOML),
        ("p.toml", b"\xef\xbb\xbf" + TOML.replace("\n", "\r\n").encode()),
        ("p.json", json.dumps({"origin": "programme_start", "municipalities": ["0301", "5612"]})),
        ("P.JSON", '{"municipalities": [" 0301 ", "5612", "0301"], "origin": "programme_start"}'),
    ],
)
def test_a_file_gives_parameters_and_codes_with_their_zero(batch, write, name, content):
    assert batch("--parameters", write(name, content)) == 0
    assert designs(batch) == dict.fromkeys([OSLO, LARGE], LATER)


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        (
            "p.toml",
            "municipalities = [301]",
            "A municipality's code is a text in quotes, and the number 301 is none."
            '\nWrite "0301": as a number it would be 301.\nGiven by: p.toml.\n',
        ),
        (
            "p.json",
            '{"municipalities": ["0301", 301.0]}',
            "A municipality's code is a text in quotes, and the number 301.0 is none."
            '\nWrite "0301": as a number it would be 301.\nGiven by: p.json.\n',
        ),
        (
            "p.toml",
            "municipalities = [true]",
            "A municipality's code is a text in quotes, and this value is none."
            '\nWrite "0301": as a number it would be 301.\nGiven by: p.toml.\n',
        ),
        (
            "p.json",
            '{"municipalities": "0301"}',
            "'municipalities' is a list of codes, each a text in quotes."
            '\nWrite municipalities = ["0301", "4601"].\nGiven by: p.json.\n',
        ),
        (
            "p.toml",
            "municipalities = []",
            "'municipalities' is a list of codes, each a text in quotes."
            '\nWrite municipalities = ["0301", "4601"].\nGiven by: p.toml.\n',
        ),
        (
            "p.toml",
            "measure = 3",
            "The parameter 'measure' is of type str: a text.\nGiven by: p.toml.\n",
        ),
        (
            "p.toml",
            'transfer_months = "3"',
            "The parameter 'transfer_months' is of type int: a whole number.\nGiven by: p.toml.\n",
        ),
        (
            "p.toml",
            "transfer_months = true",
            "The parameter 'transfer_months' is of type int: a whole number.\nGiven by: p.toml.\n",
        ),
        (
            "p.toml",
            "transfer_months = 3.0",
            "The parameter 'transfer_months' is of type int: a whole number.\nGiven by: p.toml.\n",
        ),
        (
            "p.toml",
            "transfer_months = nan",
            "The parameter 'transfer_months' is of type int: a whole number.\nGiven by: p.toml.\n",
        ),
        (
            "p.toml",
            "transfer_months = 25",
            "transfer_months lies between 0 and 24.\nGiven by: p.toml.\n",
        ),
        (
            "p.toml",
            'mesure = "any_job"',
            "No parameter 'mesure' (nearest: measure)."
            "\nAllowed: measure, origin, monthly_rule, transfer_months, breaks, municipalities."
            "\nGiven by: p.toml.\n",
        ),
        (
            "p.toml",
            'municipality = "0301"',
            "No parameter 'municipality' (nearest: municipalities)."
            "\nAllowed: measure, origin, monthly_rule, transfer_months, breaks, municipalities."
            "\nGiven by: p.toml.\n",
        ),
        (
            "p.toml",
            'measure = "any_jobs"',
            "No measure 'any_jobs' (nearest: any_job)."
            "\nAllowed: november, november_grunnskole, any_job, danish_grant, part_time, full_time,"
            " earnings_1g, earnings_2g, earnings_3g, self_sufficient, upper_secondary_completed,"
            " language_test, membership, election."
            "\nGiven by: p.toml.\n",
        ),
        (
            "p.toml",
            'origin = "exits"',
            "No origin 'exits' (nearest: exit).\nAllowed: settlement, programme_start, exit."
            "\nGiven by: p.toml.\n",
        ),
        (
            "p.json",
            '{"measure": "any_job", "measure": "november"}',
            "p.json is not valid JSON: 'measure' stands twice."
            '\nMend that place; a code is a text in quotes, such as "0301".\n',
        ),
        (
            "p.json",
            '{"transfer_months": NaN}',
            "p.json is not valid JSON: NaN is no number."
            '\nMend that place; a code is a text in quotes, such as "0301".\n',
        ),
        (
            "p.json",
            '{"transfer_months": -Infinity}',
            "p.json is not valid JSON: -Infinity is no number."
            '\nMend that place; a code is a text in quotes, such as "0301".\n',
        ),
        (
            "p.json",
            "[" * 100_000,
            "p.json is not valid JSON: nested too deep."
            '\nMend that place; a code is a text in quotes, such as "0301".\n',
        ),
        (
            "p.json",
            '["0301"]',
            'p.json is a list of names with values: {"measure": "any_job"}.\n',
        ),
        (
            "p.yaml",
            "municipalities: [0301]",
            "p.yaml: files of type '.yaml' are not read: YAML reads 0301 as the number 193, and its"
            " tags can run code.\nAllowed: .toml or .json, with codes as texts in quotes, such as"
            ' "0301".\n',
        ),
        (
            "p.pkl",
            b"\x80\x04K\x03.",
            "p.pkl: files of type '.pkl' are not read: a pickle runs code when it is opened."
            '\nAllowed: .toml or .json, with codes as texts in quotes, such as "0301".\n',
        ),
        (
            "p.ini",
            "measure = any_job",
            "p.ini: parameters are not read from files of type '.ini'.\nAllowed: .toml or .json.\n",
        ),
    ],
)
def test_a_file_of_parameters_is_typed_and_not_converted(refused, write, name, content, text):
    assert refused("--parameters", write(name, content)) == text


@pytest.mark.parametrize(
    ("name", "content"),
    [("p.toml", "municipalities = [0301]"), ("p.json", '{"municipalities": [0301]}')],
)
def test_a_code_without_quotes_is_refused_saying_so(refused, write, name, content):
    error = refused("--parameters", write(name, content))
    assert error.startswith(f"{name} is not valid ")
    assert error.endswith('a code is a text in quotes, such as "0301".\n')


def test_an_unknown_code_in_a_file_is_refused_naming_the_nearest(refused, write):
    error = refused("--parameters", write("p.toml", 'municipalities = ["301"]'))
    assert error.startswith("No municipality '301' here (nearest: 0301 Oslo).\nAllowed: 0301, ")
    assert error.endswith("\nGiven by: p.toml.\n")


@pytest.mark.parametrize("name", ["p.yml", "p.pickle", "p.YAML"])
def test_no_door_for_municipalities_takes_yaml_or_a_pickle(refused, write, name):
    assert "are not read: " in refused("--municipalities", write(name, "0301\n"))


@pytest.mark.parametrize("text", ["0301 5612", "0301,5612", " 0301 ,\t5612\n", "5612, 0301,5612"])
def test_the_environment_gives_codes_with_their_zero(batch, monkeypatch, text):
    monkeypatch.setenv("ANALYSIS_MUNICIPALITIES", text)
    assert batch() == 0
    assert sorted(codes(batch)) == [OSLO, LARGE]


def test_the_environment_gives_parameters(batch, monkeypatch):
    monkeypatch.setenv("ANALYSIS_MEASURE", "any_job")
    monkeypatch.setenv("ANALYSIS_ORIGIN", "programme_start")
    monkeypatch.setenv("ANALYSIS_MONTHLY_RULE", " day_15 ")
    monkeypatch.setenv("ANALYSIS_TRANSFER_MONTHS", "3")
    assert batch("--municipality", OSLO) == 0
    assert designs(batch) == {OSLO: LATER}


def test_an_empty_variable_counts_as_not_given(batch, monkeypatch):
    for name in ("MEASURE", "TRANSFER_MONTHS", "MUNICIPALITIES"):
        monkeypatch.setenv(f"ANALYSIS_{name}", " ")
    assert batch() == 0
    assert len(batch.jobs) == 10
    assert batch.jobs[0].design == StudyDesign()


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        (
            "ANALYSIS_MESURE",
            "november",
            "The environment variable ANALYSIS_MESURE is no parameter (nearest: ANALYSIS_MEASURE)."
            "\nAllowed: ANALYSIS_MEASURE, ANALYSIS_ORIGIN, ANALYSIS_MONTHLY_RULE,"
            " ANALYSIS_TRANSFER_MONTHS, ANALYSIS_BREAKS, ANALYSIS_MUNICIPALITIES."
            "\nMend its name, or unset it.\n",
        ),
        (
            "analysis_measure",
            "november",
            "The environment variable analysis_measure is no parameter (nearest: ANALYSIS_MEASURE)."
            "\nAllowed: ANALYSIS_MEASURE, ANALYSIS_ORIGIN, ANALYSIS_MONTHLY_RULE,"
            " ANALYSIS_TRANSFER_MONTHS, ANALYSIS_BREAKS, ANALYSIS_MUNICIPALITIES."
            "\nMend its name, or unset it.\n",
        ),
        (
            "ANALYSIS_TRANSFER_MONTHS",
            "three",
            "The parameter 'transfer_months' is of type int: a whole number."
            "\nGiven by: ANALYSIS_TRANSFER_MONTHS.\n",
        ),
        (
            "ANALYSIS_MONTHLY_RULE",
            "day_16",
            "No monthly_rule 'day_16' (nearest: day_15).\nAllowed: day_15, overlap, day_weighted."
            "\nGiven by: ANALYSIS_MONTHLY_RULE.\n",
        ),
    ],
)
def test_a_wrong_variable_is_refused(refused, monkeypatch, name, value, text):
    monkeypatch.setenv(name, value)
    assert refused("--municipality", OSLO) == text


def test_a_wrong_variable_is_refused_also_where_another_door_wins(refused, monkeypatch):
    monkeypatch.setenv("ANALYSIS_ORIGIN", "exits")
    assert "No origin 'exits'" in refused("-p", "origin=exit")


TABLES = [
    b"municipality,origin\n0301,programme_start\n5612,\n",
    b"\xef\xbb\xbfKommunenr;origin\r\n0301;programme_start\r\n5612;\r\n",
    '\ufeffkommune,origin\n"0301", programme_start\u00a0\n\n\u00a05612,""\n'.encode(),
    b'origin;code\n"programme_start";"0301"\n;5612',
]


@pytest.mark.parametrize("content", TABLES)
def test_each_row_of_a_table_is_a_report_with_parameters_of_its_own(batch, write, content):
    assert batch("--municipalities", write("places.csv", content)) == 0
    assert designs(batch) == {OSLO: LATER, LARGE: StudyDesign()}
    assert codes(batch) == [OSLO, LARGE]


def test_a_table_of_codes_only_has_one_column(batch, write):
    assert batch("--municipalities", write("places.csv", "municipality\n0301\n5612\n")) == 0
    assert codes(batch) == [OSLO, LARGE]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            "municipality,mesure\n0301,any_job\n",
            "places.csv: no parameter is called 'mesure' (nearest: measure)."
            "\nAllowed columns: municipality, kommunenr, kommune, code, measure, origin,"
            " monthly_rule, transfer_months, breaks.\n",
        ),
        (
            "measure,origin\nany_job,exit\n",
            "places.csv, row 1: no column 'municipality'.\nThe header has: measure, origin."
            "\nWrite the names of the columns in the first row.\n",
        ),
        (
            "municipality,kommunenr\n0301,0301\n",
            "places.csv, row 1: the column 'municipality' stands twice.\n",
        ),
        (
            "municipality,measure;origin\n0301,any_job\n",
            "places.csv, row 1: the header holds both ',' and ';'.\n",
        ),
        (
            "municipality,measure\n0301,any_job\n\n0301,november\n",
            "places.csv, row 4: 0301 stands twice; first in places.csv, row 2."
            "\nA municipality has one row.\n",
        ),
        (
            "municipality,measure\n0301\n",
            "places.csv, row 2: 1 fields, and the header has 2."
            "\nA text that holds ',' stands in quotes.\n",
        ),
        (
            "municipality,measure\n5612,any_job\n0301,any_job,run_months=6\n",
            "places.csv, row 3: 3 fields, and the header has 2."
            "\nA text that holds ',' stands in quotes.\n",
        ),
        (
            'municipality,measure\n0301,"any_job\n',
            "places.csv, row 2: a quote is not closed in its row, or text follows it."
            '\nAllowed: "a text in quotes", on one line; a quote inside it is written twice.\n',
        ),
        (
            "municipality,measure\n,any_job\n",
            "places.csv, row 2: the municipality is missing.\nWrite its code, such as 0301.\n",
        ),
        (
            "municipality,transfer_months\n0301,3.0\n",
            "The parameter 'transfer_months' is of type int: a whole number."
            "\nGiven by: places.csv, row 2.\n",
        ),
        (
            "municipality,measure\n0301,any_job\n5612,any_jobs\n",
            "No measure 'any_jobs' (nearest: any_job)."
            "\nAllowed: november, november_grunnskole, any_job, danish_grant, part_time, full_time,"
            " earnings_1g, earnings_2g, earnings_3g, self_sufficient, upper_secondary_completed,"
            " language_test, membership, election."
            "\nGiven by: places.csv, row 3.\n",
        ),
    ],
)
def test_a_table_of_municipalities_that_is_wrong_is_refused_by_row(refused, write, content, text):
    assert refused("--municipalities", write("places.csv", content)) == text


@pytest.mark.parametrize("content", ["", "\n\n", "municipality,measure\n", "municipality"])
def test_a_table_without_rows_is_refused(refused, write, content):
    error = refused("--municipalities", write("places.csv", content))
    assert "places.csv" in error
    assert "no" in error


def test_a_code_that_lost_its_zero_in_a_table_is_refused_with_its_row(refused, write):
    error = refused("--municipalities", write("places.csv", "kommunenr\n5612\n301\n"))
    assert error.startswith("No municipality '301' here (nearest: 0301 Oslo).\n")
    assert error.endswith("\nGiven by: places.csv, row 3.\n")


def test_utf_16_is_refused_naming_it(refused, write):
    content = "municipality\n0301\n".encode("utf-16")
    assert refused("--municipalities", write("places.csv", content)) == (
        "places.csv, row 1: the text is not UTF-8.\nMost likely it is utf-16."
        "\nSave the file as UTF-8.\n"
    )


def test_a_file_that_is_far_too_large_is_refused_before_it_is_read(refused, write):
    error = refused("--municipalities", write("places.csv", b"0" * ((1 << 20) + 1)))
    assert error == "places.csv: the file is larger than 1 MB.\nName the right file.\n"


ORIGINS = ("exit", "programme_start")


@pytest.mark.parametrize("doors", range(5))
def test_the_first_door_that_has_a_parameter_decides(batch, write, monkeypatch, doors):
    """Doors are opened from the weakest; each opened one says otherwise than the one below it."""
    monkeypatch.delenv("ANALYSIS_ORIGIN", raising=False)
    arguments = ["--municipality", OSLO]
    if doors >= 1:
        monkeypatch.setenv("ANALYSIS_ORIGIN", ORIGINS[1])
    if doors >= 2:
        arguments += ["--parameters", write("p.toml", f'origin = "{ORIGINS[0]}"')]
    if doors >= 3:
        arguments[:2] = ["--municipalities", write("m.csv", f"code,origin\n0301,{ORIGINS[1]}\n")]
    if doors >= 4:
        arguments += ["-p", f"origin={ORIGINS[0]}"]
    assert batch(*arguments) == 0
    assert designs(batch) == {OSLO: StudyDesign(origin=ORIGINS[doors % 2])}


def test_an_empty_cell_takes_what_the_doors_below_say(batch, write):
    table = write("m.csv", "code,origin\n0301,\n5612,exit\n")
    parameters = write("p.toml", 'origin = "programme_start"')
    assert batch("--municipalities", table, "--parameters", parameters) == 0
    assert designs(batch) == {OSLO: LATER, LARGE: StudyDesign()}


def test_municipalities_come_from_the_first_door_that_names_any(batch, write, monkeypatch):
    monkeypatch.setenv("ANALYSIS_MUNICIPALITIES", "1515")
    parameters = ["--parameters", write("p.toml", 'municipalities = ["5612"]')]
    for arguments, expected in (
        ([], ["1515"]),
        (parameters, ["5612"]),
        ([*parameters, "--municipality", "0301"], ["0301"]),
        ([*parameters, "--municipalities", write("m.txt", "1818\n")], ["1818"]),
    ):
        batch.jobs.clear()
        assert batch(*arguments) == 0
        assert codes(batch) == expected
    batch.jobs.clear()
    assert batch("--all") == 0
    assert len(batch.jobs) == 30


def test_what_is_drawn_may_be_chosen_and_makes_another_batch(batch, monkeypatch):
    assert batch("--municipality", LARGE) == 0
    assert batch("--municipality", LARGE, "-p", "breaks=no") == 0
    monkeypatch.setenv("ANALYSIS_BREAKS", "no")
    assert batch("--municipality", LARGE) == 0
    drawn, line, environment = batch.jobs
    assert drawn.parameters["breaks"] == "yes"
    assert line.parameters == environment.parameters == {**drawn.parameters, "breaks": "no"}
    assert line.design == drawn.design
    assert line.stamp == environment.stamp != drawn.stamp


def test_what_is_drawn_has_few_values(batch, capsys):
    assert batch("--municipality", LARGE, "-p", "breaks=maybe") == 2
    assert capsys.readouterr().err.endswith(
        "No breaks 'maybe' (nearest: yes).\nAllowed: yes, no.\n"
    )
