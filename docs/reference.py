"""Write the pages of the documentation that say what the code says: fields, problems, commands and settings.

`make docs` writes them and builds the site. A test holds that the pages that are kept are those that this would write,
so none of them can say what is no longer so.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pydantic import BaseModel

from geo import cli
from geo.cli.wording import in_shell
from geo.findings import Code, codes
from geo.findings.options import in_python, with_options
from geo.findings.speaking import LANGUAGES, title_of
from geo.records import KINDS, Field, Kind
from geo.store.settings import Settings

PAGES = Path(__file__).parent / "pages"
MADE = "<!-- Written by docs/reference.py from the code; `make docs` writes it again. -->\n\n"


def fields() -> str:
    """The page of kinds, fields and values."""
    text = "# Fields and values\n\n"
    text += (
        "Every field but `id` may be missing, and a missing value is never zero, “none” or today. Columns that are\n"
        "not fields are kept under their own names. A value that only one programme needs goes into `[values]` of its\n"
        "`zonemark.toml`.\n\n"
        "Type, status and product are three different things: type says how sure one is that there is a hazard,\n"
        "status what is being done about it, and a release is a polygon of its own that takes land from a hazard.\n"
    )
    return text + "".join(map(_kind, KINDS.values()))


def _kind(kind: Kind) -> str:
    geometries = ", ".join(kind.geometries) or "none"
    minimum = "; ".join(" or ".join(f"`{name}`" for name in one) for one in kind.minimum) or "none"
    rows = [(f"`{one.name}`", _type(one), one.means) for one in kind.fields]
    return (
        f"\n## {kind.name.capitalize()}\n\nGeometry: {geometries}. Minimum data: {minimum}. "
        f"A column that is just called date holds `{kind.date}`.\n\n{table(('field', 'holds', 'meaning'), rows)}"
    )


def _type(field: Field) -> str:
    values = " · ".join(f"`{value}`" for value in field.values)
    if field.type == "value":
        return f"one of {values}"
    if field.type == "values":
        return f"any of {values}, separated by `; `"
    if field.type == "counts":
        return f"whole numbers in columns of their own: `{field.name}_` and one of {values}"
    written = {"text": "text", "date": "date: YYYY, YYYY-MM or YYYY-MM-DD", "count": "whole number"}
    return written.get(field.type, f"number in {field.unit}")


def problems() -> str:
    """The page of everything that can be found."""
    text = "# Problems\n\n"
    text += (
        "`zonemark check`, `geo.check` and the problems of a `Reading` give each fault a code, the same one\n"
        "whichever format it came in. An *error* keeps a record off the map or makes it wrong, a *warning* wants a\n"
        "person to look, a *note* is worth knowing. Nothing is ever repaired.\n\n"
        "They are said in English, Azerbaijani, Russian and Arabic: `zonemark check --language ru` (without it in the\n"
        "project's first language, or the terminal's), `problem.text(\"ru\")` in Python. The values of the English\n"
        "sentence follow that of the code; `--format csv` and `json` are in English, for programs.\n"
    )
    return text + "".join(_problem(code) for _, code in sorted(codes().items()))


def _problem(code: Code) -> str:
    severities = ", ".join(code.severities)
    remedy = with_options(code.remedy, code.option, spoken)
    titles = " · ".join(f"{language}: {title_of(language, code.name)}" for language in LANGUAGES if language != "en")
    return f"\n## {code.name}\n\n**{code.title}** ({severities}). {code.means}\n\nWhat to do: {remedy}\n\n{titles}\n"


def spoken(option: str, value: str) -> str:
    """An option as the command line and as Python write it."""
    return f"`{in_shell(option, value)}` or `{in_python(option, value)}`"


def commands() -> str:
    """The page of the command line, from the answers to `--help`."""
    text = "# Commands\n\nWhat each command answers to `--help`.\n\n"
    text += f"```text\n{_answer([])}```\n"
    for name in cli.COMMANDS:
        text += f"\n## zonemark {name}\n\n```text\n{_answer([name])}```\n"
    return text


def _answer(words: list[str]) -> str:
    said = io.StringIO()
    with redirect_stdout(said), patch.dict(os.environ, {"COLUMNS": "100", "TERMINAL_WIDTH": "100"}):
        cli.main([*words, "--help"])
    return "\n".join(line.rstrip() for line in said.getvalue().strip("\n").splitlines()) + "\n"


def settings() -> str:
    """The page of `zonemark.toml`, from the model that it is checked by."""
    text = "# zonemark.toml\n\n"
    text += "The settings of a project. A key that is not listed here is refused, naming the nearest that is.\n"
    return text + _model(Settings, "")


def _model(model: type[BaseModel], prefix: str) -> str:
    parts = [f"\n## [[{prefix}]]\n" if prefix else "", f"\n{_prose(model)}\n\n"]
    rows, below = [], []
    for name, one in model.model_fields.items():
        inner = [each for each in getattr(one.annotation, "__args__", ()) if isinstance(each, type)]
        nested = next((each for each in inner if issubclass(each, BaseModel)), None)
        if nested is not None:
            below.append(_model(nested, name))
        default = one.get_default(call_default_factory=True, validated_data={})
        rows.append((f"`{name}`", _annotation(one.annotation), "required" if one.is_required() else f"`{default!r}`"))
    return "".join([*parts, table(("key", "holds", "if it is missing"), rows), *below])


def _prose(model: type[BaseModel]) -> str:
    lines = (model.__doc__ or "").split(">>>")[0].strip().splitlines()
    return "\n".join(line.strip() for line in lines)


def _annotation(annotation: Any) -> str:
    name = (
        str(annotation) if getattr(annotation, "__args__", None) else getattr(annotation, "__name__", str(annotation))
    )
    for long in ("typing.", "geo.store.settings.", "geo.records."):
        name = name.replace(long, "")
    return f"`{name.split(', FieldInfo')[0]}`" if "Annotated" not in name else "numbers"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown; the cells' own bars are escaped."""
    lines = [list(heads), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


WRITTEN: Mapping[str, Callable[[], str]] = {
    "fields.md": fields,
    "problems.md": problems,
    "commands.md": commands,
    "settings.md": settings,
}


def pages() -> dict[str, str]:
    """Every page that is written from the code, by its file's name."""
    return {name: MADE + page() for name, page in WRITTEN.items()}


if __name__ == "__main__":
    for name, text in pages().items():
        (PAGES / name).write_text(text, encoding="utf-8")
