"""StatBank's own downloads: the same counts in every form that they are saved in."""

import json
from itertools import product

import pandas as pd
import pytest

from analysis.cli import main
from analysis.converters.ssb import convert_ssb
from analysis.errors import DataError

HEADER = (
    "level,region,status_year,years_since_exit,exit_cohort,sex,n_total,n_work_or_edu,"
    "n_unemployed_or_measures,n_other_or_unknown\n"
)
REGIONS = {"0": ("nation", "Hele landet"), "12": ("fylke", "Hordaland")}
REGIONS |= {"1201": ("kommune", "Bergen"), "030101a": ("bydel", "Bydel Gamle Oslo")}
SEXES = {"0": ("both", "Begge kjønn"), "1": ("men", "Menn"), "2": ("women", "Kvinner")}
AFTERS = {"01": "Avsluttet for ett år siden", "02": "Avsluttet for 2 år siden"}
STATUSES = {
    "00": "Arbeidssituasjon i alt",
    "1": "Sysselsatt og / eller under utdanning, i alt",
    "2": "Registrert arbeidsledig og/eller på tiltak, i alt",
    "3": "Annen eller ukjent status, i alt",
}
CONTENTS = {"DeltakereProg": "Deltakere (personer)", "DeltakereProg1": "Deltakere (prosent)"}
YEARS = ("2013", "2014")
TITLE = "10824: Tidligere deltakere, etter region, kjønn, status, statistikkvariabel og år"
VARIABLES = ("Region", "Kjonn", "IntroAvbrudd", "Arbeidsmarkedsstatus", "ContentsCode", "Tid")
NAMES = (
    *("region", "kjønn", "avsluttet eller avbrutt introduksjonsprogram"),
    *("arbeidsmarkedsstatus", "statistikkvariabel", "år"),
)


