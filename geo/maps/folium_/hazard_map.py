"""The map: a folium map whose page is written by Zonemark, so that it opens anywhere and asks nobody.

folium compiles what it is given as Jinja and writes it into HTML and JavaScript as it stands. So folium renders only
the map's own few constants here. Records, titles and texts are kept apart from its templates and go into the page as
encoded blocks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Figure
from folium.map import FitBounds
from folium.template import Template

from geo.compare import since as since_moment
from geo.compare.lately import LATELY
from geo.disk import make_folder, write_pieces
from geo.errors import MapError, UsageError
from geo.findings import Findings, Problem
from geo.maps import catalogue
from geo.maps.folium_.skeleton import elements, others_on, skeleton, taken_off
from geo.maps.folium_.zone_layer import ZoneLayer, coloured
from geo.maps.ground.terms import AS_IT_IS, GroundTerms, ground_of
from geo.maps.page import basemaps
from geo.maps.page.contents import contents, credits, drawable
from geo.maps.page.fallback import Shown, totals
from geo.maps.page.page import Beside, write_page
from geo.memory import MANY, give_back
from geo.records.holding import as_layers, told_by_projects, unique
from geo.records.imprint import Imprint, combined
from geo.records.layer import is_project
from geo.records.recognising.by_field import layers_by
from geo.records.stating import naming, restated

if TYPE_CHECKING:
    from geo.records import Layer

_ID = "zonemark"  # folium's ids are random; this one is in every page, and the same
_MAX_ZOOM = 22


class HazardMap(folium.Map):
    """A map in one HTML file that opens anywhere, with no network.

    Records come onto it with `ZoneLayer(…).add_to(map)`, or all at once with `draw`. Other folium objects can be added
    too and are drawn above them. These are code of the caller's: folium compiles what they are given as Jinja and
    writes it into scripts. Here `{{…}}` and `${…}` stay text in a Popup or Tooltip, and HTML stays HTML; nothing else
    of folium may be given text that is not the caller's own. Text of records belongs in a ZoneLayer.

    `location` (lat, lon in degrees, as everywhere in folium) with `zoom_start` opens the map there rather than around
    its records. `ground`: how the ground under them is drawn, a GroundTerms or a file to make it from. `basemap`: a
    PMTiles file that becomes the background.
    `online_tiles`: a name of xyzservices; nothing is asked before a reader has clicked.

    What stands in the margin is an `imprint` (a geo.Imprint), or its fields by name: title, producer, hotline, language
    (the one the page opens in), languages (those it has beside English; "all" is all there are), fictitious
    (says on every screen and sheet that nothing here is real), made_on (stands on the map only if given, so that the
    same records give the same file) and data_date (by default the newest in the records). What is not stated here, the
    layers bring along from their project; that their records are fictitious cannot be taken off.

    Raises UsageError for a language or tiles that are not known, SourceError for a background that is none.

    >>> import geopandas, shapely
    >>> zone = geopandas.GeoDataFrame({"id": ["A-1"]}, geometry=[shapely.box(46.7, 39.9, 46.8, 40.0)], crs=4326)
    >>> page = HazardMap(title="Valley").add_child(ZoneLayer(zone, kind="hazards"))
    >>> page.get_bounds()
    [[39.9, 46.7], [40.0, 46.8]]
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}var {{ this.get_name() }} = L.map("{{ this.get_name() }}", {
            center: {{ this.location|tojson }},
            ...{{ this.options|tojavascript }}
        });{% if this.objects_to_stay_in_front %}
        {{ this.get_name() }}.on("overlayadd", function () {
            {%- for one in this.objects_to_stay_in_front %}{{ one.get_name() }}.bringToFront();{% endfor %}
        });{% endif %}{% endmacro %}
        """
    )

    @naming(Imprint)
    def __init__(
        self,
        location: Sequence[float] | None = None,
        zoom_start: int = 12,
        *,
        imprint: Imprint | None = None,
        ground: GroundTerms | str | os.PathLike[str] = AS_IT_IS,
        basemap: str | os.PathLike[str] | None = None,
        online_tiles: str | None = None,
        **stated: Any,
    ) -> None:
        super().__init__(location, tiles=None, zoom_start=zoom_start, zoom_control=False, max_zoom=_MAX_ZOOM)
        self._id = _ID
        # Lists of our own: folium's are shared by every map of the process, and name files on hosts.
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        self.options["max_zoom"] = _MAX_ZOOM
        self.options["world_copy_jump"] = True
        self._stated = restated(imprint or Imprint(), stated, of="a map")
        self._has_location = location is not None
        self._ground = ground if isinstance(ground, GroundTerms) else GroundTerms(file=ground)
        self.ground_told: Sequence[str] = ()
        """What was taken from a file of the maker's as ground, in sentences; known once the page has been made."""
        self._basemap = None if basemap is None else basemaps.pmtiles(basemap)
        self._online_tiles = None if online_tiles is None else basemaps.online_tiles(online_tiles)
        self._told: list[Problem] = []
        self._of_project: dict[str, Any] = {}
        _with_languages(self._stated)
        _Page(self)

    @property
    def imprint(self) -> Imprint:
        """What stands in the margin: what was stated of the map, and for the rest what its layers bring along.

        Raises UsageError where these contradict one another, or a language is not known.
        """
        return _with_languages(combined(self._stated, [layer.imprint for layer in self.layers]))

    @property
    def layers(self) -> list[Layer]:
        """The layers of records on the map, in drawing order, each with a name of its own."""
        return unique([element.layer for element in elements(self) if isinstance(element, ZoneLayer)])

    @property
    def shown(self) -> list[Shown]:
        """Each layer with what of it the page can draw."""
        return [Shown(layer, drawable(layer)) for layer in self.layers]

    @property
    def problems(self) -> list[Problem]:
        """What was found wrong with the records of the map when they were read or recognised."""
        of_layers = (problem for layer in self.layers for problem in layer.problems)
        return list(dict.fromkeys([*self._told, *of_layers, *_glyphs_lost(self)]))

    def counts(self) -> dict[str, int]:
        """Count what the map is about: recorded, drawn, and missing (without a usable position).

        These are hazards, releases and accidents. Places are the ground they lie on, and are counted only on a map that
        has nothing else; `shown` has the numbers of every layer.
        """
        return totals(self.shown)

    def pieces(self, *, online: bool = False, beside: Beside | None = None) -> Iterator[bytes]:
        """Give the page piece by piece; `beside` is what it is given along where it is served and not sent.

        Raises AsksAHost, naming it, for an element that would ask a host when the page is opened, unless `online`.
        """
        frame = skeleton(self._page(), self, online=online)
        if sum(map(len, (layer.frame for layer in self.layers))) >= MANY:
            give_back()
        found = contents(
            self.layers,
            self.imprint,
            keep_view=self._has_location or any(isinstance(one, FitBounds) for one in self._children.values()),
            ground=self._ground,
            basemap=self._basemap,
            online_tiles=self._online_tiles,
            others=frame.others,
            told=self._of_project,
            beside=beside,
        )
        self.ground_told = found.under.told
        return write_page(frame, found)

    def remove(self, called: str) -> HazardMap:
        """Take what was added under a name off the map, and give the map.

        `called`: the name of a folium layer, or that of a class of folium (HeatMap), as errors have it. Records are
        named by the name or title of their layer. Raises UsageError if nothing on the map is called so.
        """
        zones = [
            (element, key)
            for element in elements(self)
            for key, child in element._children.items()
            if isinstance(child, ZoneLayer) and called in (child.layer.name, child.layer.title)
        ]
        for element, key in zones:
            del element._children[key]
        if not zones and not taken_off(self, called):
            names = [one.title for one in self.layers] + [title for title, _ in others_on(self) if title]
            raise UsageError(f"Nothing on the map is called {called!r}.", remedy=f"There are: {', '.join(names)}.")
        return self

    def save(  # type: ignore[override]  # folium writes to open files too, which cannot be whole or not at all
        self, outfile: str | os.PathLike[str], *, online: bool = False
    ) -> Path:
        """Write the map to a file, whole or not at all, and give its path; its folder is made if there is none.

        Raises AsksAHost for an element that would ask a host when the file is opened, unless `online`, and NotSaved
        where the disk does not take the file.
        """
        path = Path(outfile)
        pieces = self.pieces(online=online)
        make_folder(path.parent)
        write_pieces(path, pieces)
        return path

    def pdf(self, edition: str = "") -> bytes:
        """Give the map as a sheet of A4 to print, PDF, in the language in which the map opens.

        `edition`: the number of the map file it belongs to, which is stated on it. Other folium objects are not on it.
        Raises UsageError where matplotlib is not installed.
        """
        from geo.maps.paper import pdf

        under = ground_of(self.shown, self._ground)
        return pdf(self.imprint, self.shown, under, credits=credits(self.layers), edition=edition)

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # folium's own gives nothing either
        """Render the map into its page. Raises MapError inside a figure of somebody else, which would ask hosts."""
        if not isinstance(self.get_root(), _Page):
            raise MapError("A HazardMap is a page of its own.", remedy="Save it with save(), beside the other figure.")
        super(folium.Map, self).render(**kwargs)  # type: ignore[no-untyped-call]  # without the scripts of folium.Map

    def _page(self) -> Figure:
        root = self.get_root()
        return root if isinstance(root, _Page) else _Page(self)

    def _repr_html_(self, **kwargs: Any) -> str:
        """Show the map in a notebook, where it works without a network too."""
        return str(self._page()._repr_html_(**kwargs))


