"""OLE containers, as old workbooks and those with a password come in: streams by name in a small file system."""

from __future__ import annotations

import struct

_SIGN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE, _END, _TABLE, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR, _LEAST = 512, 4096  # smaller streams would live in a stream of their own


def container(name: str, stream: bytes) -> bytes:
    """A container with one stream: header, table of sectors, directory, stream."""
    body = stream.ljust(_LEAST, b"\0")
    sectors = -(-len(body) // _SECTOR)
    tables = 1
    while tables * 128 < tables + 1 + sectors:
        tables += 1
    first = tables + 1
    table = [_TABLE] * tables + [_END, *range(first + 1, first + sectors), _END]
    header = _SIGN + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += struct.pack("<5I", tables, tables, 0, _LEAST, _END) + struct.pack("<3I", 0, _END, 0)
    header += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _NONE, first, max(len(stream), _LEAST))
    written = struct.pack(f"<{len(table)}I", *table).ljust(tables * _SECTOR, b"\xff")
    return header + written + directory.ljust(_SECTOR, b"\0") + body.ljust(sectors * _SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, _NONE, _NONE, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)
