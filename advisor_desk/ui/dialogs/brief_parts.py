"""What the preview of a brief is given, what a person chose in it, and how a page is drawn for the screen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from advisor_desk.ui import i18n
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import Jobs
from advisor_desk.usecases.brief import BriefFacts, Reader, content_for
from advisor_desk.usecases.brief_blocks import Tick
from advisor_desk.usecases.brief_pdf import render_png
from advisor_desk.usecases.brief_sheet import Sheet
from advisor_desk.usecases.save_brief import ExportLog, checked_sheet
from advisor_desk.words.brief import BriefWords
from advisor_desk.words.catalogue import translated

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_CTX = "Brief"


def _ask_printer(parent: QWidget) -> "QPrinter | None":
    from advisor_desk.ui.dialogs.brief_print import ask_printer

    return ask_printer(parent)


def _ask_path(parent: QWidget, suggested: str) -> str:
    return QFileDialog.getSaveFileName(parent, t(_CTX, "保存简报"), suggested, "PDF (*.pdf)")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefParts:
    """What the preview is given. `read`, `keep_goal` and the log of `book` run in the book's lane."""

    client_id: int
    read: Callable[[], BriefFacts]
    keep_goal: Callable[[str], None]
    book: ExportLog
    jobs: Jobs
    ask_printer: Callable[[QWidget], "QPrinter | None"] = _ask_printer
    ask_path: Callable[[QWidget, str], str] = _ask_path


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page for the screen, and its lines that can be ticked off."""

    ticks: tuple[Tick, ...]
    picture: QImage


@dataclass(slots=True)
class Choice:
    """What the person chose: the version, what is off in each, the goal line."""

    reader: Reader = Reader.ADVISOR
    goal: str = ""
    _off: dict[Reader, frozenset[str]] = field(default_factory=dict)

    def tick(self, key: str, *, is_on: bool) -> None:
        """Want a line of the version in sight, or not."""
        off = self._off.get(self.reader, frozenset())
        self._off[self.reader] = off - {key} if is_on else off | {key}

    def sheet_maker(self, facts: BriefFacts, words: BriefWords) -> Callable[[], Sheet]:
        """What makes the page as chosen now, to be run in a job."""
        reader, goal, off = self.reader, self.goal, self._off.get(self.reader, frozenset())

        def make() -> Sheet:
            content = content_for(reader, facts.with_goal(goal))
            return checked_sheet(content, words, facts.advice, off)

        return make


def window_words(*, is_hidden: bool = False) -> BriefWords:
    """The words of the page in the language of the window."""
    is_english = i18n.language() == i18n.ENGLISH
    language = "en" if is_english else "zh_CN"
    return BriefWords(lambda source: translated(source, language), is_english=is_english, is_hidden=is_hidden)


def drawn(sheet: Sheet) -> Drawn:
    """Set the page for the screen."""
    return Drawn(sheet.ticks, QImage.fromData(render_png(sheet)[0]))