class _Page(Figure):
    """The page around a map: whoever asks folium for the page, in whatever way, gets the finished one."""

    def __init__(self, map_: HazardMap) -> None:
        super().__init__(height="640px")
        self.add_child(map_)
        self.map = map_

    def render(self, **kwargs: Any) -> str:
        whole = BytesIO()
        whole.writelines(self.map.pieces())
        return whole.getvalue().decode("utf-8")

    def _repr_html_(self, **kwargs: Any) -> str:
        page = escape(self.render(**kwargs))
        return (
            f'<iframe srcdoc="{page}" width="{self.width}" height="{self.height}" style="border: 0" '
            'sandbox="allow-scripts allow-downloads allow-popups allow-modals" allowfullscreen></iframe>'
        )


def _with_languages(imprint: Imprint) -> Imprint:
    """The imprint with the languages of the page, the one it opens in first. Raises UsageError for an unknown one."""
    names = catalogue.chosen(imprint.language, imprint.languages)
    return replace(imprint, language=names[0], languages=names)


def _ground_of(project: Any) -> Path | None:
    """The file that a project's settings name as ground, by its path from the project's folder."""
    return project.path / project.settings.ground if project.settings.ground else None


def _glyphs_lost(map_: HazardMap) -> Findings:
    """Name the pictures of icon fonts that pins of folium ask for: the fonts are on hosts, so a dot stands for them."""
    icons = [one for one in elements(map_) if isinstance(one, folium.Icon) and one.options.get("icon") != "info-sign"]
    found = Findings("folium.Icon")
    for name in dict.fromkeys(str(icon.options.get("icon")) for icon in icons):
        what = f"The pin asks for the picture '{name}' of an icon font; a dot is drawn for it."
        found.add("glyph_not_drawn", what, "Draw it with folium.DivIcon, whose text or SVG is inside the file.")
    return found


