"""The form of every notebook (style.md section 3)."""

import ast
import json
import re
from pathlib import Path
from statistics import median

import pytest

from analysis.design import StudyDesign
from analysis.estimates.comparison_check import ComparisonCheck, comparison_check_of
from analysis.estimates.method_check import check_of
from analysis.publish.parameters import parameter_types, parameters_of

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
OWN = {"data": "str", "municipality": "str", "language": "str"}
OWN |= {"comparison": "str", "replicates": "int", "doubly_robust": "str"}
OWN |= {"published": "str", "least": "int", "breaks": "str", "grids": "str", "adjusted": "str"}
DATA = dict.fromkeys(("03_primary_school", "04_measurement_point"), "../data/synthetic")
"""What a notebook is run on; others than these on a release, which does not answer all of them."""
NEEDED = {"data", "language"}
OF_WORLDS = {
    "worlds": "int",
    "persons": "str",
    "places": "str",
    "bands": "str",
    "compared": "str",
    "compared_by": "str",
    "compared_worlds": "int",
    "compared_persons": "int",
    "seed": "int",
    "language": "str",
}
"""Parameters of a notebook that reads no registers: what `check_of` and `comparison_check_of` take,
and the language."""
SMALL = ("worlds", "persons", "places", "bands")
WITHOUT_REGISTERS = {"08_method_check": OF_WORLDS}
ORDER = ["prose.design(", "tables.flow(", "figures.", ".caveats(", "prose.provenance("]
ORDER_OF_WORLDS = [".design(", ".kinds(", ".figure(", ".caveats(", ".provenance("]
FORBIDDEN = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.While,
    ast.comprehension,
    ast.Try,
    ast.With,
)
HEADINGS = 7
"""Title, design, data, estimate, meaning, caveats, provenance; a report may have more."""
RESULT = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:%|per ?cent|persons|people|months|points)|\d{2,}|\d[.,]\d"
)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return json.loads(path.read_text(encoding="utf-8"))


def cells(notebook, kind):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def source(cell):
    return "".join(cell["source"])


def lines(cell):
    return [line for line in source(cell).splitlines() if line.strip()]


def is_parameters(cell):
    return "parameters" in cell["metadata"].get("tags", [])


def is_result(cell):
    """Whether a cell ends in a value that is shown."""
    return isinstance(ast.parse(source(cell)).body[-1], ast.Expr)


def test_there_are_notebooks():
    assert {"02_time_to_stable_employment", "05_municipality"} <= {one.stem for one in NOTEBOOKS}


def test_its_name_is_a_number_and_a_noun_phrase(path):
    assert re.fullmatch(r"\d\d_[a-z]+(_[a-z]+)*\.ipynb", path.name)


def test_no_two_notebooks_have_one_number():
    numbers = [one.name[:2] for one in NOTEBOOKS]
    assert len(set(numbers)) == len(numbers)


def test_it_holds_no_outputs(notebook):
    for cell in cells(notebook, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_its_kernel_is_any_python(notebook):
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    assert notebook["metadata"]["language_info"] == {"name": "python"}


def test_its_cells_carry_no_metadata_but_the_tag_of_parameters(notebook):
    for cell in notebook["cells"]:
        assert cell["metadata"] == ({"tags": ["parameters"]} if is_parameters(cell) else {})


def test_it_has_no_function_class_or_loop(notebook):
    for cell in cells(notebook, "code"):
        found = [
            type(node).__name__
            for node in ast.walk(ast.parse(source(cell)))
            if isinstance(node, FORBIDDEN)
        ]
        assert found == []


def test_it_imports_only_this_package(notebook):
    modules = set()
    for cell in cells(notebook, "code"):
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names}
            if isinstance(node, ast.ImportFrom):
                modules.add(node.module)
    assert modules
    assert {name.partition(".")[0] for name in modules} == {"analysis"}


def test_it_has_no_magic_and_no_shell(notebook):
    for cell in cells(notebook, "code"):
        assert not any(line.lstrip().startswith(("%", "!")) for line in lines(cell))


def size(cell):
    """Lines of code; an import of many names, a name a line, is one."""
    imports = [node for node in ast.parse(source(cell)).body if isinstance(node, ast.ImportFrom)]
    return len(lines(cell)) - sum(node.end_lineno - node.lineno for node in imports)


