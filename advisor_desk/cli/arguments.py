"""The grammar of the command line: options before the command, then the command and its own.

argparse and not a larger library: it is imported before the window's first paint.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from advisor_desk import __version__

LANGUAGES = ("zh_CN", "en")
IMPORT_KINDS = (
    "clients",
    "accounts",
    "assets",
    "holdings",
    "trades",
    "revenue",
    "products",
    "assessments",
    "consents",
    "signals",
    "relations",
)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Options with `run`, the command's function. Exits with status 2 on a wrong call, like any argparse."""
    parser = argparse.ArgumentParser(prog="advisor-desk", description="投顾工作台 · Advisor Desk")
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--book", type=Path, default=_environment_path(), metavar="FILE")
    parser.add_argument("--as-of", type=_iso_date, default=None, metavar="YYYY-MM-DD")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", choices=LANGUAGES, default=_environment_language())
    parser.set_defaults(run=_lazy("window", "open_window"))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _window(commands)
    _book(commands)
    _import(commands)
    _read(commands)
    _rules(commands)
    options = parser.parse_args(argv)
    check = getattr(options, "check", None)
    if check is not None:
        check(parser, options)
    return options


def _lazy(module: str, function: str) -> Callable[[argparse.Namespace, object], int]:
    """The command's function, whose module is imported only when it runs."""

    def run(options: argparse.Namespace, output: object) -> int:
        return int(getattr(import_module(f"advisor_desk.cli.{module}"), function)(options, output))

    return run


def _environment_path() -> Path | None:
    value = os.environ.get("ADVISOR_DESK_BOOK")
    return Path(value) if value else None


def _environment_language() -> str:
    value = os.environ.get("ADVISOR_DESK_LANG", "")
    return value if value in LANGUAGES else "zh_CN"


def _wrong(text: str, example: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{text!r} is not like {example}")


def _iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong(text, "2026-11-21") from None


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise _wrong(text, "1")
    return value


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.partition("x")
    if not (cross and width.isdigit() and height.isdigit()):
        raise _wrong(text, "1366x768")
    return int(width), int(height)


def _window(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    commands.add_parser("open").set_defaults(run=_lazy("window", "open_window"))
    demo = commands.add_parser("demo")
    demo.add_argument("--clients", type=_count, default=300, metavar="N")
    demo.add_argument("--trades", type=_count, default=20_000, metavar="N")
    demo.add_argument("--seed", type=int, default=20_260, metavar="S")
    demo.add_argument("--no-window", action="store_true")
    demo.set_defaults(run=_lazy("window", "demo"))
    shots = commands.add_parser("shots")
    shots.add_argument("folder", type=Path, nargs="?", metavar="DIR")
    shots.add_argument("--screen", action="append", metavar="NAME")
    shots.add_argument("--size", type=_size, default=(1366, 768), metavar="1366x768")
    shots.add_argument("--theme", choices=("light", "dark"), default="light")
    shots.add_argument("--list", action="store_true")
    shots.set_defaults(run=_lazy("window", "shots"), check=_check_shots)


def _check_shots(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.folder is None and not options.list:
        parser.error("shots needs DIR, or --list")


def _book(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    book = commands.add_parser("book").add_subparsers(dest="book_command", required=True, metavar="ACTION")
    book.add_parser("new").set_defaults(run=_lazy("book", "new"))
    book.add_parser("check").set_defaults(run=_lazy("book", "check"))
    book.add_parser("passphrase").set_defaults(run=_lazy("book", "change_passphrase"))
    backup = book.add_parser("backup")
    backup.add_argument("folder", type=Path, metavar="DIR")
    backup.set_defaults(run=_lazy("book", "backup"))
    restore = book.add_parser("restore")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.set_defaults(run=_lazy("book", "restore"))


def _import(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`import KIND FILE`, `import batches`, `import undo BATCH` and `import --template KIND [FILE]`."""
    parser = commands.add_parser("import")
    parser.add_argument("what", nargs="?", metavar="KIND|batches|undo")
    parser.add_argument("target", nargs="?", metavar="FILE|BATCH")
    parser.add_argument("--template", choices=IMPORT_KINDS, metavar="KIND")
    parser.add_argument("--profile", metavar="NAME_OR_FILE")
    parser.add_argument("--mode", choices=("add", "update", "both"), default="both")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--rejects", type=Path, metavar="FILE")
    parser.set_defaults(run=_lazy("files", "run_import"), check=_check_import)


def _check_import(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if options.template:
        # `--template KIND FILE`: argparse has put FILE where KIND stands without --template.
        if options.target is not None:
            parser.error("--template takes one FILE at most")
        options.target, options.what = options.what, None
        return
    if options.what not in (*IMPORT_KINDS, "batches", "undo"):
        parser.error("import needs KIND and FILE, batches, undo BATCH, or --template KIND")
    if options.what != "batches" and options.target is None:
        parser.error(f"import {options.what} needs {'BATCH' if options.what == 'undo' else 'FILE'}")


def _read(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    clients = commands.add_parser("clients")
    clients.add_argument("--find", metavar="TEXT")
    clients.add_argument("--view", metavar="NAME")
    clients.set_defaults(run=_lazy("read", "clients"))
    client = commands.add_parser("client")
    client.add_argument("number", metavar="NO")
    client.set_defaults(run=_lazy("read", "client"))
    score = commands.add_parser("score")
    score.add_argument("--client", metavar="NO")
    score.add_argument("--explain", action="store_true")
    score.set_defaults(run=_lazy("read", "score_clients"))


def _rules(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    rules = commands.add_parser("rules").add_subparsers(dest="rules_command", required=True, metavar="ACTION")
    rules.add_parser("show").set_defaults(run=_lazy("rules", "show"))
    verify = rules.add_parser("verify")
    verify.add_argument("kind", choices=("rfm", "suitability", "tier", "allocation"), metavar="KIND")
    verify.add_argument("cases", type=Path, metavar="CASES.csv")
    verify.set_defaults(run=_lazy("rules", "verify"))