def _of_project(project: Any, moment: str) -> dict[str, Any]:
    """What a project has to say of its records beside them, as the page's settings have it."""
    found = since_moment(project, moment) if moment else None
    waiting = project.contributions.state().waiting
    notes: dict[str, dict[str, list[str]]] = {}
    told = [] if found is None else [(layer, id_, note) for (layer, id_), note in found.records.items()]
    for layer, id_, note in [*told, *((*one.target, "asked") for one in waiting if one.op == "withdraw")]:
        notes.setdefault(layer, {}).setdefault(note, []).append(id_)
    return {
        **({"waiting": len(waiting)} if waiting else {}),
        **({"since": found.to_page()} if found else {}),
        **({LATELY: notes} if notes else {}),
    }


@naming(Imprint)
def draw(
    what: Any,
    *,
    kind: str | None = None,
    column: str = "",
    by: str = "",
    imprint: Imprint | None = None,
    ground: str | os.PathLike[str] | None = None,
    borders: str = "",
    since: str = "",
    basemap: str | os.PathLike[str] | None = None,
    online_tiles: str | None = None,
    **stated: Any,
) -> HazardMap:
    """Draw records on a new map.

    `what`: a path, a geo.Project, a geo.Layer, a GeoDataFrame or what `geo.read` gave; a list of these; or a mapping of
    titles to them, in drawing order. A frame's columns and values are recognised as those of a file, and its kind is
    guessed from its columns unless `kind` says it; what was found then is in `problems` of the map.
    `column`: one to colour the records by, a class for each of its values or for ranges of its numbers, with a row each
    in the legend; for records that are not hazards, and taken for places unless `kind` says otherwise. `by`: a field,
    each value of which becomes a layer of its own.
    `since`: a day (2026-05-01) or a change of a project's log; the heading says how many records are new, changed and
    gone since then. `ground`: a file to make the ground from, an OpenStreetMap extract (.osm.pbf) or a country file of
    GeoNames: whole near records, main roads, rivers and places elsewhere. What was taken is in `ground_told` once the
    map is saved. `borders`: "drawn", or "none" for neither those of states nor of districts; a project states both in
    its settings. A project and its layers bring along title, producer, hotline, languages and the word FICTITIOUS;
    what is stated here takes precedence. The rest is as of HazardMap. Raises UsageError for what is not a layer.

    >>> import geopandas, shapely
    >>> zone = geopandas.GeoDataFrame({"id": ["A-1"]}, geometry=[shapely.box(46.7, 39.9, 46.8, 40.0)], crs=4326)
    >>> [layer.title for layer in draw({"Reported zones": zone}, kind="hazards").layers]
    ['Reported zones']
    """
    stated_here = restated(imprint or Imprint(), stated, of="a map")
    terms = GroundTerms()
    if is_project(what):  # it says what it is even while it has no layer
        stated_here = combined(stated_here, [what.settings.imprint])
        terms = GroundTerms(what.settings.borders, what.settings.names, None if ground else _ground_of(what))
    if borders:
        terms = replace(terms, borders=borders)
    if ground is not None:
        terms = replace(terms, file=ground)
    page = HazardMap(imprint=stated_here, ground=terms, basemap=basemap, online_tiles=online_tiles)
    layers = coloured(what, column, kind=kind) if column else as_layers(what, kind=kind)
    for layer in layers_by(layers, by) if by else layers:
        page.add_child(ZoneLayer(layer))
    page._told = told_by_projects(what)
    if is_project(what):
        what.keep_drawn()
        page._of_project = _of_project(what, since)
    elif since:
        raise UsageError("Only a project knows what it was before.", remedy="Draw a project, or leave out since.")
    _ = page.imprint  # what contradicts is said now rather than when the map is saved
    return page
