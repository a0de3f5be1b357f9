"""Every command that writes, and how to see that what it wrote is whole, and that where it failed nothing was lost.

Each trial has a folder of its own, in which the command runs as a process of its own (see limited.py): under a limit on
the size of files, on a disk that is full, or without one, to see what it would have written.
"""

import shutil
from copy import copy
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from contributing import change, contribution
from limited import run_all
from shapely import Point

from geo.errors import ZonemarkError
from geo.exports import FORMATS
from geo.sources import read_table
from geo.store import Project
from geo.store.received.receiving import Sent

SURVEY = "id,name,lat,lon,status,remarks\n" + "".join(
    f"H{n},Field {n},{40 + n / 1000},{46 + n / 1000},open,{'survey ' * 20}{n}\n" for n in range(150)
)
NEXT = SURVEY.replace(",open,", ",closed,", 40).replace("H149,", "H150,")
SHEET = "area: Canal\nposition: 39.99, 46.93\nnorth: true\nA -> B 0 100\nB -> C 90 100\nC -> A 225 141.4\n"

TO_FILES = {
    **{suffix[1:]: ["export", "{all}/project", "--to", f"{{own}}/out{suffix}"] for suffix in FORMATS},
    "map": ["map", "{all}/project", "-o", "{own}/out.html"],
    "areas": ["areas", "{all}/project", "--to", "{own}/areas.xlsx"],
    "areas as csv": ["areas", "{all}/project", "--to", "{own}/areas.csv"],
    "traverse": ["traverse", "{all}/sheet.txt", "--to", "{own}/traverse.geojson"],
    "sketch": ["traverse", "{all}/sheet.txt", "--sketch", "{own}/sketch.svg"],
    "diff as json": ["diff", "{all}/survey.csv", "{all}/next.csv", "--to", "{own}/diff.json"],
    "diff as xlsx": ["diff", "{all}/survey.csv", "{all}/next.csv", "--to", "{own}/diff.xlsx"],
}
"""Commands whose last word is the file that they write."""
TO_PROJECTS = {
    "new": ["new", "{own}/new"],
    "open": ["open", "{all}/map.html", "--to", "{own}/new"],
    "add": ["add", "{own}/project", "{all}/next.csv", "--source", "survey.csv", "--kind", "hazards"],
    "undo": ["undo", "{own}/project"],
    "log": ["log", "{own}/edited", "--accept-edits"],
    "merge": ["merge", "{own}/project", "{all}/enlarging.json"],
    "review": ["review", "{own}/received", "--accept", "all"],
}
"""Commands that write into a project: one of their own, as it stands in the folder of all."""
WRITERS = {**TO_FILES, **TO_PROJECTS}
TO_FILES_TOO = {
    "share": ["share", "{all}/project", "--profile", "public", "-o", "{own}/out.html"],
    "package": ["share", "{all}/project", "--profile", "public", "--package", "-o", "{own}/out.zip"],
    "seal": ["seal", "{all}/map.html", "--passphrase-file", "{all}/words", "-o", "{own}/out.html"],
    "template": ["template", "--yes", "{own}/template.xlsx"],
}
TO_PROJECTS_TOO = {
    "layer rename": ["layer", "rename", "{own}/project", "survey", "Of June"],
    "layer kind": ["layer", "kind", "{own}/project", "survey", "places"],
    "layer remove": ["layer", "remove", "{own}/project", "survey"],
    "settings": ["settings", "{own}/project", "--hotline", "102"],
}
EVERY = {**WRITERS, **TO_FILES_TOO, **TO_PROJECTS_TOO}
"""With those that write by the same functions as others, and are tried by the long proofs alone."""


