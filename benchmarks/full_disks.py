"""Whether any writing command calls a file written that does not read back whole, at 50 limits on the size of files.

    python benchmarks/full_disks.py [SIZES]

What tests/test_full_disks.py does at a few sizes, from nothing to more than the command needs.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from limited import run_all
from test_full_disks import SURVEY, WRITERS, is_whole, tried


def main() -> int:
    """Try every writer at every size, and count what was refused, written and lost."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    lost = 0
    for writer in WRITERS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "survey.csv").write_text(SURVEY, encoding="utf-8")
            project = folder / "project"
            run_all([(["new", str(project)], None)])
            run_all([(["add", str(project), str(folder / "survey.csv"), "--kind", "hazards"], None)])
            most = tried(writer, project, folder, [None])[0][0].stat().st_size
            sizes = np.unique(np.linspace(0, most * 1.3, count).astype(int)).tolist()
            done = tried(writer, project, folder, sizes)
            refused = sum(code == 3 for _, code, _ in done)
            bad = [
                said
                for target, code, said in done
                if "Traceback" in said or (not is_whole(target) if code == 0 else target.read_bytes() != b"before")
            ]
        lost += len(bad)
        print(f"{writer:14} {most:9,} bytes: {len(done)} sizes, {refused} refused, {len(bad)} lost")
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
