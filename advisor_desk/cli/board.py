"""`board`: structure by month-end, who moved, rhythm kept, contacts, first responses."""

import argparse
from collections.abc import Iterator

from advisor_desk.cli.output import Output
from advisor_desk.cli.reading import looked_at_desk
from advisor_desk.usecases.board import keep_month_ends, moves, view_of
from advisor_desk.usecases.board_json import board_json
from advisor_desk.usecases.board_view import BoardView, Moves
from advisor_desk.usecases.reports import Segment

DONE = 0


def board(options: argparse.Namespace, output: Output) -> int:
    """The board on the run's day; month-ends that the book lacks are kept first.

    Without `--from` and `--to` the newest two month-ends are compared.
    """
    with looked_at_desk(options, output) as desk:
        keep_month_ends(desk.book)
        facts = desk.book.board_facts()
        view = view_of(desk.book, facts)
    has_two = view.fills_on is None
    start, end = options.start, options.end
    if has_two:
        end = end or view.ends[-1]
        start = start or max((on for on in view.ends if on < end), default=view.ends[0])
    asked = has_two or start is not None or end is not None
    moved = moves(facts, start or view.as_of, end or view.as_of) if asked else None
    output.result(board_json(view, moved), list(_lines(view, moved, output)))
    return DONE


def _lines(view: BoardView, moved: Moves | None, output: Output) -> Iterator[str]:
    say = output.words.say
    for month in view.structures:
        shares = (
            f"{line.key.value} {_percent(line.clients_share)} {_percent(line.assets_share)} "
            f"{_percent(line.revenue_share)}"
            for line in month.structure.lines
        )
        yield "\t".join((month.on.isoformat(), str(month.structure.total.clients), *shares))
    if view.fills_on is not None:
        yield say("要有两个月末才能比较，{day} 起可以。").format(day=view.fills_on.isoformat())
    if moved is not None:
        yield f"{moved.start.isoformat()} → {moved.end.isoformat()}"
        for ends, many in sorted(moved.counts.items(), key=lambda one: _names(one[0])):
            yield f"{_names(ends)}\t{many}"
        for one in moved.movers:
            yield "\t".join((one.client_no, _names((one.start, one.end)), one.why[0]))
    for day in view.cadence:
        yield say("守时 {day}：{kept}/{owed} {share}").format(
            day=day.on.isoformat(), kept=day.whole.kept, owed=day.whole.owed, share=_percent(day.whole.share)
        )
    found = view.responses
    yield say("首次响应：已回 {answered}，中位 {median} 分钟，最长 {worst} 分钟；待回 {waiting}").format(
        answered=found.answered,
        median="-" if found.median_minutes is None else found.median_minutes,
        worst="-" if found.worst_minutes is None else found.worst_minutes,
        waiting=view.waiting,
    )


def _names(ends: tuple[Segment | None, Segment | None]) -> str:
    return " → ".join("-" if end is None else end.value for end in ends)


def _percent(per_mille: int | None) -> str:
    return "-" if per_mille is None else f"{per_mille // 10}.{per_mille % 10}%"
