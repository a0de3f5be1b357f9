"""PMTiles files as small as they can be, written by hand (Mapbox Vector Tile 2.1, PMTiles version 3)."""

import gzip
import json
import math
import struct

import numpy as np
import shapely
from extract import chunk, number, signed, varint

EXTENT = 4096
BUFFER = 64
POINT, LINE, POLYGON = 1, 2, 3


def pmtiles(layers, zooms=(10, 14), **metadata):
    """Write a file. `layers`: by name a list of (shape in lon and lat, properties), each in the tiles of all zooms."""
    tiles = {}
    for zoom in range(zooms[0], zooms[1] + 1):
        for x, y in sorted({at for found in layers.values() for shape, _ in found for at in tiles_of(shape, zoom)}):
            body = b"".join(
                chunk(3, layer) for name, found in layers.items() if (layer := _layer(name, found, zoom, x, y))
            )
            if body:
                tiles[tile_id(zoom, x, y)] = gzip.compress(body, mtime=0)
    fields = {
        name: {
            key: "Number" if isinstance(value, int) else "String" for _, tags in found for key, value in tags.items()
        }
        for name, found in layers.items()
    }
    told = {"vector_layers": [{"id": name, "fields": of} for name, of in fields.items()], **metadata}
    return _file(tiles, gzip.compress(json.dumps(told).encode(), mtime=0), zooms)


def _file(tiles, metadata, zooms):
    ids = sorted(tiles)
    lengths = [len(tiles[one]) for one in ids]
    steps = [one - before for before, one in zip([0, *ids], ids, strict=False)]
    columns = [steps, [1] * len(ids), lengths, [1, *([0] * (len(ids) - 1))]]  # offsets: 0 is "after the one before"
    directory = gzip.compress(
        b"".join(map(varint, [len(ids), *(one for column in columns for one in column)])), mtime=0
    )
    begin = 127 + len(directory)
    data = begin + len(metadata)
    sections = [127, len(directory), begin, len(metadata), data, 0, data, sum(lengths)]
    heading = b"PMTiles\x03" + struct.pack("<11Q", *sections, *[len(ids)] * 3)
    flags = bytes([1, 2, 2, 1, *zooms])  # in order, all gzip, vector tiles
    where = struct.pack("<4iB2i", -1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000, zooms[0], 0, 0)
    return heading + flags + where + directory + metadata + b"".join(tiles[one] for one in ids)


def square(lon, lat, zoom):
    """A position in tiles of a zoom."""
    side = 2**zoom
    return (lon + 180) / 360 * side, (0.5 - math.atanh(math.sin(math.radians(lat))) / (2 * math.pi)) * side


def tiles_of(shape, zoom):
    west, south, east, north = shape.bounds
    (left, top), (right, bottom) = square(west, north, zoom), square(east, south, zoom)
    return [(x, y) for x in range(int(left), int(right) + 1) for y in range(int(top), int(bottom) + 1)]


def tile_id(zoom, x, y):
    """The number of a tile along PMTiles' Hilbert curve."""
    total, side = (4**zoom - 1) // 3, 2 ** (zoom - 1)
    while side > 0:
        right, up = int(x & side > 0), int(y & side > 0)
        total += side * side * ((3 * right) ^ up)
        if up == 0:
            if right == 1:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        side //= 2
    return total


def _layer(name, found, zoom, x, y):
    keys, values, features = [], [], []
    frame = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    for shape, tags in found:
        at = shapely.transform(
            shape, lambda v: np.array([[(a - x) * EXTENT, (b - y) * EXTENT] for a, b in (square(*p, zoom) for p in v)])
        )
        for part in shapely.get_parts(shapely.intersection(at, frame)):
            if part.is_empty:
                continue
            features.append(
                chunk(2, chunk(2, _tags(tags, keys, values)) + number(3, varint(_kind(part))) + chunk(4, _steps(part)))
            )
    if not features:
        return b""
    written = [chunk(4, chunk(1, one.encode()) if isinstance(one, str) else number(4, varint(one))) for one in values]
    head = number(15, varint(2)) + chunk(1, name.encode())
    return (
        head
        + b"".join(features)
        + b"".join(chunk(3, key.encode()) for key in keys)
        + b"".join(written)
        + number(5, varint(EXTENT))
    )


def _tags(tags, keys, values):
    found = b""
    for pair in tags.items():
        for list_, one in zip((keys, values), pair, strict=True):
            if one not in list_:
                list_.append(one)
            found += varint(list_.index(one))
    return found


def _kind(part):
    return {"Point": POINT, "LineString": LINE, "Polygon": POLYGON}[part.geom_type]


def _steps(part):
    """The commands that draw a shape: move to, lines to, close."""
    if part.geom_type == "Polygon":
        return b"".join(
            _path(list(ring.coords)[:-1], True) for ring in [shapely.geometry.polygon.orient(part, 1).exterior]
        )
    return _path(list(part.coords), False)


def _path(vertices, closes):
    whole = [(round(a), round(b)) for a, b in vertices]
    moves = [(a - c, b - d) for (c, d), (a, b) in zip([(0, 0), *whole], whole, strict=False)]
    out = varint(1 | 1 << 3) + b"".join(map(signed, moves[0]))
    if len(moves) > 1:
        out += varint(2 | (len(moves) - 1) << 3) + b"".join(signed(one) for move in moves[1:] for one in move)
    return out + (varint(7 | 1 << 3) if closes else b"")
