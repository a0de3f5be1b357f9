"""Nothing but Zonemark's own errors leaves the readers, whatever is in the file: the short form of `tests/fuzz.py`."""

import fuzz
import pytest


@pytest.mark.slow
def test_damaged_files_let_nothing_else_escape():
    found = fuzz.run(2_000, seed=1, jobs=2, records=False)
    assert set(found) == {"read", "refused"}
    assert min(found.values()) > 400


@pytest.mark.slow
def test_damaged_files_become_records_or_are_refused():
    found = fuzz.run(500, seed=2, jobs=2, records=True)
    assert set(found) == {"read", "refused"}


def test_an_input_is_the_same_every_time():
    assert fuzz.damaged(1, 7) == fuzz.damaged(1, 7)
    assert fuzz.damaged(1, 7) != fuzz.damaged(1, 8)


def test_the_fuzzer_sees_an_error_that_is_not_ours(monkeypatch, tmp_path):
    def stumble(_):
        raise KeyError("x")

    monkeypatch.setattr(fuzz, "read_table", stumble)
    assert "KeyError" in fuzz.attempt(1, 1, tmp_path, records=False)
