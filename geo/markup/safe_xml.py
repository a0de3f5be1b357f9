"""XML without its dangers: no document type, so no entities of its own, no files and no hosts; limited depth and size.

expat does the parsing and finds nothing outside; a document that declares a type is refused before anything in it can
be expanded. Prefixes of namespaces are dropped, because the files in use disagree about them.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from geo.cells.encodings import wide_encoding
from geo.errors import SourceError, UnsafeSource

MAX_BYTES = 300_000_000
MAX_DEPTH = 200
_NAMED_WIDE = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"'](?:utf-?(?:16|32)|ucs-?2|unicode)", re.IGNORECASE)


def parse(path: Path) -> Element:
    """Return the root element of an XML file, as `parse_leniently` reads it."""
    return parse_leniently(path)[0]


def parse_leniently(path: Path) -> tuple[Element, list[str]]:
    """Return the root element of an XML file, and the prefixes of namespaces that it uses and does not declare.

    Tags and attributes are local names.

    Raises UnsafeSource for a document type, nesting over 200 or a file over 300 MB, and SourceError with line and
    column for what is not well-formed.
    """
    if path.stat().st_size > MAX_BYTES:
        raise SourceError(f"{path.name} is larger than {MAX_BYTES // 10**6} MB.", remedy="Split it into parts.")
    return parse_bytes(path.read_bytes(), path.name)


def parse_bytes(data: bytes, source: str = "") -> tuple[Element, list[str]]:
    """Return the root element of XML text and its undeclared prefixes, as `parse_leniently` does.

    >>> parse_bytes(b"<kml><Document/></kml>")[0].tag
    'kml'
    """
    if wide := wide_encoding(data):  # whatever its declaration says: editors change the one and not the other
        data = data.decode(wide, "replace").removeprefix("\ufeff").encode()
    try:
        return _parsed(data, source, namespaces=True).tree.close(), []
    except _Undeclared:
        builder = _parsed(data, source, namespaces=False)
        return builder.tree.close(), sorted(builder.used - builder.declared)


def _is_misnamed(data: bytes) -> bool:
    """Whether a text in single bytes calls itself UTF-16, as what a program has first written into memory does."""
    named = _NAMED_WIDE.match(data[:200].removeprefix(b"\xef\xbb\xbf"))
    return bool(named) and wide_encoding(data) == ""


class _Undeclared(Exception):
    """A prefix has no declaration; without namespaces the text can be read all the same."""


_REASONS = {
    expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]: "Is an & or a < written as it is, and not as &amp; and "
    "&lt;, or is the encoding another than the file says?",
    expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]: "Write the sign itself: of the signs with names XML "
    "knows only &amp; &lt; &gt; &quot; and &apos;.",
    expat.errors.codes[expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE]: "Keep one of the two attributes.",
    expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]: "Are these two files in one?",
}
"""What helps against an error of expat, by its number; against the others what helps against a file that is cut off."""


def _parsed(data: bytes, source: str, *, namespaces: bool) -> _Builder:
    builder = _Builder(source)
    separator = "}" if namespaces else None
    parser = expat.ParserCreate("utf-8" if _is_misnamed(data) else None, namespace_separator=separator)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.refuse_type
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.tree.data
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX] and namespaces:
            raise _Undeclared from None
        what = expat.ErrorString(error.code)
        remedy = _REASONS.get(error.code, "Is the file cut off or edited by hand?")
        raise SourceError(f"{source}, line {error.lineno}, column {error.offset + 1}: {what}.",
                          remedy=remedy) from None  # fmt: skip
    except (LookupError, ValueError) as error:
        raise SourceError(f"{source}: the encoding that the file names cannot be read: {error}.",
                          remedy="Save it as UTF-8.") from None  # fmt: skip
    return builder


class _Builder:
    """What expat calls: builds the tree, and stops at what is not allowed."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = TreeBuilder()
        self.depth = 0
        self.used: set[str] = set()
        self.declared = {"xml", "xmlns"}

    def refuse_type(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        raise UnsafeSource(f"{self.source} declares a document type ({name[:40]}), which can make a reader open files.",
                           remedy="Save it again without the DOCTYPE.")  # fmt: skip

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnsafeSource(f"{self.source}: the nesting is deeper than {MAX_DEPTH} elements.",
                               remedy="Nothing in a map needs that.")  # fmt: skip
        for key in (name, *attributes):
            prefix, colon, local = key.partition(":")
            if colon and "}" not in key:
                (self.declared if prefix == "xmlns" else self.used).add(local if prefix == "xmlns" else prefix)
        self.tree.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self.depth -= 1
        self.tree.end(_local(name))


def _local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2]


def text_of(element: Element | None) -> str | None:
    """All text inside an element, without the space around it; None if there is none."""
    text = "" if element is None else "".join(element.itertext()).strip()
    return text or None


def words_of(element: Element) -> str:
    """The tag of an element and the text inside it, as what was entered."""
    return f"{element.tag}: {' '.join(' '.join(element.itertext()).split())}"
