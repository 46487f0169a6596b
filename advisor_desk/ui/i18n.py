"""Languages of the window. Chinese is the source text; English comes from resources/i18n/en/*.toml.

A catalogue maps a Chinese text to English, or to `[one, many]` where the text holds `%n`. A key
`"Context|文"` wins over `"文"`. Every text is read while the program starts in English only; in Chinese
no catalogue is opened.
"""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from advisor_desk.errors import DeskBug
from advisor_desk.words.catalogue import Entry, english

CHINESE: Final = "zh"
ENGLISH: Final = "en"
LANGUAGES: Final = (CHINESE, ENGLISH)


class _State:
    language = CHINESE
    installed: Final[list[QTranslator]] = []


class CatalogueTranslator(QTranslator):
    """Answers Qt's questions for a text from the English catalogue."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        super().__init__()
        self._entries = entries

    def isEmpty(self) -> bool:
        return not self._entries

    def translate(
        self, context: str, source: str, disambiguation: str | bytes | None = None, n: int = -1
    ) -> str | None:
        found = self._entries.get(f"{context}|{source}", self._entries.get(source))
        if found is None:
            return None
        if isinstance(found, str):
            return found
        return found[0] if n == 1 else found[1]


def resolve(choice: str) -> str:
    """The language for a setting: "zh_CN", "en", or "system" for what the machine speaks."""
    if choice == "system":
        choice = QLocale.system().name()
    return ENGLISH if choice.startswith(ENGLISH) else CHINESE


def install(choice: str = CHINESE) -> None:
    """Make `choice` the language of all texts made from now on; windows are built after this."""
    app = QCoreApplication.instance()
    if app is None:
        raise DeskBug("i18n.no_application")
    for old in _State.installed:
        app.removeTranslator(old)
    _State.installed.clear()
    _State.language = resolve(choice)
    made: QTranslator
    if _State.language == ENGLISH:
        made = CatalogueTranslator(english())
    else:
        made = QTranslator()
        made.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    app.installTranslator(made)
    _State.installed.append(made)


def language() -> str:
    """The language in force."""
    return _State.language


def t(context: str, source: str, n: int = -1) -> str:
    """`source` in the language in force, for code that is no QObject; `%n` becomes `n`."""
    return QCoreApplication.translate(context, source, None, n)


def mark(source: str) -> str:
    """`source` itself: marks a text of a table as one to translate where it is shown."""
    return source
