"""Make every state in which a power cut can leave a disk during a change, and look what a project then holds.

    python tests/proofs/crashes.py [--most 400] [--planted]

What a change does to names and contents is recorded. After each step of it the disk may hold, of what was not flushed,
each beginning of the changes to a folder's names, and of a file all, the first half or nothing (Pillai et al., "All
File Systems Are Not Created Equal", OSDI 2014). Each such state is laid out and read: it must be what was before the
change, or all of it; and all of it once the change was acknowledged. With `--planted` nothing is flushed, which must be
seen. `--most` states of each change are drawn where there are more.
"""

import argparse
import itertools
import math
import os
import pickle
import random
import shutil
import stat
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from test_store_cut_off import CHANGES, TABLE, held

import geo
from geo import disk
from geo.errors import ZonemarkError
from geo.store import Project

MOST_AT_ONCE = 60
FEW_AT_ONCE = 4
"""States of names after one step that are laid out; few where nothing was flushed, and many differ."""
CONTENTS = ("nothing", "half", "all")
"""What may be there of a file that was not flushed since it was written."""


class Recorder:
    """What happens below a folder, in order: names made and taken away, contents written, files and folders flushed.

    Files are known by their inode. What was written is noticed when the next name changes or something is flushed.
    """

    def __init__(self, root):
        self.root, self.steps, self.contents, self.names = root, [], {}, {}
        self._look()
        self.steps.clear()

    def _look(self):
        for path in sorted(self.root.rglob("*")):
            found = path.stat()
            if path.is_file() and (content := path.read_bytes()) != self.contents.get(found.st_ino):
                self.steps.append(("content", found.st_ino, content))
                self.contents[found.st_ino] = content
            self._named(path, None if path.is_dir() else found.st_ino)

    def _named(self, path, inode):
        if self.names.get(path, "") != inode:
            self.names[path] = inode
            self.steps.append(("name", path.parent, ((path.name, inode),)))

    def _moved(self, path, target=None):
        """Tell of a name that went, with all below it, and of the one that it became, as one change of the folder."""
        below = {one: inode for one, inode in self.names.items() if one == path or path in one.parents}
        for one in below:
            del self.names[one]
        changed = [(path.name, "gone")]
        if target is not None:
            self.names |= {target / one.relative_to(path): inode for one, inode in below.items()}
            changed.append((target.name, below[path]))
            if below[path] is None:
                self.steps += [("moved", path, target)]
        self.steps.append(("name", path.parent, tuple(changed)))

    def hook(self):
        """Record the calls by which names change and things are flushed, as Python makes them."""
        replace, unlink, rmdir, fsync = os.replace, os.unlink, os.rmdir, os.fsync

        def replaced(source, target, **more):
            self._look()
            replace(source, target, **more)
            self._moved(Path(source), Path(target))

        def removed(call):
            def remove(path, *more, **options):
                full = Path(path) if "dir_fd" not in options or options["dir_fd"] is None else None
                self._look()
                call(path, *more, **options)
                if full is not None and self.root in full.parents and full in self.names:
                    self._moved(full)

            return remove

        def flushed(descriptor):
            self._look()
            fsync(descriptor)
            found = os.fstat(descriptor)
            is_folder = stat.S_ISDIR(found.st_mode)
            what = Path(os.readlink(f"/proc/self/fd/{descriptor}")) if is_folder else found.st_ino
            self.steps.append(("flushed", what, None))

        os.replace, os.unlink, os.rmdir, os.fsync = replaced, removed(unlink), removed(rmdir), flushed
        os.rename, os.remove = os.replace, os.unlink


