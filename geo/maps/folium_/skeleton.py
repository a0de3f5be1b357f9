"""What folium renders of a map, taken apart: the map itself, and what a caller's own folium objects add to it.

The map is constants and numbers. The other objects are the caller's own code, and so is what they say; they are looked
through for addresses that a browser would ask. Ids, which folium draws at random, are numbered instead, so that the
same map is the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any
from urllib.parse import urlsplit

from branca.element import Element, Figure, Html
from folium.elements import ElementAddToElement
from folium.map import Layer, Marker, Tooltip
from folium.vector_layers import BaseMultiLocation, Rectangle

from geo.errors import AsksAHost
from geo.maps.folium_.zone_layer import ZoneLayer
from geo.maps.page.page import Skeleton, addresses

_ESCAPES = {r"\u003c": "<", r"\u003e": ">", r"\u0026": "&", r"\u0027": "'", r"\"": '"', r"\/": "/"}
_ESCAPED = re.compile("|".join(map(re.escape, _ESCAPES)))
_CODE = re.compile(r"(\$|(?<=\{)|(?=\{[{%#]))\{")  # of a script's template, and of Jinja's
_BRANCAS = "meta_http"  # what branca puts into every page by itself


def skeleton(root: Figure, map_: Any, *, online: bool) -> Skeleton:
    """Render the map of a figure and what stands beside it.

    Raises AsksAHost, naming the first element that would ask a host, unless `online`.
    """
    before = [(part, dict(part._children)) for part in (root.header, root.html, root.script)]
    try:
        with _plain_texts(map_):
            for child in list(root._children.values()):
                child.render()
        return _taken_apart(root, map_, online)
    finally:
        # What a rendering leaves behind would still be there when its element is gone.
        for part, children in before:
            part._children.clear()
            part._children.update(children)


@contextmanager
def _plain_texts(map_: Any) -> Iterator[None]:
    """Keep the texts of popups and tooltips from being code, for as long as folium renders them.

    folium puts them between back-ticks into a script and compiles them as Jinja, where `${…}` and `{{…}}` would run.
    Written as characters of HTML, these signs are read by the browser as the text they are.
    """
    told: list[tuple[Any, dict[str, Any]]] = []
    try:
        for element in elements(map_):
            if isinstance(element, Html):
                told.append((element, {"data": element.data, "script": element.script}))
                element.data = _spelled(element.data if element.script else escape(element.data))
                element.script = True
            elif isinstance(element, Tooltip):
                told.append((element, {"text": element.text}))
                element.text = _spelled(element.text)
        yield
    finally:
        for element, before in told:
            vars(element).update(before)


def _spelled(text: str) -> str:
    return _CODE.sub(lambda found: f"{found[1]}&#123;", text).replace("`", "&#96;")


def _taken_apart(root: Figure, map_: Any, online: bool) -> Skeleton:
    own = map_.get_name()
    ours = {map_.get_name(), _BRANCAS} | set(_names_of_zones(map_))
    header, html, script = (_rendered(part, ours) for part in (root.header, root.html, root.script))
    asked = [(name, found) for part in (header, html, script) for name, text in part for found in _asked(text)]
    if asked and not online:
        name, address = asked[0]
        raise AsksAHost(
            f"{_called(name, map_)} would ask {_shortened(address)} when the map is opened.",
            remedy="Take it off by that name with remove() of the map, or save with online=True; who opens the map "
            "can then be seen by that host.",
        )
    numbered = _Numbered(map_)
    return Skeleton(
        map_name=own,
        header="\n".join(numbered(text) for _, text in header),
        html="\n".join(numbered(text) for text in (root.html._children[own].render(), *(text for _, text in html))),
        map_script="\n".join(numbered(child.render()) for name, child in root.script._children.items() if name in ours),
        other_script="\n".join(numbered(text) for _, text in script),
        origins=sorted({_origin(address) for _, address in asked}),
        has_others=bool(header or html or script),
        others=[{"title": title, "names": [numbered(name) for name in names]} for title, names in others_on(map_)],
    )


def taken_off(map_: Any, called: str) -> int:
    """Take the elements of that name off a map: a layer's name, that of its tiles, or of the class as folium has it.

    Gives how many there were. A name that stands in an error, such as TileLayer 'OpenStreetMap', is one too.
    """
    found = [
        (element, key, child)
        for element in list(elements(map_))
        for key, child in list(element._children.items())
        if called in _names_of(child)
    ]
    for element, key, _ in found:
        element._children.pop(key, None)
    return len(found)


def _names_of(element: Any) -> set[str]:
    kind, own = type(element).__name__, _own_name(element)
    return {kind, element.get_name(), *([own, f"{kind} '{own}'"] if own else [])}


def _own_name(element: Any) -> str:
    """The name that a caller gave an element; empty if it has none."""
    own = getattr(element, "tile_name", None) or getattr(element, "layer_name", None)
    return str(own) if own is not None and own != element.get_name() else ""


def others_on(map_: Any) -> Iterator[tuple[str, list[str]]]:
    """What stands on the map beside its records: each layer with its name, and marks without a layer together.

    A group that holds nothing but zones is none: these have rows of their own.
    """
    loose: list[str] = []
    for child in map_._children.values():
        if isinstance(child, ZoneLayer):
            continue
        if isinstance(child, (Marker, BaseMultiLocation, Rectangle)):
            loose.append(child.get_name())
        elif isinstance(child, Layer) and not _holds_only_zones(child):
            yield _own_name(child) or type(child).__name__, [child.get_name()]
    if loose:
        yield "", loose


def _holds_only_zones(layer: Any) -> bool:
    # folium leaves a child behind that puts the layer on the map.
    held = [one for one in layer._children.values() if not isinstance(one, ElementAddToElement)]
    return bool(held) and all(isinstance(one, ZoneLayer) for one in held)


def elements(root: Any) -> Iterator[Any]:
    """Walk through an element and all that is in it, in order; also what it holds without having it as a child."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if id(element) in seen:
            continue
        seen.add(id(element))
        yield element
        held = [one for one in vars(element).values() if isinstance(one, Element)]
        held = [one for one in held if one is not element._parent]
        waiting.extend(reversed([*element._children.values(), *held]))