def persons(region, sex, after, year):
    """Return what is printed of four statuses; the women of Bergen are withheld."""
    n = {"0": 400, "12": 100, "1201": 60, "030101a": 50}[region] + int(year) - 2013
    n = n // (1 if sex == "0" else 2)
    if region == "1201" and sex == "2":
        return [str(n), ":", ":", str(n // 4)]
    out = n // 4 + int(after)
    return [str(n), str(n - out - 5), "5", str(out)]


BLOCKS = list(product(REGIONS, SEXES, AFTERS, YEARS))


@pytest.fixture
def plain(tmp_path):
    """The counts as a table of this project's own columns."""
    rows = []
    for region, sex, after, year in BLOCKS:
        level = REGIONS[region][0]
        code = {"0": "00"}.get(region, region.removesuffix("a"))
        key = [level, code, year, str(int(after)), str(int(year) - int(after)), SEXES[sex][0]]
        rows.append(",".join([*key, *persons(region, sex, after, year)]))
    path = tmp_path / "plain.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return convert_ssb([path])[0].frame


def value(block, status, contents="DeltakereProg"):
    return persons(*block)[int(status)] if contents == "DeltakereProg" else "7"


def saved(path, header, rows, delimiter=";", title=True, encoding="utf-8"):
    """Write a download: texts stand in quotes, figures do not."""
    lines = [f'"{TITLE}"', ""] if title else []
    lines.append(delimiter.join(f'"{name}"' for name in header))
    lines += [delimiter.join([*(f'"{one}"' for one in row[:-1]), row[-1]]) for row in rows]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def with_texts(path, **options):
    """Years in the header, variables as texts, regions as code and name."""
    header = [*NAMES[:4], *(f"{CONTENTS['DeltakereProg']} {year}" for year in YEARS)]
    rows = []
    for region, sex, after, status in product(REGIONS, SEXES, AFTERS, STATUSES):
        name = REGIONS[region][1] if region == "0" else f"{region} {REGIONS[region][1]}"
        counts = [value((region, sex, after, year), status) for year in YEARS]
        texts = [name, SEXES[sex][1], AFTERS[after], STATUSES[status]]
        rows.append([*texts, options.get("delimiter", ";").join(counts)])
    return saved(path, header, rows, **options)


def with_codes(path, **options):
    """A row a value, variables as codes, per cent beside persons."""
    rows = [
        [block[0], block[1], block[2], status, contents, block[3], value(block, status, contents)]
        for block, status, contents in product(BLOCKS, STATUSES, CONTENTS)
    ]
    return saved(path, [*VARIABLES, TITLE], rows, **options)


def as_json(path, **changed):
    """JSON-stat 2: withheld figures are null, and marked apart."""
    codes = [list(each) for each in (REGIONS, SEXES, AFTERS, STATUSES, CONTENTS, YEARS)]
    shown = [
        value((region, sex, after, year), status, contents)
        for region, sex, after, status, contents, year in product(*codes)
    ]
    told = {
        "version": "2.0",
        "class": "dataset",
        "label": TITLE,
        "id": list(VARIABLES),
        "size": [len(each) for each in codes],
        "dimension": {
            name: {"category": {"index": {code: at for at, code in enumerate(each)}}}
            for name, each in zip(VARIABLES, codes, strict=True)
        },
        "value": [None if one == ":" else int(one) for one in shown],
        "status": {str(at): ":" for at, one in enumerate(shown) if one == ":"},
    }
    path.write_text(json.dumps({**told, **changed}), encoding="utf-8")
    return path


FORMS = {
    "texts.csv": with_texts,
    "latin.csv": lambda path: with_texts(path, encoding="latin-1"),
    "bom.csv": lambda path: with_texts(path, encoding="utf-8-sig", title=False),
    "commas.csv": lambda path: with_texts(path, delimiter=","),
    "tabs.csv": lambda path: with_codes(path, delimiter="\t"),
    "codes.csv": with_codes,
    "codes without title.CSV": lambda path: with_codes(path, delimiter=",", title=False),
    "table.json": as_json,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_the_same_counts(plain, tmp_path, form):
    series, _ = convert_ssb([FORMS[form](tmp_path / form)])
    pd.testing.assert_frame_equal(series.frame, plain)


def changed(path, old, new, count=1):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    return path


def test_what_is_published_of_nobody_is_left_out_and_is_not_withheld(tmp_path, plain):
    path = with_codes(tmp_path / "codes.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    absent = '"1201";"1";"02";'
    kept = [line.rpartition(";")[0] + ";.." if line.startswith(absent) else line for line in lines]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    of = (plain["code"] == "1201") & (plain["sex"] == "male") & (plain["years_after"] == 2)
    expected = plain[~of].reset_index(drop=True)
    pd.testing.assert_frame_equal(convert_ssb([path])[0].frame, expected)


def test_economic_regions_are_no_place_of_a_series(tmp_path, plain):
    path = with_codes(tmp_path / "codes.csv")
    more = path.read_text(encoding="utf-8").replace('"1201";', '"N29";').splitlines()
    more = [line for line in more if line.startswith('"N29"')]
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(more) + "\n")
    pd.testing.assert_frame_equal(convert_ssb([path])[0].frame, plain)


FIRST = '"0";"0";"01";"00";"DeltakereProg";"2013";400'


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (FIRST, FIRST.replace(";400", ";4x0"), "codes.csv, row 4, column 'value': a count, ':'"),
        (FIRST, FIRST.replace(";400", ";.."), "00, status_year 2013, years_after 1, sex all: not"),
        (FIRST, FIRST.replace('"0";"0"', '"Oslo";"0"'), "row 4, column 'region': a code, alone or"),
        (FIRST, FIRST.replace('"0";"0"', '"9998";"0"'), "row 4, column 'region': a municipality's"),
        (FIRST, FIRST.replace('"0";"0"', '"0";"3"'), "row 4, column 'kjønn': one of 0, begge kj"),
        (FIRST, FIRST.replace('"01"', '"06"'), "row 4, column 'avsluttet eller avbrutt introd"),
        (FIRST, FIRST.replace('"00"', '"4"'), "row 4, column 'arbeidsmarkedsstatus': one of 00"),
        (FIRST, FIRST.replace('"2013"', '"2013K1"'), "row 4, column 'år': a year of four digits"),
        (FIRST, FIRST + "\n\n" + FIRST, "row 6, column 'value': the same region, sex, years,"),
        ('"Kjonn"', '"Alder"', "it cannot be told what 'Alder' is.\nOf table 10824, region, kjønn"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(tmp_path, old, new, words):
    path = changed(with_codes(tmp_path / "codes.csv"), old, new)
    with pytest.raises(DataError) as error:
        convert_ssb([path])
    assert words in str(error.value)


def test_statuses_that_do_not_add_up_are_named_by_their_lines(tmp_path):
    path = changed(with_codes(tmp_path / "codes.csv"), FIRST, FIRST.replace("400", "401"))
    with pytest.raises(DataError) as error:
        convert_ssb([path])
    assert str(error.value).startswith(
        "codes.csv, row 6 and codes.csv, row 8 and codes.csv, row 10: level country, code 00,"
        " exit_year 2012, years_after 1, sex all: the statuses do not add up to n."
    )
    told = json.loads(as_json(tmp_path / "table.json").read_text(encoding="utf-8"))
    path = as_json(tmp_path / "table.json", value=[401, *told["value"][1:]])
    with pytest.raises(DataError, match=r"^table\.json, value 5 and table\.json, value 9 and"):
        convert_ssb([path])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"class": "collection"}, "its sizes are not those"),
        ({"size": [1, 2]}, "its sizes are not those of its categories"),
        ({"value": [1, 2]}, "its values are not as many as its sizes say"),
        ({"dimension": {}}, "is no dataset of JSON-stat 2: 'Region'"),
        ({"value": [float("inf")] * 1000}, "is no dataset of JSON-stat 2"),
        ({"status": [":"]}, "is no dataset of JSON-stat 2"),
    ],
)
def test_json_that_is_no_dataset_is_refused(tmp_path, changes, words, capsys):
    path = as_json(tmp_path / "table.json", **changes)
    assert main(["convert", "ssb", str(path), str(tmp_path / "out")]) == 2
    assert words in capsys.readouterr().err


