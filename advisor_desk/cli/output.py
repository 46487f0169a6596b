"""What the command line prints: one JSON document, or lines for a person; errors on stderr."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from advisor_desk.cli.words import Words
from advisor_desk.errors import DeskError

Json = Mapping[str, object] | Sequence[object]


class Output:
    """Prints results of one run. With `as_json` exactly one document goes to stdout, and nothing else."""

    def __init__(self, *, as_json: bool, language: str) -> None:
        self.as_json = as_json
        self.words = Words(language)
        self._is_drawing = False
        for name in ("stdout", "stderr"):
            if getattr(sys, name) is None:  # closed by who started the program: nobody wants to read
                setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
            reconfigure = getattr(getattr(sys, name), "reconfigure", None)
            if reconfigure is not None:
                reconfigure(encoding="utf-8", errors="backslashreplace")

    def result(self, document: Json, lines: Iterable[str]) -> None:
        """Print the document, or the lines when no JSON was asked for."""
        if self.as_json:
            json.dump(document, sys.stdout, ensure_ascii=False, default=_plain)
            sys.stdout.write("\n")
            return
        for line in lines:
            sys.stdout.write(line + "\n")

    def note(self, line: str) -> None:
        """A line for a person; goes to stderr so that JSON on stdout stays whole."""
        self._end_drawing()
        sys.stderr.write(line + "\n")

    def error(self, error: DeskError) -> None:
        """One sentence on stderr; with JSON also the error document on stdout."""
        sentence = self.words.error(error)
        self._end_drawing()
        sys.stderr.write(sentence + "\n")
        if self.as_json:
            document = {"error": {"code": error.code, "message": sentence, "params": dict(error.params)}}
            json.dump(document, sys.stdout, ensure_ascii=False, default=_plain)
            sys.stdout.write("\n")

    def progress(self) -> Callable[[int, int], None] | None:
        """A callback (done, total) that draws on a terminal, or None when stderr is no terminal."""
        if not sys.stderr.isatty():
            return None

        def draw(done: int, total: int) -> None:
            share = f"{done * 100 // total:3d}%" if total else f"{done}"
            sys.stderr.write(f"\r{share}")
            self._is_drawing = True
            if total and done >= total:
                self._end_drawing()

        return draw

    def _end_drawing(self) -> None:
        """What is told next begins on a line of its own."""
        if self._is_drawing:
            self._is_drawing = False
            sys.stderr.write("\n")


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
