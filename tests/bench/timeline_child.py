"""The timeline of one client with many events in the real window, measured: `FILE KEY CLIENT_ID`."""

from __future__ import annotations

import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.bench.window_child import desk_window, open_desk, rest, settle, tell_and_leave

if TYPE_CHECKING:
    from collections.abc import Callable

    from advisor_desk.ui.pages.client360.timeline_card import TimelineCard

_PATIENCE_S = 10


def timeline(file: str, key: str, client: str) -> None:
    """All entries read, scrolled by leaps, wheel and pages, filtered, searched, month by month."""
    from advisor_desk.app.start import make_application

    make_application("zh_CN", "light")
    window = desk_window(open_desk(file, key))
    window.show()
    settle(window)
    detail = window.detail
    shown: list[int] = []
    detail.shown.connect(shown.append)
    detail.show_client(int(client))
    settle(window)
    body = detail.body
    assert body is not None  # noqa: S101
    card = body.timeline
    body.scroller.ensureWidgetVisible(card.list)
    settle(window)
    lines, bar = card.list.lines, card.list.verticalScrollBar()
    started = time.perf_counter()
    bar.setValue(bar.maximum())
    while lines.has_older and time.perf_counter() - started < _PATIENCE_S:
        rest(1)
    read = (time.perf_counter() - started) * 1000
    settle(window)
    figures: dict[str, Any] = {"entries": lines.rowCount(), "read": read, "frames": _frames(card)}
    figures["worded"] = lines.worded
    settle(window)
    chip = next(chip for chip in card.chips if chip.code == "TRADE")
    figures["chip"] = _painted(card, chip.click)
    figures["all"] = _painted(card, card.everything.click)
    count = min(24, len(lines.months()) - 1)
    figures["months"] = [_painted(card, partial(card.step_month, 1)) for _ in range(count)]
    figures["search"] = _search(card)
    tell_and_leave(**figures)


def _frames(card: TimelineCard) -> list[float]:
    """Milliseconds of single frames: leaps through all entries, then the wheel, then page by page."""
    from PySide6.QtWidgets import QApplication

    bar, view = card.list.verticalScrollBar(), card.list.viewport()
    taken = []

    def frame(move: Callable[[], None]) -> None:
        started = time.perf_counter()
        move()
        view.repaint()
        taken.append((time.perf_counter() - started) * 1000)
        QApplication.processEvents()

    for step in range(150):
        frame(partial(bar.setValue, int(bar.maximum() * (step * 37 % 150) / 150)))
    bar.setValue(bar.maximum() // 3)
    rest(200)
    for _ in range(300):
        frame(lambda: bar.setValue(bar.value() + 60))
    for _ in range(150):
        frame(lambda: bar.setValue(bar.value() - bar.pageStep()))
    return taken


def _painted(card: TimelineCard, deed: Callable[[], object]) -> float:
    """Milliseconds from a deed to the painted rows."""
    from PySide6.QtWidgets import QApplication

    started = time.perf_counter()
    deed()
    card.list.viewport().repaint()
    taken = (time.perf_counter() - started) * 1000
    QApplication.processEvents()
    return taken


def _search(card: TimelineCard) -> list[float]:
    """From the search that rests to the painted rows, for words, syllables and initials."""
    taken = []
    for typed in ("流动性", "债券", "zhaiquan", "gef", "健康", "科创"):
        found: list[int] = []
        note = partial(found.append, 1)
        card.list.lines.narrowed.connect(note)
        started = time.perf_counter()
        card.search.searched.emit(typed)
        while not found and time.perf_counter() - started < _PATIENCE_S:
            rest(1)
        card.list.viewport().repaint()
        taken.append((time.perf_counter() - started) * 1000)
        card.list.lines.narrowed.disconnect(note)
        card.search.searched.emit("")
        rest(30)
    return taken


if __name__ == "__main__":
    timeline(*sys.argv[1:])
