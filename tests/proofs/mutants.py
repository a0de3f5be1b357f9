"""Take each rule of the merge away, one at a time: the tests must notice every one.

    python tests/proofs/mutants.py [--planted] [NAME…]

A mutant is a copy of the package in which one text stands in place of another. With `--planted` one is tried that
changes nothing, which no test can notice: then the answer must be that one lives.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[2]
TESTS = tuple(f"tests/test_contributions_{name}.py" for name in ("rules", "store", "merging"))
"""The quickest first: the first that fails ends it."""
EXAMPLES = "3"
"""Times the examples of `make test`: a mutant has to be found by what is run every day, or nearly."""
MERGING, OUTLINES, CAUTION, LAYING, SEEING = (
    f"geo/contributions/{name}.py" for name in ("merging", "outlines", "caution", "laying", "seeing")
)
MUTANTS = {
    "a smaller shape does not wait": (
        MERGING,
        "return self._is_accepted(key) or not any(self._reduces(other, offers[key]) for other in before)",
        "return True",
    ),
    "a value that says less does not wait": (
        MERGING,
        "return self._is_accepted(key) or not any(reduces(field, one, new) for one in before)",
        "return True",
    ),
    "who claims to have known more may shrink it": (
        MERGING,
        "before = [now, *(offers[known] for known in self.knew[key] if known in offers)]",
        "before = [now]",
    ),
    "the same for a value": (
        MERGING,
        "before = [now, old, *(offers[known][1] for known in self.knew[key] if known in offers)]",
        "before = [now, old]",
    ),
    "the last shape wins": (MERGING, "else outlines.together(held)", "else held[-1]"),
    "the first value wins": (MERGING, "self._set(name, most_cautious(field, held))", "self._set(name, held[0])"),
    "the least cautious value holds": (
        CAUTION,
        "return min(values, key=lambda value: (rank(field, value), text(value)))",
        "return max(values, key=lambda value: (rank(field, value), text(value)))",
    ),
    "unknown counts as closed": (
        CAUTION,
        "return order.index(UNKNOWN) if UNKNOWN in order else 0",
        "return len(order)",
    ),
    "a value of somebody's own does not wait": (
        CAUTION,
        "return not (_is_listed(field, new) and rank(field, new) <= rank(field, old))",
        "return rank(field, new) > rank(field, old)",
    ),
    "a kind of ordnance may be left out": (
        CAUTION,
        "return bool(_parts(old) - {UNKNOWN} - _parts(new))",
        "return False",
    ),
    "withdrawing needs no decision": (
        MERGING,
        'if not self._is_accepted(key):\n                self._fate(key, "pending")\n            elif others:',
        "if others:",
    ),  # fmt: skip
    "a correction does not stop a withdrawal": (MERGING, "elif others:", "elif False:"),
    "cutting needs no decision": (
        MERGING,
        "done = {key for key in cuts if self._is_accepted(key)}",
        "done = set(cuts)",
    ),
    "splitting needs no decision": (
        MERGING,
        "done = [one for one in asked if self._is_accepted(one.key)]",
        "done = list(asked)",
    ),
    "parts are forgotten": (MERGING, "for piece in pieces[1:]:", "for piece in pieces[2:]:"),
    "a change of what is not there is dropped": (
        MERGING,
        'out.fates[key] = "rejected" if verdicts.get(key, UNDECIDED).verdict == "reject" else "orphan"',
        "pass",
    ),
    "a rejection counts for nothing": (MERGING, 'if self.decided[key].verdict == "reject":', "if False:"),
    "a redacted edition corrects": (
        MERGING,
        'elif own[key].is_redacted and own[key].op in ("correct", "cut", "split"):',
        "elif False:",
    ),  # fmt: skip
    "disagreeing decisions count": (
        LAYING,
        'if len(verdicts) == 1 and (verdict := verdicts.pop()) != "undecided":',
        'if (verdict := sorted(verdicts)[0]) != "undecided":',
    ),  # fmt: skip
    "a later decision does not replace": (LAYING, "if id_ not in replaced]", "]"),
    "what was accepted holds whatever the source says": (
        MERGING,
        "return self._is_accepted(key) and self.decided[key].marks == {self.mark}",
        "return self._is_accepted(key)",
    ),
    "what is not the source's value is not listed": (MERGING, "if len(told) > 1:", "if False:"),
    "shapes that disagree are not listed": (
        MERGING,
        "if len(set(shapes.values())) > 1 or (stale and against):",
        "if False:",
    ),
    "a ring takes itself out": (SEEING, "others - ring if key in ring else others", "others"),
    "a release is shown before it is accepted": (
        MERGING,
        "return bool(adds) and (not self.kind.frees or any(self._is_accepted(one.key) for one in adds))",
        "return bool(adds)",
    ),
    "a larger release does not wait": (
        MERGING,
        "return beyond(new, old) if self.kind.frees else beyond(old, new)",
        "return beyond(old, new)",
    ),
    "what cannot be compared is taken for the same": (
        OUTLINES,
        "    except _ODD:\n        return True",
        "    except _ODD:\n        return False",
    ),  # fmt: skip
    "a square metre is nothing": (OUTLINES, "TOLERANCE_M2 = 1e-4", "TOLERANCE_M2 = 2.0"),
    "the land that a waiting change adds is hidden": (MERGING, "            held += waiting\n", "            pass\n"),
    "what waits is heard whatever it says": (MERGING, "if gathers(field) or not reduces(field, now, value)]", "]"),
    "who leaves a field of a new record open is not heard": (
        MERGING,
        "before.append(_FIRST_SHOWN.get(name))",
        "pass",
    ),
    "new zones are reviewed by themselves": (
        MERGING,
        "is_reviewed=self.base is not None or any(self._is_accepted(one.key) for one in adds),",
        "is_reviewed=True,",
    ),
}
OTHERS = {
    "files of one change take their places unannounced": (
        "geo/disk.py",
        "        announce()\n",
        "        pass\n",
        "tests/test_store_cut_off.py",
    ),
    "a part of a list with a semicolon is two": (
        "geo/records/flat.py",
        "return text if comes_back else _json(list(parts))",
        "return text",
        "tests/test_records_properties.py",
    ),
    "a map is not compared with its sum": (
        "geo/mapfile/manifest.py",
        "if sha256(content[:start]).hexdigest() != sums[0]:",
        "if False:",
        "tests/test_verify.py",
    ),
    "a count of four is published": (
        "geo/share/small_counts.py",
        "return 0 < abs(count) < self.fewest",
        "return 0 < abs(count) < self.fewest - 1",
        "tests/test_small_counts.py",
    ),
}
"""Rules of elsewhere, each with the tests that hold it: the controls of other proofs."""
PLANTED = {"nothing": (MERGING, "out.conflicts.sort()", "out.conflicts.sort(reverse=False)")}


def lives(mutant, folder):
    """Whether the tests pass on a copy of the package with one rule changed."""
    path, before, after, *tests = mutant
    copy = Path(folder, "geo")
    shutil.copytree(PROJECT / "geo", copy, ignore=shutil.ignore_patterns("node_modules", "*.pyc"))
    changed = Path(folder, path)
    text = changed.read_text(encoding="utf-8")
    if before not in text:
        raise SystemExit(f"{path} does not hold {before!r} any more: correct the list of mutants.")
    changed.write_text(text.replace(before, after, 1), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(folder), "ZONEMARK_TIMES": EXAMPLES}
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        *(str(PROJECT / one) for one in tests or TESTS),
    ]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    return done.returncode == 0


def main(words):
    """Say of each mutant whether it was noticed, and fail if one was not."""
    chosen = PLANTED if "--planted" in words else MUTANTS
    names = [word for word in words if not word.startswith("--")] or list(chosen)
    alive = []
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            if lives((MUTANTS | OTHERS | PLANTED)[name], folder):
                alive.append(name)
        print(f"{'LIVES' if name in alive else 'killed'}: {name}", flush=True)
    print(f"{len(names) - len(alive)} of {len(names)} mutants were killed")
    return int(bool(alive))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