def test_its_code_is_short(notebook):
    sizes = [size(cell) for cell in cells(notebook, "code")]
    assert max(sizes) <= 12
    assert median(sizes) <= 3


def test_its_parameters_are_fields_of_the_design(path, notebook):
    assert sum(map(is_parameters, notebook["cells"])) == 1
    found = parameters_of(path)
    if path.stem in WITHOUT_REGISTERS:
        assert found == WITHOUT_REGISTERS[path.stem]
        return
    allowed = OWN | parameter_types(StudyDesign)
    assert found == {name: allowed.get(name) for name in found}
    assert NEEDED <= set(found)


def test_each_parameter_has_a_default_and_says_what_it_means(notebook):
    (cell,) = filter(is_parameters, notebook["cells"])
    assert all(re.fullmatch(r"\w+: \w+ = \S+  # .+", line) for line in lines(cell))


def test_its_defaults_are_those_of_the_design(path, notebook):
    (cell,) = filter(is_parameters, notebook["cells"])
    values = {line.target.id: ast.literal_eval(line.value) for line in ast.parse(source(cell)).body}
    assert values["language"] in ("nb", "en")
    if path.stem in WITHOUT_REGISTERS:
        small = {one: value for one, value in values.items() if one in SMALL}
        assert check_of(**small, seed=values["seed"]).worlds <= 100  # it runs in seconds
        names = ("compared", "compared_by", "compared_worlds", "compared_persons", "seed")
        large = [values[one] for one in names]
        found = comparison_check_of(*large)
        assert found == ComparisonCheck(seed=values["seed"])
        assert len(found.kinds) * found.worlds * found.persons <= 20_000  # in a minute
        return
    assert values["data"] == DATA.get(path.stem, "../build/release")
    design = {name: value for name, value in values.items() if name not in OWN}
    assert StudyDesign(**design) == StudyDesign()


def test_parameters_come_second_and_imports_third(notebook):
    kinds = [cell["cell_type"] for cell in notebook["cells"]]
    assert kinds[:2] == ["markdown", "code"]
    assert is_parameters(notebook["cells"][1])
    importing = [
        place for place, cell in enumerate(cells(notebook, "code")) if "import" in source(cell)
    ]
    assert importing == [1]


def test_what_it_was_given_is_checked_before_any_work(notebook):
    body = ast.parse(source(cells(notebook, "code")[1])).body
    first = [ast.unparse(one) for one in body if not isinstance(one, ast.ImportFrom)][:2]
    assert first == ["refuse_unknown_parameters()", "language = Language(language)"]


def test_its_title_is_a_question(notebook):
    assert re.match(r"# .+\?\n", source(notebook["cells"][0]))


def test_its_headings_alone_tell_the_argument(notebook):
    headings = [
        line for cell in cells(notebook, "markdown") for line in lines(cell) if line[0] == "#"
    ]
    assert len(headings) >= HEADINGS
    assert [line.startswith("# ") for line in headings] == [True] + [False] * (len(headings) - 1)
    assert headings[1] == "## What is measured"
    assert headings[-2:] == ["## What would change the answer", "## Where the numbers come from"]


def test_prose_stands_before_every_result(notebook):
    """The title and the answer are one result in two cells."""
    prose = False
    shown = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            prose, shown = bool(re.search(r"^[^#\s]", source(cell), re.MULTILINE)), 0
        elif not is_parameters(cell) and is_result(cell):
            shown += 1
            assert prose
            assert shown <= 2


def test_no_result_is_typed_into_its_text(notebook):
    for cell in cells(notebook, "markdown"):
        assert RESULT.findall(source(cell)) == []


@pytest.mark.parametrize("text", ["62 %", "62%", "0.62", "after 24", "3 months", "1,5"])
def test_what_looks_like_a_result_is_found(text):
    assert RESULT.search(text)


def test_data_come_before_results_and_caveats_after(path, notebook):
    text = "\n".join(source(cell) for cell in cells(notebook, "code"))
    calls = ORDER_OF_WORLDS if path.stem in WITHOUT_REGISTERS else ORDER
    places = [text.index(call) for call in calls]
    assert places == sorted(places)


def test_it_is_written_as_git_keeps_it(path, notebook):
    expected = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    assert path.read_text(encoding="utf-8") == expected


def test_cells_have_names_of_their_own(notebook):
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(set(names)) == len(names)
