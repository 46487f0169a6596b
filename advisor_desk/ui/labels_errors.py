"""Words for errors in the window's language. The sentences themselves are in `advisor_desk.words`."""

from advisor_desk.errors import DeskError
from advisor_desk.ui.i18n import t
from advisor_desk.words import errors
from advisor_desk.words.errors import ErrorWords, is_known

__all__ = ["ErrorWords", "is_known", "reject", "words"]


def words(error: DeskError) -> ErrorWords:
    """Words for `error`; an unknown code gets the words of its family."""
    return errors.words(error, _translated)


def reject(code: str) -> str:
    """Why a row of a file was rejected."""
    return errors.reject_words(code, _translated)


def _translated(source: str) -> str:
    return t("Errors", source)
