"""The long proofs of tests/proofs/ in short: each is listed with its control, and what is cheap of them runs here."""

import sys
from pathlib import Path

import pytest

PROOFS = Path(__file__).parent / "proofs"
sys.path.insert(0, str(PROOFS))

import crashes  # noqa: E402
import flips  # noqa: E402
import kills  # noqa: E402
import prove  # noqa: E402
from writing import EVERY, TO_FILES, WRITERS, Trial  # noqa: E402

from geo.cli import COMMANDS  # noqa: E402

WRITE_NOTHING = {"desk", "demo", "check", "layers", "unseal", "sign", "verify", "info", "fields", "formats", "where"}
IN_PARTS = {"partition"}
"""Commands that write nothing, or by the same function as another in the list; and what writes folders of Parquet."""
WITHOUT_CONTROL = {
    "100,000 contributed changes",
    "the oldest libraries that are allowed",
    "the newest libraries there are",
}
"""Proofs of a figure, or of what somebody else wrote."""


@pytest.mark.parametrize("proof", prove.PROOFS, ids=lambda proof: proof["name"])
def test_a_proof_names_what_is_there_and_its_control(proof):
    words = [proof["command"], proof.get("control") or proof.get("held_against") or ["-m"]]
    files = [Path(word) for own in words for word in own if word.startswith(("tests/", "benchmarks/"))]
    assert [file for file in files if not (prove.PROJECT / file).is_file()] == []
    assert (words[1] == ["-m"]) == (proof["name"] in WITHOUT_CONTROL)
    assert "n" in proof or not any("{n}" in word for own in words for word in own)


def test_it_is_said_of_both_forms_of_a_proof_how_long_they_take_or_that_nobody_measured_it():
    told = {"n": 9, "takes_short": 40}
    assert prove.lasting(told | {"takes": 600}) == "short 40 s, long 10 min"
    assert prove.lasting(told) == "short 40 s, long not measured"
    assert prove.lasting({"takes_short": 69}) == "69 s" and prove.lasting({}) == "not measured"


def test_every_command_that_writes_is_killed_and_given_a_full_disk():
    tried = {words[0] for words in EVERY.values()}
    assert tried | WRITE_NOTHING | IN_PARTS >= COMMANDS.keys() and WRITERS.keys() < EVERY.keys()


@pytest.mark.parametrize("writer", [*TO_FILES, "package"])
def test_a_file_that_was_left_half_written_is_a_fault_and_ends_no_proof(writer, tmp_path):
    trial = Trial(writer, tmp_path, tmp_path / "own")
    assert list(kills.faults(trial, kills.KILLED, "", b"")) == []
    trial.target.write_bytes(b"")
    assert len(list(kills.faults(trial, kills.KILLED, "", b""))) == 1


@pytest.mark.parametrize("said", ["{target} is written.\n", "One line.\nThe last.\n"])
def test_what_a_killed_command_printed_as_done_and_is_not_there_is_a_fault(said, tmp_path):
    trial = Trial("geojson", tmp_path, tmp_path / "own")
    said = said.format(target=trial.target)
    assert len(list(kills.faults(trial, kills.KILLED, said, b"", "One line.\nThe last.\n"))) == 1
    assert list(kills.faults(trial, kills.KILLED, "One line.\n", b"", "One line.\nThe last.\n")) == []


def test_a_run_that_is_stopped_shows_what_a_kill_would_leave_and_goes_on_to_its_end(tmp_path):
    trial = Trial("new", tmp_path, tmp_path / "own")
    (early, killed, _), (late, code, said) = kills.stopped(trial, [60, 0], tmp_path / "copies")
    assert (killed, early.held()) == (kills.KILLED, trial.before)
    assert code == 0 and late.held() == trial.held() != trial.before and "is a new project" in said


@pytest.mark.parametrize(("planted", "lost"), [([], 0), (["--planted"], 1)])
def test_no_state_after_a_power_cut_holds_half_a_change(planted, lost, monkeypatch, capsys):
    monkeypatch.setattr(
        crashes, "CHANGES", {name: crashes.CHANGES[name] for name in ("merged layers", "another title")}
    )
    for name in ("flush_file", "flush_folder"):
        monkeypatch.setattr(crashes.disk, name, getattr(crashes.disk, name))
    monkeypatch.setattr(sys, "argv", ["crashes.py", "--most", "8", *planted])
    assert crashes.main() == lost, capsys.readouterr().out


@pytest.mark.parametrize(("of", "flips_each", "silent"), [("zonemark", 2, 0), ("geopandas", 6, 1)])
def test_no_flipped_bit_in_a_project_changes_in_silence_what_is_read(of, flips_each, silent, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["flips.py", "--flips", str(flips_each), "--of", of])
    assert min(flips.main(), 1) == silent, capsys.readouterr().out
