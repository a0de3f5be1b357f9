"""OpenStreetMap extracts as small as they can be, written by hand (wiki.openstreetmap.org, PBF Format)."""

import struct
import zlib


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def signed(value):
    return varint((value << 1) ^ (value >> 63))


def number(field, value):
    return varint(field << 3) + value


def chunk(field, body):
    return varint(field << 3 | 2) + varint(len(body)) + body


def blob(kind, body):
    content = number(2, varint(len(body))) + chunk(3, zlib.compress(body))
    heading = chunk(1, kind.encode()) + number(3, varint(len(content)))
    return struct.pack(">I", len(heading)) + heading + content


def pbf(nodes=(), ways=()):
    """Write an extract. `nodes`: (lon, lat, tags). `ways`: (list of (lon, lat), tags)."""
    strings = [b""]
    written, lines, ids = [], [], {}

    def keys(tags):
        at = [[], []]
        for pair in tags.items():
            for column, text in zip(at, pair, strict=True):
                if text.encode() not in strings:
                    strings.append(text.encode())
                column.append(varint(strings.index(text.encode())))
        return b"".join(chunk(field, b"".join(column)) for field, column in zip((2, 3), at, strict=True) if column)

    def node(lon, lat, tags):
        identity = len(written) + 1
        where = number(8, signed(round(lat * 1e7))) + number(9, signed(round(lon * 1e7)))
        written.append(chunk(1, number(1, signed(identity)) + keys(tags) + where))
        return identity

    for lon, lat, tags in nodes:
        node(lon, lat, tags)
    for index, (points, tags) in enumerate(ways):
        found = [ids.get(point) or ids.setdefault(point, node(*point, {})) for point in points]
        steps = b"".join(signed(one - before) for before, one in zip([0, *found], found, strict=False))
        lines.append(chunk(3, number(1, varint(1000 + index)) + keys(tags) + chunk(8, steps)))
    table = b"".join(chunk(1, text) for text in strings)
    block = chunk(1, table) + chunk(2, b"".join(written)) + chunk(2, b"".join(lines))
    return blob("OSMHeader", chunk(4, b"OsmSchema-V0.6")) + blob("OSMData", block)


LON, LAT = 46.93, 39.99
"""Where the record lies, near which an extract is wanted in full."""
NODES = [
    (46.94, 39.995, {"place": "village", "name": "Quillstead", "name:ru": "Перьево"}),
    (46.931, 39.992, {"place": "town", "name": "Ağdam"}),
    (47.4, 40.1, {"place": "hamlet", "name": "Farstead"}),
    (12.0, 40.1, {"place": "village", "name": "Elsewhere"}),
]
SQUARE = [(46.925, 39.985), (46.929, 39.985), (46.929, 39.989), (46.925, 39.989), (46.925, 39.985)]
WAYS = [
    ([(46.9, 39.98), (46.95, 39.992), (47.0, 40.0)], {"highway": "primary"}),
    ([(46.928, 39.988), (46.932, 39.991)], {"highway": "residential"}),
    ([(47.3, 40.1), (47.31, 40.11)], {"highway": "residential"}),
    (
        [(46.91, 39.96), (46.94, 39.99), (46.96, 40.02)],
        {"waterway": "river", "name": "Ink Brook", "name:ru": "Чернилка"},
    ),
    (SQUARE, {"landuse": "forest"}),
    ([(x + 0.006, y) for x, y in SQUARE], {"building": "yes"}),
]


def valley():
    """An extract of an invented valley around a real town: one of everything, near the record and far from it."""
    return pbf(NODES, WAYS)
