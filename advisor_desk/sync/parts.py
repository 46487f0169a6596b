"""A page in parts: the hub may send ten thousand rows at once, a person who types waits for a thousand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from advisor_desk.wire.pages import KeyPlace, Page, PullRequest
from advisor_desk.wire.rows import Row
from advisor_desk.wire.shapes import RANKS


def in_parts(page: Page, request: PullRequest, most: int) -> Iterator[tuple[Page, PullRequest]]:
    """Smaller pages that together say the same, each with the request that it would answer.

    A part may be longer than `most`: in key order it ends with a row whose rank this version knows, for from
    there a later round would go on.
    """
    start, end = 0, _end(page.rows, 0, most, request)
    while end < len(page.rows):
        part = page.rows[start:end]
        last = part[-1]
        if request.is_first:
            after = KeyPlace(last.client_no, RANKS[last.kind], last.id)
            yield replace(page, rows=part, more=True, after=after), request
            request = replace(request, after=after)
        else:
            yield replace(page, rows=part, more=True), request
            request = replace(request, cursor=last.seq)
        start, end = end, _end(page.rows, end, most, request)
    yield replace(page, rows=page.rows[start:]), request


def _end(rows: Sequence[Row], start: int, most: int, request: PullRequest) -> int:
    end = start + most
    while request.is_first and end < len(rows) and rows[end - 1].kind not in RANKS:
        end += 1
    return end
