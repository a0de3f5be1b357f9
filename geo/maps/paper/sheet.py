"""The map on one sheet of A4 as PDF: ground, symbols, legend, counts and warnings, made without a browser.

matplotlib draws it (the extra `pdf`): it is well kept, brings a font for most scripts along and embeds what it uses.
Text is never taken for mathematics, which matplotlib would otherwise do between two signs of dollar.
"""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from geo.errors import UsageError
from geo.maps import catalogue
from geo.maps.ground.terms import NO_GROUND, Under
from geo.maps.page.dates import dates
from geo.maps.page.fallback import Shown, totals
from geo.records.imprint import Imprint

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from geo.maps.paper.drawing import Drawn
    from geo.maps.paper.pictures import Pictured
    from geo.records.symbols import Look

WIDTH_MM, HEIGHT_MM = 297.0, 210.0
_MARGIN = 10.0
_MAP = (10.0, 30.0, 202.0, 148.0)
"""Where the map stands on the sheet: left, bottom, width and height in mm."""
_LEGEND_LEFT, _LEGEND_TOP, _LEGEND_BOTTOM = 217.0, 176.0, 34.0
_INK, _RED = "#1b1b1b", "#a30000"
_FONTS = ("DejaVu Sans", "Noto Sans", "Noto Sans Khmer", "Khmer OS", "Noto Sans Arabic", "Noto Sans CJK SC")


def pdf(
    margin: Imprint, layers: Sequence[Shown], under: Under = NO_GROUND, *, credits: Sequence[str] = (),
    edition: str = "",
) -> bytes:  # fmt: skip
    """Give the sheet as PDF, in the language of `margin`; the same records give the same bytes.

    `under`: the ground of the map. `credits`: whom to name for what is seen. `edition`: the number of the map file that
    the sheet belongs to. Raises UsageError where matplotlib is not installed.
    """
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_pdf import FigureCanvasPdf
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError("A sheet needs the package matplotlib.", remedy="pip install 'zonemark[pdf]'") from error
    from geo.maps.paper.drawing import draw_map

    look: Any = {"font.family": _fonts(), "pdf.fonttype": 42, "hatch.linewidth": 0.7, "text.usetex": False}
    with rc_context(look), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # a box stands for a letter that no font has
        figure = Figure(figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4))
        FigureCanvasPdf(figure)
        language = margin.language if _can_write(catalogue.text(margin.language, "language.name")) else "en"
        left, bottom, width, height = _MAP
        axes = figure.add_axes((left / WIDTH_MM, bottom / HEIGHT_MM, width / WIDTH_MM, height / HEIGHT_MM))
        drawn, pictured = draw_map(axes, layers, under, language)
        page = _Page(figure, language)
        page.head(margin, layers)
        page.legend(drawn, pictured)
        page.foot(margin, layers, [*credits, *filter(None, [under.credit])], edition)
        file = BytesIO()
        about = {"Title": margin.title or None, "Creator": "Zonemark", "Producer": None, "CreationDate": None}
        figure.savefig(file, format="pdf", metadata=about)
    return file.getvalue()


