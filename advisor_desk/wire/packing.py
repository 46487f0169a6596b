"""Bodies packed with gzip, and unpacked with a cap: a small body must not become a flood (sync.md 3.7)."""

from __future__ import annotations

import gzip
import zlib
from typing import Final

from advisor_desk.wire.version import MOST_INFLATED_BYTES, MOST_RATIO

GZIP: Final = "gzip"
_SMALL = 64 * 1024
"""What any body may become whatever its ratio: a few hundred bytes of blanks are no bomb."""


class TooLarge(ValueError):  # noqa: N818 - named for what it says of the body
    """A body becomes larger than is allowed, or is more tightly packed than any honest one."""


class Unpackable(ValueError):  # noqa: N818 - named for what it says of the body
    """A body is not what its encoding says, or ends too soon."""


def packed(raw: bytes, level: int = 6) -> bytes:
    """`raw` in gzip; the same bytes always give the same bytes."""
    return gzip.compress(raw, compresslevel=level, mtime=0)


def unpacked(body: bytes, most: int = MOST_INFLATED_BYTES) -> bytes:
    """What a gzip body holds. Raises TooLarge, Unpackable."""
    machine = zlib.decompressobj(wbits=31)
    allowed = min(most, max(_SMALL, len(body) * MOST_RATIO))
    try:
        raw = machine.decompress(body, allowed + 1)
    except zlib.error:
        raise Unpackable("gzip") from None
    if len(raw) > allowed:
        raise TooLarge("inflated")
    if not machine.eof or machine.unused_data:
        raise Unpackable("gzip")
    return raw
