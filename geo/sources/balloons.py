"""Tables in the balloons of Google Earth: ArcGIS and others write the attributes of a feature into its description.

The markup is taken apart by the standard library's parser and never kept: what comes out is text. A row of two cells is
a heading and its value; a row of headings above one row of values is that many of them.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

MAX_LETTERS = 200_000
_LINE = re.compile(r"([^\W\d_][^:<>]{0,39}?) ?:(?!//) ?(.*)")
_NOTHING = frozenset({"", "<null>", "null", "&nbsp;", "\xa0"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table"})
_HIDDEN = frozenset({"style", "script", "head", "title"})


def balloon(text: str) -> tuple[list[tuple[str, str]], str]:
    """Take the table out of a description: its headings with their values, and the words outside of them.

    So are lines that all are a heading and its value. Without at least two such rows or lines there are no pairs, and
    the text is what it was.

    >>> balloon("<table><tr><td>Status</td><td>open</td></tr><tr><td>Type</td><td>CHA</td></tr></table> seen")
    ([('Status', 'open'), ('Type', 'CHA')], 'seen')
    >>> balloon("two <b>mines</b>"), balloon("<b>Status</b>: open<br>Type: CHA")
    (([], 'two <b>mines</b>'), ([('Status', 'open'), ('Type', 'CHA')], ''))
    """
    if "<" not in text or len(text) > MAX_LETTERS:
        return [], text
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if not reader.rows:
        lines = _lines("".join(reader.outside))
        return lines, "" if lines else text
    pairs, rest = _pairs(reader.rows)
    if len(pairs) < 2:
        return [], text
    words = [*rest, "".join(reader.outside)]
    told = [line for part in words for line in (" ".join(each.split()) for each in part.split("\n")) if line]
    return [(heading, value) for heading, value in pairs if value.casefold() not in _NOTHING], "\n".join(told)


def _lines(text: str) -> list[tuple[str, str]]:
    """Headings and values of a text that is nothing but lines of them, as Google My Maps writes: "Status: open"."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    found = [_LINE.fullmatch(line) for line in lines]
    if len(lines) < 2 or not all(found):
        return []
    pairs = [(one[1], one[2].strip()) for one in found if one]
    return [(heading, value) for heading, value in pairs if value.casefold() not in _NOTHING]


def _pairs(rows: list[list[tuple[str, str]]]) -> tuple[list[tuple[str, str]], list[str]]:
    """Headings and values, and the texts of the other rows."""
    pairs: list[tuple[str, str]] = []
    rest: list[str] = []
    at = 0
    while at < len(rows):
        tags, texts = [tag for tag, _ in rows[at]], [text for _, text in rows[at]]
        below = [text for _, text in rows[at + 1]] if at + 1 < len(rows) else []
        if len(texts) > 1 and set(tags) == {"th"} and len(below) == len(texts):
            pairs += zip(texts, below, strict=True)
            at += 1
        elif len(texts) == 2 and texts[0]:
            pairs.append((texts[0].rstrip(": "), texts[1]))
        else:
            rest += [text for text in texts if text]
        at += 1
    return pairs, rest


class _Reader(HTMLParser):
    """The rows of all tables that hold text of their own, and the words outside of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[tuple[str, str]]] = []
        self.outside: list[str] = []
        self._open: list[list[list[str]]] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a row or a cell."""
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "tr":
            self._open.append([])
        elif tag in ("td", "th") and self._open:
            self._open[-1].append([tag])
        elif tag in _BREAKS:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close a row; what its cells hold is known."""
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "tr" and self._open:
            row = [(cell[0], " ".join("".join(cell[1:]).split())) for cell in self._open.pop()]
            if any(text for _, text in row):
                self.rows.append(row)
        elif tag in _BREAKS:
            self.handle_data("\n")

    def close(self) -> None:
        """Close the rows that the text leaves open."""
        super().close()
        while self._open:
            self.handle_endtag("tr")

    def handle_data(self, data: str) -> None:
        """Take in words, where they stand."""
        if self._hidden:
            return
        if self._open and self._open[-1]:
            self._open[-1][-1].append(data)
        else:
            self.outside.append(data)
