"""Take a picture of what each notebook shows, for where notebooks are only read. Run by `make screenshots`.

A notebook is kept without outputs; a cell of text names its picture, `notebooks/pictures/NOTEBOOK.png`. That is of the
last map that the notebook draws, or of its first chart where it draws none.
"""

from __future__ import annotations

import ast
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
from screenshots import take

from geo.maps import HazardMap

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def last_map(notebook: Path) -> HazardMap | None:
    """Run the cells of code, and give the last map that one of them ends with."""
    scope: dict[str, Any] = {}
    found = None
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, notebook.name, "exec"), scope)  # noqa: S102 - our own notebooks
        if last is not None:
            code = compile(ast.Expression(last.value), notebook.name, "eval")
            shown = eval(code, scope)  # noqa: S307 - our own notebooks
            found = shown if isinstance(shown, HazardMap) else found
    return found


def main() -> None:
    """Write all pictures anew."""
    pictures = NOTEBOOKS / "pictures"
    pictures.mkdir(exist_ok=True)
    os.chdir(NOTEBOOKS)
    for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
        plt.close("all")
        picture = pictures / f"{notebook.stem}.png"
        if (drawn := last_map(notebook)) is None:
            plt.figure(plt.get_fignums()[0]).savefig(picture, dpi=80, bbox_inches="tight")
        else:
            with tempfile.TemporaryDirectory() as folder:
                take(drawn.save(Path(folder) / "map.html"), picture)


if __name__ == "__main__":
    main()
