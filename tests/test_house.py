"""House rules that a machine can hold: floors, rooms of third parties, sizes, what is in git."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "analysis"
FLOORS = (
    (
        "terms",
        "comparison_terms",
        "register_terms",
        "official_terms",
        "participation_terms",
        "errors",
        "reference",
        "design",
        "comparison",
        "grid",
    ),
    ("compiled", "registers", "converters", "synthetic"),
    ("timeline",),
    ("estimates", "planning"),
    ("release", "study", "questions"),
    ("display",),
    ("publish", "cli"),
)
ROOMS = {
    "lifelines": {"estimates"},
    "statsmodels": {"estimates"},
    "numba": {"compiled"},
    "matplotlib": {"display"},
    "seaborn": {"display"},
    "ipywidgets": {"display"},
    "papermill": {"publish"},
    "nbconvert": {"publish"},
    "nbformat": {"publish"},
    "nbclient": {"publish"},
    "jinja2": {"publish"},
    "pyarrow": {"registers", "release"},
    "openpyxl": {"registers"},
    "tomlkit": {"registers"},
}
MODULES = sorted(SOURCE.rglob("*.py"))


def room(module):
    return module.relative_to(SOURCE).parts[0].removesuffix(".py")


def floor(name):
    return next(level for level, rooms in enumerate(FLOORS) if name in rooms)


def imports(module):
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            yield node.module
            if node.module == "analysis":
                yield from (f"analysis.{alias.name}" for alias in node.names)


def named(module):
    return module.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_no_module_imports_from_a_floor_above_its_own(module):
    if module == SOURCE / "__init__.py":
        return
    for name in imports(module):
        parts = name.split(".")
        if parts[0] == "analysis" and len(parts) > 1 and parts[1] != "__version__":
            assert floor(parts[1]) <= floor(room(module)), f"{name} lies above"


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_third_parties_are_met_only_in_their_rooms(module):
    for name in imports(module):
        rooms = ROOMS.get(name.split(".")[0])
        assert rooms is None or room(module) in rooms, f"{name} has no room in {room(module)}"


def test_frames_are_written_and_read_only_where_files_are_touched():
    pattern = re.compile(r"\.(to_csv|to_parquet|to_excel|to_json)\(\s*[^)\s]|pd\.read_\w+\(|open\(")
    allowed = {"registers", "converters", "reference", "release", "publish"}
    for module in MODULES:
        if room(module) in allowed or named(module) == "display/fragment.py":
            continue
        found = [one for one in pattern.findall(module.read_text(encoding="utf-8")) if one]
        assert not found, f"{named(module)} touches files"


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_files_and_functions_stay_short(module):
    text = module.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.end_lineno - node.body[0].lineno + 1
            assert body <= 50, f"{node.name} has a body of {body} lines"


def test_no_room_is_without_a_name():
    nameless = {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert not [named(module) for module in MODULES if module.name in nameless]


def test_importing_the_package_loads_no_heavy_library():
    heavy = ("pandas", "numba", "lifelines", "statsmodels", "matplotlib", "seaborn", "papermill")
    heavy += ("scipy",)
    code = f"import sys, analysis, analysis.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def tracked():
    git = ["git", "-C", str(ROOT), "ls-files", "-z"]
    done = subprocess.run(git, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("lock", ["requirements.lock", "benchmarks/peers.lock"])
def test_lock_files_name_packages_versions_and_hashes_only(lock):
    pinned = re.compile(
        r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==[\w.+!]+( ; [^\\]+)? \\"
        r"|    --hash=sha256:[0-9a-f]{64}( \\)?|#.*"
    )
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        assert pinned.fullmatch(line), line
        assert "://" not in line


def test_git_holds_no_large_file_no_person_file_and_no_address_of_packages():
    address = re.compile("index" + r"-url|://[^\s\"']+/simple\b|://[^\s\"']+\.(whl|tgz)\b")
    for path in tracked():
        assert path.stat().st_size < 1_000_000, path.name
        assert path.suffix not in {".parquet", ".dta", ".sav", ".sas7bdat", ".xlsx"}, path.name
        if path == Path(__file__) or path.suffix in {".png"}:
            continue
        assert not address.search(path.read_text(encoding="utf-8")), path.name


def test_notebooks_in_git_hold_no_outputs():
    for path in tracked():
        if path.suffix == ".ipynb":
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                assert not cell.get("outputs"), path.name
                assert cell.get("execution_count") is None, path.name


def test_ci_ends_with_the_tests_and_the_makefile_leaves_pip_variables_alone():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()
    assert lines[-1] == "make test"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = "\n".join(line for line in makefile.splitlines() if not line.startswith("#"))
    assert not re.search(r"PIP_|--inde[x]|--find-links|--no-index|--isolated", recipe)
