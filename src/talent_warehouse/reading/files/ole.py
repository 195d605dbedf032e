"""An OLE container's streams by name: what an xls stands in. Only as much as the guards need; broken chains just end."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

_MINI = 4096  # bytes; smaller streams live in one of their own
_FREE = 0xFFFFFFF0  # from here on a sector number says end, free or bad


def stream(data: bytes, names: Sequence[str]) -> bytes | None:
    """The first stream of one of these names, in any case. Raises: struct.error for what is no container."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if not 7 <= shift <= 16 or not 4 <= mini_shift <= shift:
        return None
    directory_at, _, cutoff, mini_at = struct.unpack_from("<4I", data, 48)
    size = 1 << shift

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    table = [n for at in _table_sectors(data, size) for n in _numbers(sector(at))]
    directory = b"".join(map(sector, _chain(table, directory_at)))
    root = mini = b""
    wanted = [n.casefold() for n in names]
    for at in range(0, len(directory) - 127, 128):
        name, kind, start, length = _entry(directory[at : at + 128])
        if kind == 5:
            root = b"".join(map(sector, _chain(table, start)))
        elif kind == 2 and name.casefold() in wanted:
            if length >= cutoff:
                return b"".join(map(sector, _chain(table, start)))[:length]
            mini = b"".join(map(sector, _chain(table, mini_at)))
            step, numbers = 1 << mini_shift, _numbers(mini)
            return b"".join(root[n * step : (n + 1) * step] for n in _chain(numbers, start))[:length]
    return None


def is_cut(data: bytes) -> bool:
    """Whether the container's tables name sectors that lie behind its end, for its directory or its workbook."""
    try:
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        (directory_at,) = struct.unpack_from("<I", data, 48)
    except struct.error:
        return True
    if not 7 <= shift <= 16 or not 4 <= mini_shift <= shift:
        return False
    size, sectors = 1 << shift, -(-len(data) // (1 << shift)) - 1  # the last may be shorter
    own = [n for n in struct.unpack_from("<109I", data.ljust(512, b"\0"), 76) if n < _FREE]
    if any((n + 2) * size > len(data) for n in own[: struct.unpack_from("<I", data.ljust(512, b"\0"), 44)[0]]):
        return True
    table = [n for at in _table_sectors(data, size) for n in _numbers(data[(at + 1) * size : (at + 2) * size])]
    chain = list(_chain(table, directory_at))
    if any(n >= sectors for n in chain):
        return True
    directory = b"".join(data[(n + 1) * size : (n + 2) * size] for n in chain)
    for at in range(0, len(directory) - 127, 128):
        name, kind, start, length = _entry(directory[at : at + 128])
        if kind == 2 and name.casefold() in ("workbook", "book") and length >= _MINI:
            return any(n >= sectors for n in _chain(table, start))
    return False


def _entry(entry: bytes) -> tuple[str, int, int, int]:
    (length,) = struct.unpack_from("<H", entry, 64)
    start, size = struct.unpack_from("<II", entry, 116)
    return entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace"), entry[66], start, size


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _table_sectors(data: bytes, size: int) -> Iterator[int]:
    """The sectors of the allocation table: 109 in the header, the rest in a chain of their own."""
    yield from (n for n in struct.unpack_from("<109I", data, 76) if n < _FREE)
    (at,) = struct.unpack_from("<I", data, 68)
    seen = set()
    while at < _FREE and at not in seen and (at + 2) * size <= len(data):
        seen.add(at)
        *numbers, at = _numbers(data[(at + 1) * size : (at + 2) * size])
        yield from (n for n in numbers if n < _FREE)


def _chain(table: Sequence[int], start: int) -> Iterator[int]:
    """Sector numbers in order; a ring ends where it began."""
    left = len(table)
    while start < len(table) and left > 0:
        yield start
        start, left = table[start], left - 1
