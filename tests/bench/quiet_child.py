"""A window whose rules run for the first time, while a person turns to one client after the other."""

from __future__ import annotations

import random
import sys
import time
from functools import partial

from tests.bench.figures import percentile
from tests.bench.window_child import Painted, desk_window, open_desk, rest, tell_and_leave

_BETWEEN_MS = (250, 700)


def main(file: str, key: str, pages: str) -> None:
    """Tell the milliseconds of each page, and how long the steps of the run were."""
    from advisor_desk.app.start import make_application
    from advisor_desk.storage.check import check_pages_if_due
    from advisor_desk.usecases.find_moments import MorningRun

    make_application("zh_CN", "light")
    desk = open_desk(file, key)
    with desk.book.sql.change() as connection:
        connection.execute("DELETE FROM book_meta WHERE key = 'moments_run'")
        connection.execute("DELETE FROM moment")
    check_pages_if_due(desk.book.sql)  # Once a week it holds the book for seconds: not on this day.
    steps: list[float] = []
    cpu: list[float] = []
    runs: list[MorningRun] = []
    step = MorningRun.step

    def watched(run: MorningRun) -> bool:
        started, used = time.perf_counter(), time.thread_time()
        has_more = step(run)
        steps.append((time.perf_counter() - started) * 1000)
        cpu.append(time.thread_time() - used)
        runs[:] = [run]
        return has_more

    MorningRun.step = watched  # type: ignore[assignment, method-assign]
    window = desk_window(desk)
    window.show()
    rest(3_000)
    painted = Painted(window.detail.body)  # type: ignore[arg-type]
    shown: list[int] = []
    window.detail.shown.connect(shown.append)
    draw = random.Random(4)
    window.detail.show_client(1)
    rest(1_000)
    taken = []
    for _ in range(int(pages)):
        before = len(steps)
        shown.clear()
        show = partial(window.detail.show_client, draw.randint(1, 5_000))
        milliseconds = painted.after(show, lambda: bool(shown))
        rest(draw.randint(*_BETWEEN_MS))
        if len(steps) > before:
            taken.append(milliseconds)
    while runs and runs[0].done < runs[0].total:
        rest(100)
    tell_and_leave(
        pages=taken,
        step_p50=percentile(steps, 0.5),
        step_p99=percentile(steps, 0.99),
        cpu=sum(cpu),
        done=runs[0].done,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