def recorded(change, root):
    """Carry out a change in a process of its own, and give its steps."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            recorder = Recorder(root)
            recorder.hook()
            change()
            recorder._look()
            with os.fdopen(theirs, "wb") as file:
                pickle.dump(recorder.steps, file)
            code = 0
        finally:
            os._exit(code)
    os.close(theirs)
    with os.fdopen(ours, "rb") as file:
        steps = pickle.loads(file.read())
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return steps


def states(steps, start, at_once):
    """Every state after every step, as files by their path, and whether the change had been acknowledged by then."""
    for count in range(1, len(steps) + 1):
        done = steps[:count]
        loose_names, loose_contents, names, contents = {}, {}, [], {}
        for number, (what, where, told) in enumerate(done):
            if what == "content":
                loose_contents[where] = told
            elif what == "flushed" and isinstance(where, Path):
                loose_names.pop(where, None)
            elif what == "flushed":
                contents[where] = loose_contents.pop(where, contents.get(where))
            else:
                names.append(number)
                if what == "name":
                    loose_names.setdefault(where, []).append(number)
        for missing in _some_of(
            [[set(own[at:]) for at in range(len(own) + 1)] for own in loose_names.values()], at_once
        ):
            lost = set().union(*missing)
            for kept in CONTENTS if loose_contents else ("all",):
                known = contents | {inode: _part(own, kept) for inode, own in loose_contents.items()}
                kept_steps = [done[number] for number in names if number not in lost]
                yield _laid(start, kept_steps, known), count == len(steps)


def _some_of(choices, most):
    """All ways to take one of each, or some that are drawn, where nothing was flushed and there are too many."""
    if math.prod(map(len, choices)) <= most:
        return itertools.product(*choices)
    chance = random.Random(len(choices))
    return [[chance.choice(each) for each in choices] for _ in range(most)]


def _part(content, kept):
    return content if kept == "all" else content[: len(content) // 2] if kept == "half" else b""


def _laid(start, steps, contents):
    """The files that there are after these changes of names: content by path; None for a folder."""
    tree = dict(start)
    for what, where, told in steps:
        if what == "moved":
            for path in [one for one in tree if where in one.parents]:
                tree[told / path.relative_to(where)] = tree.pop(path)
            continue
        for name, inode in told:
            path = where / name
            if inode == "gone":
                for one in [one for one in tree if one == path or path in one.parents]:
                    del tree[one]
            else:
                tree[path] = inode if inode is None else ("inode", inode)
    found = {}
    for path, inode in tree.items():
        if isinstance(inode, tuple):
            found[path] = contents.get(inode[1], b"")
        else:
            found[path] = inode
    return found


def seen(tree, root, folder):
    """What a reader of a project finds in such a state."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path, content in sorted(tree.items()):
        own = folder / path.relative_to(root)
        if content is None:
            own.mkdir(parents=True, exist_ok=True)
        elif own.parent.is_dir():  # what lies in a folder whose name was lost is lost
            own.write_bytes(content)
    try:
        return held(folder)
    except ZonemarkError as error:
        return [str(error)]


def tell(name, start, folder, most, at_once=MOST_AT_ONCE):
    """Print what became of one change in all states, and count those that are neither before nor after it."""
    root = folder / "own"
    shutil.copytree(start / "project", root)
    tree = {path: path.read_bytes() if path.is_file() else None for path in root.rglob("*")}
    before = held(root)
    steps = recorded(lambda: CHANGES[name](Project(root), start / "table.csv"), root)
    [_, *after] = held(root)
    distinct = {}
    for laid, is_acknowledged in states(steps, tree, at_once):
        key = tuple(sorted((str(path), content) for path, content in laid.items() if content is not None))
        distinct[key] = (laid, is_acknowledged and distinct.get(key, (None, True))[1])
    chosen = list(distinct.values())
    if len(chosen) > most:
        chosen = random.Random(name).sample(chosen, most)
    found, lost = Counter(), []
    for laid, is_acknowledged in chosen:
        now = seen(laid, root, folder / "state")
        verdict = "after" if now[1:] == after else "before" if now == before else "neither"
        found[verdict] += 1
        if verdict == "neither" or (is_acknowledged and verdict != "after"):
            lost.append(f"{verdict}: {now}"[:200])
    print(f"{name:20} {len(steps)} steps, {len(distinct)} states, {len(chosen)} looked at: {dict(found)}, "
          f"{len(lost)} lost or half", *lost[:2], sep="\n  ", flush=True)  # fmt: skip
    return len(chosen), len(lost)


def main() -> int:
    """Record, lay out, look, and return 1 if a state lost anything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=400)
    parser.add_argument("--planted", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        start = Path(name).resolve()
        (start / "table.csv").write_text(TABLE, encoding="utf-8")
        project = geo.Project.create(start / "project")
        for layer in ("one", "two"):
            (start / f"{layer}.csv").write_text(TABLE.replace("1,", f"{layer}1,"), encoding="utf-8")
            project.add(start / f"{layer}.csv", layer=layer, yes=True)
        if given.planted:
            disk.flush_file = disk.flush_folder = lambda path: None
        told = []
        for number, change in enumerate(CHANGES):
            folder = start / f"{number}"
            folder.mkdir()
            told.append(tell(change, start, folder, given.most, FEW_AT_ONCE if given.planted else MOST_AT_ONCE))
    looked, lost = map(sum, zip(*told, strict=True))
    print(f"{len(CHANGES)} changes, {looked:,} states after a power cut: {lost} lost or half")
    return min(lost, 1)


if __name__ == "__main__":
    sys.exit(main())
