"""Background files as small as they can be, written by hand."""

import struct
import zlib


def png(grey):
    """A picture of one grey pixel."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    heading = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes([0, grey]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", heading) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def raster_pmtiles(path, tile, metadata=b"{}"):
    """One picture for the whole world, as https://github.com/protomaps/PMTiles version 3 has it."""
    directory = bytes([1, 0, 1, len(tile), 1])  # one entry: tile 0, once, so long (below 128), at the beginning
    begin = 127 + len(directory)
    sections = [127, len(directory), begin, len(metadata), begin + len(metadata), 0, begin + len(metadata), len(tile)]
    flags = bytes([1, 1, 1, 2, 0, 0])  # in order, nothing compressed, PNG, zoom 0 to 0
    extent = struct.pack("<4iB2i", -1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000, 0, 0, 0)
    path.write_bytes(
        b"PMTiles\x03" + struct.pack("<11Q", *sections, 1, 1, 1) + flags + extent + directory + metadata + tile
    )
    return path
