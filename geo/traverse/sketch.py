"""A sketch of a traverse as SVG: north up, to scale, with the gap by which it does not close."""

from __future__ import annotations

import math
from xml.sax.saxutils import escape

from geo.crs import bearing_deg, distance_m
from geo.traverse.compute import ComputedTraverse, Station

_SIZE, _MARGIN = 800.0, 70.0
_LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)

Point = tuple[float, float]


def sketch(result: ComputedTraverse, *, title: str = "") -> str:
    """Draw a computed traverse as an SVG document, which carries no script and asks for nothing from outside.

    Distances are to scale; north is true north. A closing error is drawn as a dashed line from the last leg's end.

    >>> from geo.traverse import Leg, Traverse, compute
    >>> legs = [Leg("SP", "A<b>", 0, 100), Leg("A<b>", "B", 90, 100), Leg("B", "SP", 225, 141.42)]
    >>> "A&lt;b&gt;" in sketch(compute(Traverse("one", "SP", 46.93, 40.39, legs)))
    True
    """
    stations = [*result.approach, *result.corners, *result.side_shots]
    points = [_metres(result, station.lon, station.lat) for station in stations]
    gap = [] if result.misclosure is None or result.adjusted else [_metres(result, *result.misclosure)]
    scale, left, top = _fit([*points, *gap])
    put = [(_MARGIN + (x - left) * scale, _MARGIN + (top - y) * scale) for x, y in points]
    begin, end = len(result.approach), len(result.approach) + len(result.corners)
    approach, corners = put[:begin], put[begin:end]
    parts = [_polygon(corners), _line([*approach, *corners[:1]], "approach") if approach else ""]
    at = {station.name: point for point, station in zip(put, stations, strict=True)}
    parts += [_line([at[shot.start], at[shot.name]], "shot") for shot in result.side_shots]
    if gap and corners:
        last = (_MARGIN + (gap[0][0] - left) * scale, _MARGIN + (top - gap[0][1]) * scale)
        parts.append(_line([last, corners[0]], "gap"))
    parts += [_point(point, station) for point, station in zip(put, stations, strict=True)]
    parts += [_north_arrow(), _scale_bar(scale), _caption(result, title)]
    body = "\n".join(part for part in parts if part)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE:g} {_SIZE + 60:g}" role="img">\n'
        f"<title>{_xml(title or result.name)}</title>\n<style>{_STYLE}</style>\n"
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


_STYLE = (
    "text{font:14px sans-serif;fill:#111}.area{fill:#d22;fill-opacity:.15;stroke:#b00;stroke-width:2}"
    ".approach{fill:none;stroke:#333;stroke-width:1.5;stroke-dasharray:8 5}"
    ".shot{fill:none;stroke:#333;stroke-width:1;stroke-dasharray:1 4}"
    ".gap{fill:none;stroke:#00c;stroke-width:2;stroke-dasharray:3 3}.bar{stroke:#111;stroke-width:3}"
)


def _metres(result: ComputedTraverse, lon: float, lat: float) -> Point:
    """Metres east and north of the first corner, along the geodesic."""
    first = result.corners[0]
    length = float(distance_m(first.lon, first.lat, lon, lat))
    angle = math.radians(float(bearing_deg(first.lon, first.lat, lon, lat)))
    return length * math.sin(angle), length * math.cos(angle)


def _fit(points: list[Point]) -> tuple[float, float, float]:
    """Find the scale (pixels to the metre), the west and the north edge that show all places."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    span = max(max(xs) - min(xs), max(ys) - min(ys), 1.0)
    return (_SIZE - 2 * _MARGIN) / span, min(xs), max(ys)


def _path(points: list[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _polygon(points: list[Point]) -> str:
    return f'<polygon class="area" points="{_path(points)}"/>'


def _line(points: list[Point], kind: str) -> str:
    return f'<polyline class="{kind}" points="{_path(points)}"/>'


def _point(point: Point, station: Station) -> str:
    x, y = point
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/><text x="{x + 8:.1f}" y="{y - 8:.1f}">{_xml(station.name)}</text>'


def _north_arrow() -> str:
    x = _SIZE - 30
    return f'<path d="M{x:g} 20l8 30-8-8-8 8z"/><text x="{x - 5:g}" y="68">N</text>'


def _scale_bar(scale: float) -> str:
    length = max((value for value in _LENGTHS if value * scale <= 200), default=1)
    y = _SIZE - 10
    return (
        f'<line class="bar" x1="20" y1="{y:g}" x2="{20 + length * scale:.1f}" y2="{y:g}"/>'
        f'<text x="20" y="{y - 8:g}">{length:,} m</text>'
    )


def _caption(result: ComputedTraverse, title: str) -> str:
    closure = "not closed" if math.isnan(result.closure_m) else f"closing error {result.closure_m:.2f} m"
    if not math.isnan(result.closure_m) and math.isfinite(result.ratio):
        closure += f" (1 in {result.ratio:,.0f})"
    said = [closure, "adjusted by Bowditch's rule"] if result.adjusted else [closure]
    if not math.isnan(result.area_m2):
        said.insert(0, f"{result.area_m2:,.0f} m²")
    said.append(f"uncertainty ±{result.uncertainty_m:.1f} m")
    return (
        f'<text x="20" y="{_SIZE + 20:g}">{_xml(title or result.name)}</text>'
        f'<text x="20" y="{_SIZE + 42:g}">{_xml(", ".join(said))}. Not a sign that land outside is safe.</text>'
    )


def _xml(text: str) -> str:
    """Escape text for XML, and leave out the characters that XML does not have."""
    kept = "".join(
        c for c in text if c in "\t\n" or (c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff")
    )
    return escape(kept, {'"': "&quot;", "'": "&#39;"})
