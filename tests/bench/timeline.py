"""The timeline of a client with 5,000 events in the real window: frames, months, filter, search."""

from __future__ import annotations

import random

from advisor_desk.assembly.desk import around
from advisor_desk.domain.dates import to_day
from tests.bench.books import AS_OF, BenchBook, empty_book, finished, insert_clients, load, names
from tests.bench.children import child
from tests.bench.contact_books import WORDS, contact
from tests.bench.figures import Goal, median, percentile

EVENTS = 5_000
_CONTACTS, _SIGNALS = 1_500, 500
_FUND = ("519888", "稳健增利六个月", "BOND_FUND")
_CHILD = "tests.bench.timeline_child"


def timeline(rounds: int) -> list[Goal]:
    """Frames over `rounds` processes; the rest as medians."""
    book = _book()
    runs = [child(_CHILD, book.path, book.key_text, 1) for _ in range(rounds)]
    frames = [frame for run in runs for frame in run["frames"]]
    months = [each for run in runs for each in run["months"]]
    searches = [each for run in runs for each in run["search"][1:]]
    first = [run["search"][0] for run in runs]
    chips = [run["chip"] for run in runs]
    return [
        Goal(
            f"timeline of {runs[0]['entries']:,} events: scroll frame p99",
            f"p50 {percentile(frames, 0.5):.1f} ms",
            "one frame",
            percentile(frames, 0.99),
            17,
            unit=" ms",
            note=f"{runs[0]['worded']} rows put into words; all entries read in "
            f"{median([run['read'] for run in runs]):.0f} ms",
        ),
        Goal(
            "timeline: to another month, asked to painted, p99",
            f"median {median(months):.1f} ms",
            "one frame",
            percentile(months, 0.99),
            17,
            unit=" ms",
        ),
        Goal(
            "timeline: filter by a kind, asked to painted",
            f"median {median(chips):.0f} ms",
            "limit",
            max(chips),
            100,
            unit=" ms",
        ),
        Goal(
            "timeline: search of words, syllables, initials, asked to painted",
            f"median {median(searches):.0f} ms",
            "limit",
            percentile(searches, 0.99),
            100,
            unit=" ms",
            note=f"the first of a session {median(first):.0f} ms: it brings in the syllables",
        ),
    ]


def _book() -> BenchBook:
    """One client: contacts recorded one by one, trades and signals as an import leaves them."""
    name = f"timeline-{EVENTS}"
    kept = load(name)
    if kept is not None:
        return kept
    made, book = empty_book(name)
    draw = random.Random(11)  # noqa: S311
    trades = EVENTS - _CONTACTS - _SIGNALS
    with book.change() as connection:
        person = (1, names(1)[0], "PERSON", to_day(AS_OF) - 14_000, to_day(AS_OF) - 4_000)
        insert_clients(connection, [person])
        connection.execute("INSERT INTO product (id, code, name, product_type) VALUES (1, ?, ?, ?)", _FUND)
        connection.executemany(
            "INSERT INTO trade (client_id, trade_no, on_day, trade_kind, status, product_id, amount_fen, "
            "plan_no, is_purchase) VALUES (1, ?, ?, 'SUBSCRIBE', 'CONFIRMED', 1, ?, '', 1)",
            [
                (f"T{n}", to_day(AS_OF) - draw.randint(0, 1_800), draw.randint(1, 99) * 10_000)
                for n in range(trades)
            ],
        )
        connection.executemany(
            "INSERT INTO signal (client_id, on_day, signal_kind, topic, times) VALUES (1, ?, 'SEARCH', ?, 1)",
            [(to_day(AS_OF) - n, f"{draw.choice(WORDS)}{n}") for n in range(_SIGNALS)],
        )
    desk = around(book, AS_OF, "bench")
    desk.roll()
    for _ in range(_CONTACTS):
        desk.book.record(contact("C0000001", draw))
    desk.close()
    finished(name)
    return made
