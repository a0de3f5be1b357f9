"""A title of any script becomes a name that every file system takes, and that leads nowhere else."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.cells.slugs import MOST_BYTES, is_slug, slug
from geo.disk import write_bytes
from geo.errors import NotSaved, UsageError


@given(st.text(min_size=1))
def test_a_name_is_one_part_of_a_path_and_its_own_slug(title):
    try:
        name = slug(title)
    except UsageError:
        return
    assert Path(name).name == name and not name.startswith((".", "-"))
    assert not set(name) & set('/\\:*?"<>|\0') and len(name.encode()) <= MOST_BYTES + len("-layer")
    assert is_slug(name)


@pytest.mark.parametrize("title", ["", "../..", "***", " "])
def test_a_title_without_a_letter_names_nothing(title):
    with pytest.raises(UsageError):
        slug(title)


@pytest.mark.parametrize("title", ["Հայերեն", "العربية", "हिन्दी", "ქართული", "Ağdam", "中文"])
def test_letters_of_any_script_stay(title):
    assert slug(title).casefold() == slug(title) != ""


@pytest.mark.parametrize("title", ["CON", "nul", "Lpt1"])
def test_names_that_windows_keeps_are_not_given(title):
    assert slug(title).endswith("-layer")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_file_keeps_the_rights_that_it_had(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"1")
    path.chmod(0o640)
    write_bytes(path, b"2")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"2", 0o640)


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(NotSaved, match="Is the folder there"):
        write_bytes(tmp_path / "nowhere" / "a.txt", b"1")
