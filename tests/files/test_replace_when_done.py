"""A file is whole or not there."""

from __future__ import annotations

import os
import stat

import pytest

from stance.errors import InputError
from stance.files import replace_when_done


def test_a_block_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), replace_when_done(path) as temporary:
        temporary.write_text("half")
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_block_that_ends_well_replaces_the_file_with_the_usual_rights(tmp_path):
    path = tmp_path / "new" / "out.jsonl"
    mask = os.umask(0o027)
    try:
        with replace_when_done(path) as temporary:
            temporary.write_text("whole")
            assert not path.exists()
    finally:
        os.umask(mask)
    assert path.read_text() == "whole"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_in_its_place_is_named(tmp_path):
    with pytest.raises(InputError, match="cannot be written: is a directory"), replace_when_done(tmp_path):
        pass