def prepare(folder):
    """Make what the commands work on: field files, a project, one that was edited outside, a map."""
    words = "six words nobody else would think of\n"
    for name, text in {"survey.csv": SURVEY, "next.csv": NEXT, "sheet.txt": SHEET, "words": words}.items():
        (folder / name).write_text(text, encoding="utf-8")
    project = str(folder / "project")
    steps = [["new", project], ["add", project, str(folder / "survey.csv"), "--kind", "hazards"],
             ["map", project, "-o", str(folder / "map.html")]]  # fmt: skip
    for code, said in run_all([(step, None) for step in steps]):
        assert code == 0, said
    shutil.copytree(folder / "project", folder / "edited")
    layer = folder / "edited/layers/survey.geojson"
    layer.write_text(layer.read_text(encoding="utf-8").replace('"Field 7"', '"Field seven"'), encoding="utf-8")
    own = Project(folder / "project")
    applied = [change("add", shape=Point(46.5, 40.5)), change("correct", "H1", set={"remarks": [None, "x" * 5000]})]
    waiting = [change("correct", f"H{n}", set={"status": ["open", "closed"]}) for n in range(100, 140)]
    (folder / "enlarging.json").write_bytes(contribution(own, *applied))
    (folder / "sent.json").write_bytes(contribution(own, *applied, *waiting))
    shutil.copytree(folder / "project", folder / "received")
    Project(folder / "received").contributions.merge([Sent.read(folder / "sent.json")])


class Trial:
    """One command with a folder of its own."""

    def __init__(self, writer, everything, own):
        self.writer, self.all, self.own = writer, everything, own
        own.mkdir(parents=True, exist_ok=True)
        self.words = [word.format(all=everything, own=own) for word in EVERY[writer]]
        self.is_file = writer in TO_FILES or writer in TO_FILES_TOO
        if self.is_file:
            self.target = Path(self.words[-1])
            self.target.write_bytes(b"before")
        else:
            self.target = next(Path(word) for word in self.words if word.startswith(str(own)))
            if self.target.name != "new":
                shutil.copytree(everything / self.target.name, self.target)
        self.before = self.held()

    def copied(self, own):
        """The same trial, as it stands now, in another folder."""
        other = copy(self)
        shutil.copytree(self.own, own)
        other.own, other.target = own, own / self.target.relative_to(self.own)
        return other

    def held(self):
        """What stands under the target's name: a file's bytes, or the settings and layers of a project by name."""
        if self.target.is_file():
            return self.target.read_bytes()
        held = [self.target / "zonemark.toml", *sorted((self.target / "layers").glob("*"))]
        # What a killed writer had not finished is no layer, and is removed by the next one.
        return {path.name: path.read_bytes() for path in held if path.is_file() and not path.name.startswith(".")}

    def faults(self, code, said, wanted):
        """What is not as it must be after the command; `wanted` is what the same command leaves without a limit."""
        if "Traceback" in said or "Exception ignored" in said:
            yield said
        if code and not (code == 3 and "ot saved" in said):
            yield f"ended with {code}: {said}"
        if code and self.held() != self.before:
            yield "failed, and what was there before is not there"
        if not code:
            yield from (f"called written: {fault}" for fault in self.not_whole(wanted))

    def not_whole(self, wanted):
        """What is missing of what stands under the target's name, or why it cannot be read."""
        try:
            yield from self._missing(wanted)
        except (ZonemarkError, BadZipFile) as error:
            yield f"it cannot be read: {error}"

    def _missing(self, wanted):
        if not self.is_file:
            project = Project(self.target)
            project.layers()
            if self.held() != wanted or project.problems:
                yield f"the project is not what it is without a limit {project.problems}"
        elif self.target.suffix in (".html", ".svg", ".json"):
            ending = {".html": b"</html>", ".svg": b"</svg>", ".json": b"}"}[self.target.suffix]
            if not self.target.read_bytes().rstrip().endswith(ending):
                yield "it ends before its end"
        elif self.writer in ("package", "template"):
            if damaged := ZipFile(self.target).testzip():
                yield f"{damaged} in it is damaged"
        elif (found := len(read_table(self.target).frame)) != (records := self._records()):
            yield f"it holds {found} of {records} records"

    def _records(self):
        return {"areas": 1, "areas as csv": 1, "traverse": 1, "diff as xlsx": 191}.get(self.writer, 150)


def written(writers, everything, folder):
    """Run commands without a limit: by writer, what each leaves, and the bytes of the largest file of it."""
    trials = [Trial(writer, everything, folder / writer) for writer in writers]
    left = {}
    for trial, (code, said) in zip(trials, run_all([(trial.words, None) for trial in trials]), strict=True):
        assert [code, *trial.faults(code, said, trial.held())] == [0], (trial.writer, code, said)
        sizes = [path.stat().st_size for path in trial.own.rglob("*") if path.is_file()]
        left[trial.writer] = trial.held(), max(sizes)
    return left
