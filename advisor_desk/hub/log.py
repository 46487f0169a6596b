"""The hub's log: one JSON object a line on stderr, with routes, codes and counts. No client data, ever.

What an exception says may hold values of somebody's row, so only its kind and the line of our code are
written. The server's own lines pass through the same form.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TextIO

from advisor_desk.errors import origin

LOGGER = logging.getLogger("advisor_desk.hub")
_SERVER = ("uvicorn", "uvicorn.error")


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's `fields`, or the server's own sentence; of an exception, kind and place."""
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        fields: Mapping[str, object] | None = getattr(record, "fields", None)
        if fields is not None:
            said |= {"what": record.msg, **fields}
        elif record.exc_info and record.exc_info[1] is not None:
            said |= {"what": "failed", **trouble(record.exc_info[1])}
        else:
            said |= {"what": "server", "said": record.getMessage()}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def start(stream: TextIO | None = None) -> None:
    """Write the hub's and the server's lines to `stream`, stderr when there is none."""
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(Lines())
    for name in (LOGGER.name, *_SERVER):
        logger = logging.getLogger(name)
        logger.handlers = [] if name == "uvicorn.error" else [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = name == "uvicorn.error"


def tell(what: str, level: int = logging.INFO, **fields: object) -> None:
    """One line. Fields are names of routes, codes, ids of devices and counts."""
    if LOGGER.isEnabledFor(level):
        LOGGER.log(level, what, extra={"fields": fields})


def trouble(error: BaseException) -> dict[str, str]:
    """Kind of an exception, and module and line of our code where it arose: enough to find it."""
    return {"kind": type(error).__name__, "where": origin(error)}
