"""Folders of pages from persons: never among what is published, and each of one dataset only.

A note beside the pages says which dataset they were made from. It names a folder, so that two
datasets are told apart that have the same name, as copies have.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from analysis.errors import DesignError
from analysis.publish.batch import REPORT
from analysis.publish.page import LETTERS, MARKED
from analysis.registers.dataset import FILE as DATASET_FILE
from analysis.release.files import FILE as RELEASE_FILE

NOTE = "made_from.json"
CHECKED = "check"
"""The stem of the pages that `check` makes."""
PAGES = (f"*{MARKED}*.html", f"{CHECKED}.html", f"{CHECKED}.*.html")
PUBLISHED = Path("reports")
"""Where `make reports` puts its reports."""
FOR_PUBLICATION = {f"*{REPORT}": "published reports", RELEASE_FILE: "a release"}
HOLDS = {**FOR_PUBLICATION, DATASET_FILE: "registers"}
"""Files by which a folder is known that a marked page does not go into."""


def folder_name(name: str) -> str:
    """Return the folder of a dataset: its name in plain letters, and a hash of the whole name."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower().translate(LETTERS)).strip("-")[:40]
    return f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}".lstrip("-")


def check_folder(out: Path, holds: Mapping[str, str] = HOLDS) -> None:
    """Refuse a folder where a page from persons would stand among what is published, or registers.

    Args:
        out: the folder.
        holds: file -> what a folder is for that has such a file.

    Raises:
        DesignError: the folder, or one that it lies in, holds one of them.
    """
    whole = out.resolve()
    for folder in (whole, *whole.parents):
        if folder.exists() and not folder.is_dir():
            raise DesignError(f"{folder} is a file, not a folder.\nName another with --out.")
        found = [what for pattern, what in holds.items() if any(folder.glob(pattern))]
        if folder == PUBLISHED.resolve() or (folder == whole and folder.name == PUBLISHED.name):
            found.append("published reports")
        if found:
            raise DesignError(
                f"A page that is not for publication does not go into {out}."
                f"\n{folder} is for {found[0]}.\nName another folder with --out."
            )


def marked_pages(folder: Path) -> list[str]:
    """Return the names of the pages in a folder that are not for publication."""
    return sorted(path.name for pattern in PAGES for path in folder.glob(pattern))


def check_owner(out: Path, data: Path) -> None:
    """Raise DesignError where a folder holds pages that were made from another dataset."""
    held = marked_pages(out)
    if not held:
        return
    try:
        note = json.loads((out / NOTE).read_text(encoding="utf-8"))
        whose, name = str(note["data"]), str(note["name"])
    except (OSError, ValueError, KeyError, TypeError):
        told = f"pages, such as {held[0]}, that do not say which dataset they were made from"
    else:
        if whose == str(data.resolve()):
            return
        told = f"pages of another dataset, '{name}' in {whose}"
    raise DesignError(f"{out} holds {told}.\nName another folder with --out, or remove that one.")


def write_note(out: Path, data: Path, name: str) -> None:
    """Write beside pages, or before them, which dataset they are made from."""
    note = {"data": str(data.resolve()), "name": name}
    text = json.dumps(note, ensure_ascii=False, indent=1) + "\n"
    (out / NOTE).write_text(text, encoding="utf-8", newline="\n")
