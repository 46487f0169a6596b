"""Search of 200,000 notes as it is typed: words, syllables, initials, in the book and of one client."""

from __future__ import annotations

import random
import time

from advisor_desk.assembly.desk import around
from advisor_desk.storage.note_text import read_aloud
from tests.bench.books import AS_OF
from tests.bench.contact_books import CLIENTS, CONTACTS, WORDS, contacts_book
from tests.bench.figures import Goal, median, percentile

_LIMIT = 50
_MOST_MS = 50
_CUT = 0.3


def notes(rounds: int) -> list[Goal]:
    """The first fifty hits, newest first, the index asked whether it is up to date each time."""
    desk = around(contacts_book().open(), AS_OF, "bench").book
    draw = random.Random(5)  # noqa: S311
    read_aloud("预热")
    taken: list[float] = []
    hits = 0
    for _ in range(rounds):
        typed = _typed(draw)
        client_id = draw.randint(1, CLIENTS) if draw.random() < 0.5 else None
        started = time.perf_counter()
        found = desk.find_notes(typed, _LIMIT, client_id)
        taken.append((time.perf_counter() - started) * 1000)
        hits += bool(found)
    desk.close()
    return [
        Goal(
            f"search of {CONTACTS:,} notes ({rounds} searches, {hits} with hits)",
            f"median {median(taken):.1f} ms, p99 {percentile(taken, 0.99):.1f}",
            "limit",
            percentile(taken, 0.99),
            _MOST_MS,
            unit=" ms",
        )
    ]


def _typed(draw: random.Random) -> str:
    """One to three words of the notes, as characters, syllables or initials, at times cut short."""
    words = [draw.choice(WORDS) for _ in range(draw.choice((1, 1, 2, 3)))]
    text = "".join(words)
    way = draw.choice(("han", "han", "apart", "syllables", "spaced", "initials"))
    if way == "apart":
        return " ".join(words)
    spoken = read_aloud(text)
    typed = {
        "han": text,
        "syllables": "".join(spoken),
        "spaced": " ".join(spoken),
        "initials": "".join(syllable[0] for syllable in spoken),
    }[way]
    return typed[: max(2, len(typed) - 2)] if draw.random() < _CUT else typed
