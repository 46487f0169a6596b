"""Which entries of one client's timeline fit what was typed. Contacts are found by the note index."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from advisor_desk.domain.review import TimelineEntry
from advisor_desk.storage.note_text import plain, read_aloud

MOST: Final = 5_000


def together(
    noted: Sequence[TimelineEntry], others: Sequence[TimelineEntry], typed: str
) -> list[TimelineEntry]:
    """Records that were found, and of the others those whose text fits; the newest first."""
    wanted = "".join(plain(typed).split())
    if not wanted:
        return []
    fitting = [entry for entry in others if _fits(entry.text, wanted)]
    # Both are in order, and a stable sort keeps what people said before what was booked.
    return sorted((*noted, *fitting), key=lambda entry: entry.on, reverse=True)


@lru_cache(maxsize=8_192)
def _fits(text: str, wanted: str) -> bool:
    return bool(text) and any(wanted in form for form in _forms(text))


@lru_cache(maxsize=8_192)
def _forms(text: str) -> tuple[str, ...]:
    """The text without spaces, its syllables and its initials."""
    written = "".join(plain(text).split())
    spoken = read_aloud(written) if written else []
    return written, "".join(spoken), "".join(syllable[0] for syllable in spoken)
