"""`open`, `demo` and `shots`: the commands that show or draw the window."""

import argparse
import os
from pathlib import Path

from advisor_desk import paths
from advisor_desk.cli.arguments import LANGUAGES
from advisor_desk.cli.output import Output
from advisor_desk.cli.session import as_of, book_path, environment_passphrase
from advisor_desk.errors import OutsideFailed
from advisor_desk.settings import load_settings

DONE = 0


def open_window(options: argparse.Namespace, output: Output) -> int:
    """The window of the book. Raises OutsideFailed("desk.no_display") where none can be shown."""
    from advisor_desk.app.start import has_display, run_window

    del output
    if not has_display():
        raise OutsideFailed("desk.no_display")
    return run_window(window_book(options), _language(options), options.as_of)


def window_book(options: argparse.Namespace) -> Path:
    """The book that was named, else the one that the person turned to last, else the usual one."""
    last = Path(load_settings().settings.last_book)
    return last if options.book is None and last.name and last.is_file() else book_path(options)


def demo(options: argparse.Namespace, output: Output) -> int:
    """Make the demo book, or find it made; open its window unless told not to."""
    from advisor_desk.assembly.demo import DEMO_PASSPHRASE, open_or_make_demo
    from advisor_desk.demo.book import DemoPlan
    from advisor_desk.usecases.import_ports import Watch

    path = _demo_path(options)
    plan = DemoPlan(options.clients, options.trades, options.seed, as_of(options))
    own = environment_passphrase()
    secret = own or DEMO_PASSPHRASE
    draw = output.progress()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise OutsideFailed("desk.folder_unwritable", folder=str(path.parent)) from None
    watch = Watch() if draw is None else Watch(progress=draw)
    desk = open_or_make_demo(path, plan, secret, watch, is_any_day=options.as_of is None)
    said = output.words.say("演示客户册：{path}").format(path=path)
    if not options.no_window:
        from advisor_desk.app.start import has_display, run_desk

        if has_display():
            output.note(said)
            return run_desk(desk, _language(options))
    desk.close()
    hint = output.words.say("口令：{passphrase}").format(passphrase=secret)
    document = {"book": str(path), "clients": plan.clients, "trades": plan.trades, "seed": plan.seed}
    output.result(document, [said] if own else [said, hint])
    return DONE


def shots(options: argparse.Namespace, output: Output) -> int:
    """Draw every screen of the book, or those named, without a display."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from advisor_desk.app.shots import SCREENS, Shoot, draw_screens

    if options.list:
        output.result(list(SCREENS), SCREENS)
        return DONE
    from advisor_desk.cli.reading import opened_desk

    with opened_desk(options, output) as desk:
        shoot = Shoot(
            folder=options.folder,
            screens=tuple(options.screen or SCREENS),
            size=options.size,
            theme=options.theme,
            language=output.words.language,
        )
        drawn = draw_screens(desk, shoot)
    output.result([str(path) for path in drawn], [str(path) for path in drawn])
    return DONE


def _demo_path(options: argparse.Namespace) -> Path:
    named: Path | None = options.book
    return paths.user_data() / "demo.book" if named is None else named.expanduser()


def _language(options: argparse.Namespace) -> str | None:
    """The language that was asked for, or None to follow the settings."""
    asked = options.lang or os.environ.get("ADVISOR_DESK_LANG")
    return str(asked) if asked in LANGUAGES else None
