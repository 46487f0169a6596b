"""What went wrong on our side, for support: kinds and places in our code, never a word of any client."""

import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from advisor_desk import __version__
from advisor_desk.errors import places

_NAME = "advisor_desk.trouble"
_BYTES = 256 * 1024
_KEPT = 3

Tell = Callable[[BaseException], None]


class TroubleLog:
    """Lines of JSON in a folder, a few files of bounded size. Nothing is imported or made before trouble."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, error: BaseException) -> None:
        """Add one line about `error`. A log that cannot be written is no further trouble."""
        import json
        from logging import INFO, getLogger
        from logging.handlers import RotatingFileHandler

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(
                self._folder / "trouble.log", maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8"
            )
        except OSError:
            return
        log = getLogger(_NAME)
        log.propagate = False
        log.setLevel(INFO)
        log.addHandler(handler)
        log.info(json.dumps(facts(error), ensure_ascii=True))
        log.removeHandler(handler)
        handler.close()


def facts(error: BaseException) -> dict[str, object]:
    """What is logged of an error: its kind and where in our code. Its text may hold a client's data."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "kind": type(error).__name__,
        "where": places(error),
    }


def catch_all(log: TroubleLog, tell: Tell) -> None:
    """From now on every error that nobody caught is logged and told, instead of printed with its text."""

    def caught(error: BaseException) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.exit(1)
        log.write(error)
        tell(error)

    def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        caught(error)

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            caught(args.exc_value)

    sys.excepthook = hook
    threading.excepthook = thread_hook
