"""Names of municipalities are text, whatever they look like."""

import html
import re

import pytest

from analysis.publish.check import check_page
from analysis.publish.page import file_stem
from analysis.study import open_study
from analysis.terms import Language

from ..release.invented import LARGE, NOTHING, world, write_dataset
from ..release.invented import write_release as make
from .conftest import STAMP

POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:;'
    " style-src 'unsafe-inline'\">"
)
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</title><h1>",
    "</div></main><p>",
    "<!-- not seen",
    "{{ 7*7 }}",
    "{% raw %}",
    "{0} {name} {}",
    "%s %(name)s",
    "$x^2$",
    r"$\undefined{",
    "**bold** _x_ [a](b)",
    "# heading",
    "\"double\" and 'single'",
    "&amp; &lt;b&gt; &",
    "one\ntwo",
    "two  blanks",
    "Ås \u202edetrevni\u202c",
    "_begins with a line",
    "Fauske - Fuosko og Storfjord - Omasvuotna - Omasvuono",
]


DRAWN = ["<img src=x onerror=alert(1)>", r"$x^2$ $\undefined{", '{{ 7*7 }} {0} %s "x" & \'']


@pytest.mark.parametrize(
    ("name", "pictures"), [*((name, 0) for name in HOSTILE), *((name, 4) for name in DRAWN)]
)
def test_a_name_is_shown_as_text(report_of, name, pictures):
    report = report_of(LARGE, "nb", name=name)
    page = report.page(report.pieces() if pictures else report.words())
    check_page(page, report.municipal, STAMP, Language.NB)
    title = html.unescape(re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)[1])
    assert title == f"{name} (5612)"
    assert html.unescape(re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]).startswith(title)
    assert page.count("<h1") == 1
    assert page.count("<title") == page.count("</title") == 1
    assert "<script" not in page
    assert "onerror=alert(1)>" not in page
    assert page.count("<img") == pictures
    named = [html.unescape(alt).count(name) for alt in re.findall(r'alt="(.*?)"', page)]
    assert named == [1, 1, 0, 1][:pictures]  # the third is of everybody
    assert POLICY in page


@pytest.mark.parametrize("name", [*HOSTILE, "Guovdageaidnu - Kautokeino", "Herøy", "Ås", "..", "/"])
def test_a_file_s_name_is_the_code_and_plain_letters(name):
    stem = file_stem("0301", name)
    assert re.fullmatch(r"0301(-[a-z0-9]+)*", stem)


@pytest.mark.parametrize(
    ("code", "name", "stem"),
    [
        ("5612", "Guovdageaidnu - Kautokeino", "5612-guovdageaidnu"),
        ("1515", "Herøy", "1515-heroy"),
        ("1818", "Herøy", "1818-heroy"),
        ("5622", "Porsanger - Porsáŋgu - Porsanki", "5622-porsanger"),
        ("3218", "Ås", "3218-as"),
        ("5503", "Harstad - Hárstták", "5503-harstad"),
        ("4219", "Evje og Hornnes", "4219-evje-og-hornnes"),
        ("0301", "0301", "0301"),
        ("Belfast", "Belfast", "Belfast"),
        ("../../etc", "passwd", "etc-passwd"),
    ],
)
def test_files_are_named_by_code_and_first_name(code, name, stem):
    assert file_stem(code, name) == stem


def test_names_of_the_dataset_s_own_table_of_areas_reach_the_title_unchanged(tmp_path):
    tables = dict(world().tables)
    areas = tables["areas"]
    names = {LARGE: "<b>Ås</b> & {{ 7*7 }}", NOTHING: "$x$"}
    tables["areas"] = areas.assign(name=areas["code"].map(names).fillna(areas["name"]))
    dataset = write_dataset(tmp_path / "dataset", tables)
    study = open_study(make(dataset, tmp_path / "release", ["november"]))
    assert study.areas()[LARGE] == "<b>Ås</b> & {{ 7*7 }}"
    assert study.areas()[NOTHING] == "$x$"


def test_a_name_with_a_dollar_is_written_as_it_is_in_the_picture(report_of, monkeypatch):
    from matplotlib.text import Text

    from analysis.display import figures, pictures

    drawn = []
    keep = lambda figure, marks: (drawn.append(figure), "")[1]  # noqa: E731
    monkeypatch.setattr(pictures, "coded_png", keep)
    report = report_of(LARGE, "nb", name="$x$")
    figures.municipality(report.study.measure("any_job"), report.municipal, "nb")
    figures.years(report.study.measure("november"), report.municipal, "nb")
    names = [text for one in drawn for text in one.findobj(Text) if "$x$" in text.get_text()]
    assert len(names) == 6  # a curve, and the official share with and without, in two widths
    assert not any(text.get_parse_math() for text in names)