def test_per_cent_without_persons_is_refused(tmp_path):
    path = tmp_path / "codes.csv"
    rows = [[*block[:3], status, block[3], "100"] for block, status in product(BLOCKS, STATUSES)]
    saved(path, [*VARIABLES[:4], "Tid", TITLE], rows)
    with pytest.raises(DataError, match=r"these are per cent\.\nChoose persons as well"):
        convert_ssb([path])


BY_AGE = """\
{}: a table of StatBank without regions, such as 10809 (by sex and age), is not read: what its \
variables and codes mean is not documented here, and is not guessed.
Table 10824 has the same former participants of the whole country by sex: give that one, with \
region 'Hele landet' among its regions."""


@pytest.mark.parametrize(
    "header",
    [
        '"kjønn";"alder";"arbeidsmarkedsstatus";"Deltakere (personer) 2014"',
        '"Kjonn";"Alder";"Tid";"value"',
        '"kjønn";"avsluttet eller avbrutt introduksjonsprogram";"arbeidsmarkedsstatus";"2014"',
        '"sex";"age";"year";"persons"',
    ],
)
def test_table_10809_is_refused_by_name(tmp_path, header):
    path = tmp_path / "10809.csv"
    cells = ";".join(['"1"'] * (header.count(";") + 1))
    path.write_text(f'"10809: Tidligere deltakere"\n\n{header}\n{cells}\n', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        convert_ssb([path])
    assert str(caught.value) == BY_AGE.format("10809.csv")


def test_table_10809_is_refused_by_name_as_json_too(tmp_path):
    path = tmp_path / "10809.json"
    category = {"index": ["1"]}
    content = {
        **{"class": "dataset", "version": "2.0", "id": ["Kjonn", "Alder"], "size": [1, 1]},
        "dimension": {"Kjonn": {"category": category}, "Alder": {"category": category}},
        "value": [5],
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        convert_ssb([path])
    assert str(caught.value) == BY_AGE.format("10809.json")
