"""What went wrong on our side, for support: kinds and places in our code, never a word of any client."""

import json
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from logging import INFO, Formatter, Logger, LogRecord, getLogger
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from advisor_desk import __version__

_NAME = "advisor_desk.trouble"
_BYTES = 256 * 1024
_KEPT = 3

Tell = Callable[[BaseException], None]


class _Lines(Formatter):
    """One JSON object a line."""

    def format(self, record: LogRecord) -> str:
        return json.dumps(record.msg, ensure_ascii=True)


def open_log(folder: Path) -> Logger | None:
    """The log in `folder`, or None where it cannot be written: that is no reason not to start."""
    log = getLogger(_NAME)
    log.setLevel(INFO)
    log.propagate = False
    if any(isinstance(handler, RotatingFileHandler) for handler in log.handlers):
        return log
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "trouble.log", maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        return None
    handler.setFormatter(_Lines())
    log.addHandler(handler)
    return log


def facts(error: BaseException) -> dict[str, object]:
    """What is logged of an error: its kind and where in our code. Its text may hold a client's data."""
    places = []
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("advisor_desk"):
            places.append(f"{module}:{trace.tb_lineno}")
        trace = trace.tb_next
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "kind": type(error).__name__,
        "where": places,
    }


def catch_all(log: Logger | None, tell: Tell) -> None:
    """From now on every error that nobody caught is logged and told, instead of printed with its text."""

    def caught(error: BaseException) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.exit(1)
        if log is not None:
            log.info(facts(error))
        tell(error)

    def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        caught(error)

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            caught(args.exc_value)

    sys.excepthook = hook
    threading.excepthook = thread_hook
