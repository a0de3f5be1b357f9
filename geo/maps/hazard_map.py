"""A folium map of records of explosive hazards that becomes one HTML file, which asks nobody for anything.

It is a `folium.Map`, and other folium objects can be added to it. folium renders a skeleton of constants and numbers;
records, titles and texts never pass through it (see `geo.maps.page`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import branca.element
import folium
from folium.template import Template

from geo.disk import replacing
from geo.errors import AsksAHost
from geo.maps import basemaps, catalogue, contents
from geo.maps.encode import encode
from geo.maps.fallback import Sheet
from geo.maps.page import Contents, Skeleton, addresses, write_page
from geo.maps.zone_layer import ZoneLayer, as_layers, unique
from geo.records import Layer

_MAP_ID = "zonemark_map"


class HazardMap(folium.Map):  # type: ignore[misc]
    """One map of one or more layers, to be saved as one HTML file.

    `title`, `producer` and `hotline` stand on the map and on everything printed from it. `language` is the one the page
    opens in, `languages` those it can be switched to (all there are, unless named). `basemap` is a PMTiles file that
    goes into the page, `online_tiles` a name from xyzservices: its tiles are fetched only after a click in the page
    that says what it reveals. `fictitious` marks the map as invented. `made_on` is an ISO date; without it the page
    says only how old its data is. Other arguments go to `folium.Map`.

    Raises UsageError for a language or tiles that do not exist, SourceError for a basemap that cannot be read.

    >>> HazardMap(title="Reported mines").get_name()
    'zonemark_map'
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map("{{ this.get_name() }}", {
            center: {{ this.location|tojson }}, zoom: {{ this.options["zoom"]|tojson }}, minZoom: 1, maxZoom: 21,
            zoomControl: false, worldCopyJump: true
        });
        {% endmacro %}
        """
    )

    def __init__(
        self,
        location: Sequence[float] | None = None,
        *,
        title: str = "",
        producer: str = "",
        hotline: str = "",
        language: str = "en",
        languages: Sequence[str] = (),
        basemap: str | os.PathLike[str] | None = None,
        online_tiles: str | None = None,
        fictitious: bool = False,
        made_on: str = "",
        **options: Any,
    ) -> None:
        # Own lists: what is added to one map must not turn up in every map of the process.
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        super().__init__(location=location, tiles=None, **options)
        self._id = _MAP_ID.removeprefix("zonemark_")
        self._name = "Zonemark"
        self.sheet = Sheet(language, title, producer, hotline, "", made_on, fictitious)
        self.languages = catalogue.chosen(language, languages)
        self.keep_view = location is not None
        self._basemap = basemaps.pmtiles(basemap) if basemap is not None else None
        self._online_tiles = basemaps.online_tiles(online_tiles) if online_tiles else None

    @property
    def layers(self) -> list[Layer]:
        """The layers of records on the map, in drawing order."""
        return unique([child.layer for child in self._children.values() if isinstance(child, ZoneLayer)])

    def counts(self) -> dict[str, int]:
        """Count the records of all layers with a place: recorded, drawn, missing (without a usable position)."""
        rows, _ = contents.shown([layer for layer in self.layers if layer.kind != "facts"])
        return {name: sum(getattr(row, name) for row in rows) for name in ("recorded", "drawn", "missing")}

    def pieces(self, *, online: bool = False) -> Iterator[bytes]:
        """Give the HTML file piece by piece.

        Raises AsksAHost, naming the element, if one added by the caller would ask a host when the file is opened,
        unless `online`.
        """
        skeleton = self._skeleton(online=online)
        rows, listed = contents.shown(self.layers)
        told = {
            "title": self.sheet.title,
            "producer": self.sheet.producer,
            "hotline": self.sheet.hotline,
            "madeOn": self.sheet.made_on,
            "language": self.sheet.language,
            "fictitious": self.sheet.fictitious,
            "keepView": self.keep_view,
        }
        block = contents.settings(
            rows,
            listed,
            languages=self.languages,
            told=told,
            online_tiles=self._online_tiles,
            version=version("zonemark"),
        )
        sheet = Sheet(**{**_fields(self.sheet), "data_date": block["dataDate"]})
        packed = encode([row.layer for row in rows])
        return write_page(skeleton, Contents(sheet, rows, packed, block, self._basemap, self._online_tiles))

    def save(self, outfile: str | os.PathLike[str], *, online: bool = False, **_: Any) -> Path:
        """Write the map to one HTML file, whole or not at all, and give its path.

        Raises AsksAHost (see `pieces`) and NotSaved.
        """
        path = Path(outfile)
        pieces = self.pieces(online=online)
        with replacing(path) as unfinished, unfinished.open("wb") as file:
            file.writelines(pieces)
        return path

    def to_html(self, *, online: bool = False) -> str:
        """Give the HTML file as text."""
        return b"".join(self.pieces(online=online)).decode("utf-8")

    def _repr_html_(self, **_: Any) -> str:
        """Show the map in a notebook: the very file, in a frame."""
        return (
            f'<iframe srcdoc="{escape(self.to_html())}" sandbox="allow-scripts allow-downloads allow-popups" '
            'style="width:100%;height:600px;border:1px solid #999"></iframe>'
        )

    def _skeleton(self, *, online: bool) -> Skeleton:
        """Let folium render this map and what a caller added to it, and see that none of it asks a host."""
        others = [child for child in self._children.values() if not isinstance(child, ZoneLayer)]
        map_script = self._template.module.script(self, {})
        html = self._template.module.html(self, {})
        if not others:
            return Skeleton(self.get_name(), "", html, map_script)
        _number(self)
        figure = self.get_root()
        for part in (figure.header, figure.html, figure.script):
            part._children.clear()
        for child in self._children.values():
            child.render()
        found = {place: _rendered(getattr(figure, place)) for place in ("header", "html", "script")}
        asked = [(name, to) for place in found.values() for name, text in place.items() for to in addresses(text)]
        if asked and not online:
            name, to = asked[0]
            raise AsksAHost(
                f"{name} would ask {urlsplit(to).netloc} whenever the map file is opened.",
                remedy="Leave it out, or save with online=True.",
            )
        header, inner, script = ("\n".join(place.values()) for place in found.values())
        origins = sorted({f"{urlsplit(to).scheme or 'https'}://{urlsplit(to).netloc}" for _, to in asked})
        return Skeleton(self.get_name(), header, f"{html}\n{inner}", map_script, script, origins)


def draw(
    layers: Any,
    *,
    kind: str | None = None,
    **options: Any,
) -> HazardMap:
    """Draw layers on a map.

    `layers`: a frame of records, a `geo.Layer`, a `geo.Reading`, a sequence of them, or a mapping of titles to frames.
    `kind` says what the records of bare frames are, where their columns do not. `options` are those of `HazardMap`.

    Raises UsageError for what cannot be shown.

    >>> import geopandas, shapely
    >>> frame = geopandas.GeoDataFrame({"id": ["A-1"]}, geometry=[shapely.Point(46.75, 39.91)], crs=4326)
    >>> draw({"Reported": frame}, kind="hazards", title="Reported mines").counts()
    {'recorded': 1, 'drawn': 1, 'missing': 0}
    """
    made = HazardMap(**options)
    for layer in as_layers(layers, kind=kind):
        made.add_child(ZoneLayer(layer))
    return made


def _fields(sheet: Sheet) -> dict[str, Any]:
    return {name: getattr(sheet, name) for name in Sheet.__dataclass_fields__}


def _rendered(part: branca.element.Element) -> dict[str, str]:
    """The text of each element of one part of the page, by the element's name."""
    return {name: child.render() for name, child in part._children.items()}


def _number(root: branca.element.Element) -> None:
    """Number everything on the map, because folium's random names would make each file another."""
    count = 0
    waiting = list(root._children.values())
    while waiting:
        child = waiting.pop(0)
        count += 1
        child._id = f"{count:032x}"
        waiting.extend(child._children.values())
