"""Run the long proofs, each with its control, and print a table: hours, for a night or before a release.

    python tests/proofs/prove.py [NAME…]

Without names all of proofs.toml. A proof holds if its command succeeds and its control, the same harness before a
planted fault or a peer, fails.
"""

import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
BROKE_OFF = re.compile(r"(?!AssertionError)[\w.]+(Error|Exception|Interrupt)\b")


def run(words, times=1):
    """Run a Python command from the project's folder: whether it succeeded, its last line, and its seconds.

    None for one that broke off by an error of its own: as a control it has found nothing.
    """
    environment = {**os.environ, "ZONEMARK_TIMES": str(times)}
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, *words],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = done.stdout.rstrip().splitlines()
    if done.returncode:
        print(*lines[-20:], sep="\n", flush=True)
    last = lines[-1] if lines else ""
    broke_off = done.returncode and BROKE_OFF.match(last)
    return None if broke_off else done.returncode == 0, last, time.monotonic() - start


def main(names):
    """Prove what is named, and return 1 if something does not hold."""
    proofs = tomllib.loads((HERE / "proofs.toml").read_text(encoding="utf-8"))["proofs"]
    if unknown := set(names) - {proof["name"] for proof in proofs}:
        print(f"There is no proof called {sorted(unknown)[0]!r}: {', '.join(proof['name'] for proof in proofs)}")
        return 2
    failed = 0
    for proof in proofs:
        if names and proof["name"] not in names:
            continue
        print(f"\n{proof['name']}: {proof['claim']}", flush=True)
        holds, last, seconds = run(proof["command"], proof.get("times", 1))
        print(f"  {'holds' if holds else 'DOES NOT HOLD'} · {seconds:,.0f} s · {last}", flush=True)
        if "control" in proof:
            passed, last, seconds = run(proof["control"])
            told = {None: "CONTROL BREAKS OFF", True: "CONTROL FINDS NOTHING", False: "control fails, as it must"}[
                passed
            ]
            print(f"  {told} · {seconds:,.0f} s · {last}")
            holds = holds and passed is False
        failed += not holds
    print(f"\n{failed} of what was tried did not hold" if failed else "\nAll holds")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
