"""Run the long proofs, each with its control, and print a table of figures: hours, for a night or before a release.

    python tests/proofs/prove.py [--only NAME …] [--short] [--list]

All of proofs.toml, or those named; `--short` takes each at a small size, minutes in all. A proof holds if its command
succeeds and its control, the same harness before a planted fault or a peer, finds the fault.
"""

import argparse
import os
import re
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
PROOFS = tomllib.loads((HERE / "proofs.toml").read_text(encoding="utf-8"))["proofs"]
BROKE_OFF = re.compile(r"(?!AssertionError)[\w.]+(Error|Exception|Interrupt)\b")
"""The last line of a command that broke off by an error of its own: as a control it has found nothing."""
LAST_LINES = 20
"""Lines that are printed of what did not hold."""


@dataclass(frozen=True)
class Run:
    """How a command ended: whether it succeeded, the last line it printed, which is its figure, and its seconds."""

    succeeded: bool
    figure: str
    seconds: float


def run(words, size, *, is_control=False):
    """Run a Python command from the project's folder; `{n}` in its words is the size, for tests the times as long."""
    environment = {**os.environ, "ZONEMARK_TIMES": "1" if is_control else str(size), "PYTHONPATH": str(PROJECT)}
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, *(word.format(n=size) for word in words)],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = done.stdout.rstrip().splitlines()
    if done.returncode and not is_control:
        print(*lines[-LAST_LINES:], sep="\n", flush=True)
    return Run(done.returncode == 0, lines[-1].strip("= ") if lines else "", time.monotonic() - start)


def control_of(proof, size):
    """Run the control of a proof; none if it has none."""
    words = proof.get("control") or proof.get("held_against")
    return run(words, proof.get("control_n", size), is_control=True) if words else None


def control_holds(proof, control):
    """Whether the control found what was planted: by failing, or for tests by succeeding with their failures."""
    if "held_against" in proof:
        return control.succeeded
    return not control.succeeded and not BROKE_OFF.match(control.figure)


def told(proof, main, control):
    """The lines of a proof in the table."""
    yield f"{proof['name']}: {proof['claim']}"
    yield f"  {'holds' if main.succeeded else 'DOES NOT HOLD'} · {main.figure} · {main.seconds:,.0f} s"
    if control:
        finds = "control finds it" if control_holds(proof, control) else "CONTROL FINDS NOTHING"
        yield f"  {finds} · {control.figure} · {control.seconds:,.0f} s"


def lasting(proof):
    """How long a proof and its control take, as far as it was measured; what has no size has one form."""
    short = proof.get("takes_short")
    if "n" not in proof:
        return format_minutes(proof.get("takes", short))
    return f"short {format_minutes(short)}, long {format_minutes(proof.get('takes'))}"


def format_minutes(seconds):
    """Seconds, or minutes from 100 seconds on."""
    if seconds is None:
        return "not measured"
    return f"{seconds} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def main():
    """Prove, print the table, and return 1 if something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", choices=[one["name"] for one in PROOFS])
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--list", action="store_true", help="say what there is and how long it takes, and run nothing")
    given = parser.parse_args()
    proofs = [one for one in PROOFS if not given.only or one["name"] in given.only]
    if given.list:
        print(*(f"{one['name']}: {one['claim']} ({lasting(one)})" for one in proofs), sep="\n")
        return 0
    table, failed = [], 0
    for proof in proofs:
        print(f"{proof['name']} …", flush=True)
        size = proof.get("short", 1) if given.short else proof.get("n", 1)
        proved = run(proof["command"], size)
        control = control_of(proof, size)
        failed += not proved.succeeded or not (control is None or control_holds(proof, control))
        table += told(proof, proved, control)
        print(*list(told(proof, proved, control))[1:], sep="\n", flush=True)
    print("", *table, "", f"{failed} of {len(proofs)} did not hold" if failed else "All holds", sep="\n")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