class _Page:
    """What stands around the map: text in one language, from the side on which that language begins."""

    def __init__(self, figure: Figure, language: str) -> None:
        self.figure, self.language = figure, language
        self.is_rtl = catalogue.text(language, "language.direction") == "rtl"

    def say(self, key: str, **values: str | int) -> str:
        return catalogue.text(self.language, key, **values)

    def write(self, text: str, y: float, *, x: float = _MARGIN, to: float = WIDTH_MM - _MARGIN, **look: Any) -> None:
        """Write a line between two sides (mm from the left), `y` mm from the bottom."""
        at, align = (to, "right") if self.is_rtl else (x, "left")
        plain = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\N{REPLACEMENT CHARACTER}")
        self.figure.text(
            at / WIDTH_MM, y / HEIGHT_MM, plain, ha=align, va="center", parse_math=False, **{"color": _INK, **look}
        )

    def head(self, margin: Imprint, layers: Sequence[Shown]) -> None:
        """Title, date of the data, and what must be known before the map is read."""
        self.write(_cut(margin.title or self.say("ui.map"), 90), 201, fontsize=15, fontweight="bold")
        found = dates([one.layer for one in layers], str(margin.made_on))
        of = (("ui.data_of", str(margin.data_date)), ("ui.newest", found.newest))
        dated = next((self.say(key, date=date) for key, date in of if date), self.say("warning.no_date"))
        self.write(" · ".join([dated, self.say("ui.counts_line", **totals(layers))]), 194.5, fontsize=8.5)
        warned = [self.say("warning.fictitious_long")] if margin.fictitious else []
        warned += [f"{self.say('warning.absence')} {self.say('warning.not_for_navigation')}", _edition(self, margin)]
        lines = [line for text in warned for line in textwrap.wrap(text, 165)][:4]
        for number, line in enumerate(lines):
            self.write(line, 189.5 - 3.6 * number, fontsize=8, color=_RED, fontweight="bold")

    def legend(self, drawn: Sequence[Drawn], pictured: Sequence[Pictured]) -> None:
        """Each class that is on the sheet with its symbol and how many records of it are drawn, then the settings."""
        from geo.maps.paper.drawing import add_swatch
        from geo.maps.paper.pictures import add_picture

        step = min(5.2, (_LEGEND_TOP - _LEGEND_BOTTOM) / max(len(drawn) + len(pictured), 1))
        left = WIDTH_MM - _MARGIN - 7 if self.is_rtl else _LEGEND_LEFT
        size = (7 / WIDTH_MM, 3.4 / HEIGHT_MM)
        rows: list[tuple[str, int, Look | str]] = [*drawn, *pictured]
        for number, (label, count, look) in enumerate(rows):
            y = _LEGEND_TOP - step * (number + 0.5)
            if isinstance(look, str):
                add_picture(self.figure, look, (left / WIDTH_MM, y / HEIGHT_MM), size)
            else:
                add_swatch(self.figure, look, (left / WIDTH_MM, y / HEIGHT_MM), size)
            text = f"{_cut(label, 44)}: {catalogue.number(self.language, count)}"
            self.write(text, y, x=_LEGEND_LEFT + 9, to=WIDTH_MM - _MARGIN - 9, fontsize=min(6.4, step * 1.6))

    def foot(self, margin: Imprint, layers: Sequence[Shown], credits: Sequence[str], edition: str) -> None:
        """Who made it, whom to call, what each layer holds, and whose the ground is."""
        stated = [
            (self.say("ui.producer"), margin.producer), (self.say("ui.hotline"), margin.hotline),
            (self.say("ui.signing_key"), margin.signing_key),
        ]  # fmt: skip
        told = [f"{name}: {value}" for name, value in stated if value]
        if margin.made_on:
            told.append(self.say("ui.made_on", date=str(margin.made_on)))
        if edition:
            told.append(f"{self.say('ui.fingerprint')}: {edition}")
        self.write(_cut(" · ".join(told), 170), 22.5, fontsize=7.5)
        recorded, missing = self.say("fallback.recorded"), self.say("fallback.not_drawn")
        of_layers = [
            f"{one.layer.title}: {recorded.lower()} {one.recorded:,}"
            + (f", {missing.lower()} {one.missing:,}" if one.missing else "")
            for one in layers
        ]
        named = " · ".join([*credits, self.say("ui.ground_credit"), self.say("ui.ground_views")])
        lines = [*textwrap.wrap(" · ".join(of_layers), 200)[:3], *textwrap.wrap(named, 200)[:2]]
        for number, line in enumerate(lines):
            self.write(line, 18.8 - 3 * number, fontsize=6)


def _edition(page: _Page, margin: Imprint) -> str:
    """What this edition does not show of the records, or shows otherwise; "" where it is none."""
    own = margin.edition
    if own is None:
        return ""
    told = [f"{own.label}."] if own.label else []
    if own.hidden:
        told.append(page.say("warning.edition_hidden", n=own.hidden))
    if own.cells_m:
        told.append(page.say("warning.edition_cells", size=f"{catalogue.number(page.language, round(own.cells_m))} m"))
    if own.dissolved:
        told.append(page.say("warning.edition_dissolved"))
    return " ".join(told)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _fonts() -> list[str]:
    """The fonts that are there, of those that hold the scripts of the page's languages."""
    from matplotlib.font_manager import fontManager

    there = {one.name for one in fontManager.ttflist}
    return [name for name in _FONTS if name in there] or ["sans-serif"]


def _can_write(text: str) -> bool:
    """Whether some font has each letter of a text."""
    from matplotlib.font_manager import fontManager
    from matplotlib.ft2font import FT2Font

    files = {one.name: one.fname for one in fontManager.ttflist if one.style == "normal"}
    letters: set[int] = set()
    for name in _fonts():
        if name in files:
            letters |= FT2Font(files[name]).get_charmap().keys()
    return {ord(one) for one in text if not one.isspace()} <= letters
