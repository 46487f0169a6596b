"""`today` and `tasks export`."""

import argparse
from collections.abc import Iterator

from advisor_desk.cli.output import Output
from advisor_desk.cli.reading import looked_at_desk
from advisor_desk.domain.moment import MomentCode
from advisor_desk.domain.today import TodayItem, TodayKind, TodayView, Why
from advisor_desk.usecases.find_moments import find_moments
from advisor_desk.usecases.import_ports import Watch
from advisor_desk.usecases.task_calendar import export_tasks
from advisor_desk.usecases.today import today as day_of
from advisor_desk.usecases.today_json import today_json
from advisor_desk.words import service
from advisor_desk.words import today as words
from advisor_desk.words.figures import Figures
from advisor_desk.words.today_reasons import sentence

DONE = 0
_HOUR = 60


def today(options: argparse.Namespace, output: Output) -> int:
    """What is to be done on the run's day, each line with why; moments are brought up to the day first."""
    with looked_at_desk(options, output) as desk:
        progress = output.progress()
        find_moments(desk.book, Watch() if progress is None else Watch(progress))
        view = day_of(desk.book)
    output.result(today_json(view, lambda why: _why(why, output)), list(_lines(view, output)))
    return DONE


def export(options: argparse.Namespace, output: Output) -> int:
    """Open tasks as a calendar file, names masked."""
    with looked_at_desk(options, output) as desk:
        count = export_tasks(desk.book, options.file, output.words.say)
    told = output.words.say("已写出 {count} 项待办：{file}").format(count=count, file=options.file)
    output.result({"tasks": count, "file": str(options.file)}, [told])
    return DONE


def _why(why: Why, output: Output) -> str:
    code, params = why
    figures = Figures(is_english=output.words.language.startswith("en"))
    return sentence(code, params, output.words.say, figures.money)


def _lines(view: TodayView, output: Output) -> Iterator[str]:
    say = output.words.say
    for kind in (*(kind for kind in TodayKind if kind is not TodayKind.QUIET), TodayKind.QUIET):
        items = view.quiet if kind is TodayKind.QUIET else [one for one in view.items if one.kind is kind]
        if items:
            total = view.totals.get(kind, len(items))
            count = f"{len(items)}/{total}" if total > len(items) else str(total)
            yield f"{say(words.SECTIONS[kind.value])} ({count})"
            yield from (_line(item, output) for item in items)
    if not view.items and not view.quiet:
        yield say("今天没有要做的事。")


def _line(item: TodayItem, output: Output) -> str:
    said = _what(item, output)
    due = "" if item.due_on is None else item.due_on.isoformat()
    clock = "" if item.minute is None else f" {item.minute // _HOUR:02d}:{item.minute % _HOUR:02d}"
    between = ". " if output.words.language.startswith("en") else "；"
    why = between.join(_why(one, output) for one in item.why)
    points = " ".join(
        f"{output.words.say(words.SCORE_PARTS[part.code])}{part.points:+d}" for part in item.parts
    )
    return "\t".join((f"  {item.score}", item.client_no, item.name, said, f"{due}{clock}", why, points))


def _what(item: TodayItem, output: Output) -> str:
    """What a line is about, and what a person wrote."""
    say = output.words.say
    if item.code in service.TASK_KINDS:
        word = say(service.TASK_KINDS[item.code])
    elif item.code in MomentCode.__members__:
        word = say(service.MOMENTS[item.code])
    else:
        word = say(words.SECTIONS[item.kind.value])
    return f"{word} {item.text}".strip() if item.kind is not TodayKind.UNSENT else word
