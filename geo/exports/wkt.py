"""Well-known text (OGC 06-103r4) with every digit: GEOS writes sixteen, and 0.1 + 0.2 has one more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.geojson import each_geometry

if TYPE_CHECKING:
    from numpy.typing import NDArray


def as_wkt(geometries: NDArray[Any]) -> list[str | None]:
    """Write each geometry (lon, lat) as well-known text; None stays None.

    >>> from shapely import Point
    >>> as_wkt([Point(0.1 + 0.2, 39), None])
    ['POINT (0.30000000000000004 39.0)', None]
    """
    return [None if geometry is None else _written(geometry) for geometry in each_geometry(geometries)]


def _written(geometry: dict[str, Any]) -> str:
    name = geometry["type"].upper()
    parts = geometry.get("geometries", geometry.get("coordinates"))
    if not parts:
        return f"{name} EMPTY"
    if name == "GEOMETRYCOLLECTION":
        return f"{name} ({', '.join(map(_written, parts))})"
    tag = f"{name} Z" if _dimensions(parts) == 3 else name
    if name in ("POINT", "MULTIPOINT"):
        positions = [parts] if name == "POINT" else parts
        texts = [_position(position) for position in positions]
        return f"{tag} ({texts[0]})" if name == "POINT" else f"{tag} ({', '.join(f'({text})' for text in texts)})"
    return f"{tag} {_nested(parts)}"


def _nested(parts: Any) -> str:
    if not parts:
        return "EMPTY"
    if isinstance(parts[0], float):
        return _position(parts)
    return f"({', '.join(map(_nested, parts))})"


def _position(position: list[float]) -> str:
    return " ".join(map(repr, position))


def _dimensions(parts: Any) -> int:
    while parts and isinstance(parts[0], list):
        parts = parts[0]
    return len(parts)
