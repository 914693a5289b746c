"""A parameter that a notebook lacks is refused in its first cell, however it is run."""

import json

import pytest

from analysis.errors import DesignError
from analysis.publish.injected import check_cells
from analysis.publish.notebook import NotebookFailed, run

from .conftest import REPOSITORY

DECLARED = 'data: str = "../build/release"  # a release\nlanguage: str = "en"  # nb or en'
CHECKS = "08_method_check"


def test_a_misspelt_parameter_is_refused_and_the_nearest_named():
    given = '# Parameters\ndata = "x"\nlanguge = "nb"\n'
    with pytest.raises(DesignError) as refused:
        check_cells(["", DECLARED, given, "import analysis"])
    assert str(refused.value) == (
        "This notebook has no parameter 'languge' (nearest: language).\nAllowed: data, language."
    )


@pytest.mark.parametrize(
    "cells",
    [
        ["", DECLARED, '# Parameters\nlanguage = "nb"\n'],
        ["", DECLARED, "of_my_own = 1"],
        ["", "%matplotlib inline", DECLARED, '# Parameters\nlanguage = "nb"\n', "mine = 1"],
        [],
    ],
)
def test_what_is_declared_or_not_given_by_papermill_is_let_be(cells):
    check_cells(cells)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"languge": "nb"}, "has no parameter 'languge' (nearest: language)"),
        ({"language": "no"}, "No language 'no' (nearest: nb).\nAllowed: nb, en."),
    ],
)
def test_a_notebook_run_by_papermill_is_refused_before_any_work(tmp_path, given, told):
    notebook = REPOSITORY / "notebooks" / f"{CHECKS}.ipynb"
    with pytest.raises(NotebookFailed) as refused:
        run(notebook, tmp_path / "out.ipynb", given)
    assert f"{CHECKS}.ipynb: DesignError: " in str(refused.value)
    assert told in str(refused.value)
    executed = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["cells"]
    ran = [one["source"] for one in executed if one.get("execution_count") is not None]
    assert "refuse_unknown_parameters()" in "".join(ran[-1])  # and no cell after it