def _rendered(part: Element, ours: set[str]) -> list[tuple[str, str]]:
    """What others have put into a part of the page: the name of each element and its text."""
    return [(name, str(child.render())) for name, child in part._children.items() if name not in ours]


def _names_of_zones(map_: Any) -> Iterator[str]:
    for element in elements(map_):
        if isinstance(element, ZoneLayer):
            yield from (one.get_name() for one in elements(element))


def _asked(text: str) -> Sequence[str]:
    """The addresses in a text, also those inside strings of JavaScript that hold HTML."""
    return addresses(_ESCAPED.sub(lambda found: _ESCAPES[found[0]], text))


def _called(name: str, map_: Any) -> str:
    """Say in a caller's words which element it is that rendered under this name."""
    for element in elements(map_):
        links = [*getattr(element, "default_js", []), *getattr(element, "default_css", [])]
        if element.get_name() == name or name in [link for link, _ in links]:
            own = _own_name(element)
            return f"{type(element).__name__} '{own}'" if own else type(element).__name__
    return f"The element '{name}'"


def _shortened(address: str) -> str:
    return address if len(address) <= 80 else f"{address[:80]}…"


def _origin(address: str) -> str:
    """The origin of an address for the page's policy; the part that Leaflet fills in is any.

    >>> _origin("//{s}.tile.example/{z}/{x}/{y}.png")
    'https://*.tile.example'
    """
    parts = urlsplit(address if not address.startswith("//") else f"https:{address}")
    return f"{parts.scheme}://{parts.netloc}".replace("{s}", "*")


class _Numbered:
    """Number the random ids of a map's elements in the order in which they are met."""

    def __init__(self, map_: Any) -> None:
        root = map_.get_root()
        ids = {element._id: None for element in [*elements(map_), *elements(root)]}
        self._numbers = {one: str(number) for number, one in enumerate(ids)}
        self._pattern = re.compile("|".join(one for one in ids if re.fullmatch("[0-9a-f]{32}", one)) or r"(?!)")

    def __call__(self, text: str) -> str:
        return self._pattern.sub(lambda found: self._numbers[found[0]], text)
