"""What docs/python.md shows runs as it stands, and gives what a reader expects of it."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "python.md"


@pytest.fixture(scope="module")
def shown(request, tmp_path_factory):
    from tests.release.invented import shared_dataset

    names = {"DATASET": shared_dataset(tmp_path_factory.getbasetemp())}
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(block, str(PAGE), "exec"), names)
    return names


def test_a_study_and_its_tables_tell_the_same_women(shown):
    of_page = shown["incidence"].set_index("month")["estimate"]
    of_study = shown["study"].estimates(
        shown["StudyDesign"]("any_job").ask("cumulative_incidence", ("sex",))
    )
    women = of_study.of(sex="female").frame.set_index("month")["estimate"]
    assert women[24] == pytest.approx(of_page[24])


def test_added_up_tables_hold_everybody(shown):
    assert shown["whole"]["n"].sum() == len(shown["reached"].frame)
    assert set(shown["whole"]["sex"]) == {"female", "male"}


def test_every_module_that_the_page_names_exists(shown):
    source = PAGE.parents[1] / "src" / "analysis" / "estimates"
    estimators = PAGE.read_text(encoding="utf-8").partition("## Estimators")[2]
    rows = [line for line in estimators.splitlines() if line.startswith("| ")]
    named = [name for row in rows[1:] for name in re.findall(r"`([\w/]+)`", row.split("|")[2])]
    assert len(named) > 10
    missing = [n for n in named if not ((source / f"{n}.py").is_file() or (source / n).is_dir())]
    assert missing == []
