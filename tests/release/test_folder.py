"""The folder of a release: written whole, read back as it was, and found out when changed."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from analysis.cli import main
from analysis.errors import DataError, DesignError
from analysis.release.files import read_release, write_release
from analysis.release.make import make_release

from .invented import MEASURES, world, write_dataset
from .invented import write_release as make

NOTEBOOK = str(Path(__file__).parents[2] / "notebooks" / "05_municipality.ipynb")
FILES = ["estimates.parquet", "events.parquet", "release.json", "status.parquet"]


@pytest.fixture
def copy(release, tmp_path):
    return shutil.copytree(release, tmp_path / "copy")


def content(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_release_is_three_tables_and_a_list(release):
    assert sorted(path.name for path in release.iterdir()) == FILES


def test_what_is_read_back_is_what_was_written(live, tmp_path):
    made = make_release(live, list(MEASURES))
    release_id = write_release(made, tmp_path / "release")
    read_id, read = read_release(tmp_path / "release")
    assert read_id == release_id
    for name in ("source", "measures", "specs", "refused", "areas"):
        assert getattr(read, name) == getattr(made, name)
    pairs = [(read.estimates, made.estimates)]
    pairs += [(read.tables[name], made.tables[name]) for name in ("events", "status")]
    for one, other in pairs:
        assert one.columns.tolist() == other.columns.tolist()
        told = [frame.astype(object).where(frame.notna(), None) for frame in (one, other)]
        assert told[0].values.tolist() == told[1].values.tolist()


@pytest.mark.no_cover  # lines that other tests run
def test_the_same_dataset_gives_the_same_bytes_in_whatever_order_its_rows_are(release, tmp_path):
    rng = np.random.default_rng(3)
    shuffled = {
        name: frame.sample(frac=1, random_state=rng) for name, frame in world().tables.items()
    }
    assert not shuffled["jobs"].index.equals(world().tables["jobs"].index)
    dataset = write_dataset(tmp_path / "dataset", shuffled, seed=7)
    assert content(make(dataset, tmp_path / "release")) == content(release)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".parquet")])
@pytest.mark.parametrize("where", [4, 0.5, -5])
def test_a_changed_byte_of_a_table_is_found_out(copy, name, where):
    data = bytearray((copy / name).read_bytes())
    data[int(where * len(data)) if isinstance(where, float) else where] ^= 1
    (copy / name).write_bytes(data)
    with pytest.raises(DataError) as caught:
        read_release(copy)
    assert str(caught.value) == (
        f"{copy} is not a whole release: a file was changed after it was made."
        "\nMake it with `analysis release`."
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"name": "Invented data', '"name": "Measured data'),
        ('"access": "invented"', '"access": "public"'),
        ('"1515": "Herøy"', '"1515": "Hareid"'),
        ('"run_months": 3', '"run_months": 6'),
        ('"seed": 7', '"seed": 8'),
        ('"release_id": "', '"release_id": "0'),
        ('"transfer_months": 3', '"transfer_months": 0'),
    ],
)
def test_a_changed_word_of_the_list_is_found_out(copy, old, new):
    path = copy / "release.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match="a file was changed after it was made"):
        read_release(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_is_found_out(copy, name):
    (copy / name).unlink()
    with pytest.raises(DataError, match=r"is not a whole release"):
        read_release(copy)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"release_id": 5, "format": 1}'])
def test_a_list_that_is_no_list_is_refused_in_words(copy, text):
    (copy / "release.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"is not a whole release"):
        read_release(copy)


@pytest.mark.no_cover  # lines that other tests run
def test_a_release_of_an_older_form_is_told_to_be_made_again(copy, capsys):
    content = json.loads((copy / "release.json").read_text(encoding="utf-8"))
    (copy / "release.json").write_text(json.dumps({**content, "format": 2}), encoding="utf-8")
    assert (
        main(["batch", str(copy), "--out", str(copy.parent / "out"), "--notebook", NOTEBOOK]) == 2
    )
    assert capsys.readouterr().err == (
        f"analysis batch: {copy} is not a whole release: another format."
        "\nMake it with `analysis release`.\n"
    )


def test_other_persons_give_another_id(dataset, tmp_path):
    fewer = {name: frame for name, frame in world().tables.items()}
    fewer["jobs"] = fewer["jobs"].iloc[:-400]
    others = write_dataset(tmp_path / "others", fewer, seed=7)
    ids = [
        read_release(make(persons, tmp_path / name, ["november"]))[0]
        for name, persons in (("one", dataset), ("again", dataset), ("other", others))
    ]
    assert ids[0] == ids[1] != ids[2]


def test_a_new_release_takes_the_place_of_an_old_one_whole(live, copy):
    (copy / "left_over.txt").write_text("of the old release", encoding="utf-8")
    write_release(make_release(live, ["november"]), copy)
    assert sorted(path.name for path in copy.iterdir()) == FILES
    assert [path.name for path in copy.parent.iterdir()] == ["copy"]


def test_a_release_never_takes_the_place_of_the_persons(tmp_path, capsys):
    dataset = write_dataset(tmp_path / "dataset")
    before = content(dataset)
    assert main(["release", str(dataset), "--out", str(dataset), "--measure", "any_job"]) == 2
    assert content(dataset) == before
    assert "is no release" in capsys.readouterr().err


def test_a_release_never_takes_the_place_of_other_files(live, tmp_path):
    (tmp_path / "thesis.txt").write_text("three years of work", encoding="utf-8")
    with pytest.raises(DesignError) as caught:
        write_release(make_release(live, ["november"]), tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} is no release, and is not overwritten.\nName a new folder with --out."
    )
    assert (tmp_path / "thesis.txt").is_file()


@pytest.mark.parametrize(
    ("declared", "there"),
    [
        ({"name": "Testkommune"}, "'Testkommune' (seed 7)"),
        ({"seed": 8}, "'Invented data (oppdiktede data)' (seed 8)"),
        ({"name": "Testkommune", "access": "public", "seed": None}, "'Testkommune'"),
    ],
)
def test_a_release_never_takes_the_place_of_another_dataset_s(
    copy, tmp_path, declared, there, capsys
):
    other = write_dataset(tmp_path / "other", **declared)
    toml = other / "dataset.toml"
    if declared.get("access") == "public":
        toml.write_text(re.sub(r"(?m)^seed = .*\n", "", toml.read_text("utf-8")), "utf-8")
    for path in other.glob("*.parquet"):  # it is refused before persons are read
        path.unlink()
    before = content(copy)
    assert main(["release", str(other), "--out", str(copy), "--measure", "any_job"]) == 2
    assert content(copy) == before
    assert capsys.readouterr().err == (
        f"analysis release: {copy} holds the release of another dataset, 'Invented data"
        f" (oppdiktede data)' (seed 7); this is {there}."
        "\nName another folder with --out, or remove that one.\n"
    )


def test_a_release_tells_each_design_that_is_done(dataset, tmp_path, capsys):
    make(dataset, tmp_path / "release", ["any_job", "november"])
    told = re.sub(r" \(about \d+ (s|min) left\)", " (left)", capsys.readouterr().err)
    assert told == (
        f"reading {dataset}\n"
        "1/13 any_job from exit (left)\n"
        "2/13 any_job from programme_start (left)\n"
        "3/13 november from exit (left)\n"
        "4/13 november from programme_start (left)\n"
        "5/13 comparison education:grunnskole (left)\n"
        "6/13 specifications of choices (left)\n"
        "7/13 specifications of near_choices (left)\n"
        "8/13 choice_effects of choices (left)\n"
        "9/13 impossible of choices (left)\n"
        "10/13 rank_range of near_choices (left)\n"
        "11/13 variance_shares of choices (left)\n"
        "12/13 variance_shares of near_choices (left)\n"
        "13/13 variance_shares of far_choices\n"
    )


def test_a_new_release_takes_the_place_of_a_broken_one(live, copy):
    (copy / "release.json").write_text("{", encoding="utf-8")
    write_release(make_release(live, ["november"]), copy)
    assert read_release(copy)[1].measures
