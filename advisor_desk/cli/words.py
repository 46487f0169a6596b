"""What the command line says, in Chinese or English. The same sentences as the window's."""

from collections.abc import Mapping

from advisor_desk.domain.field_words import listed_in_english
from advisor_desk.errors import DeskBug, DeskError, Param
from advisor_desk.words import errors
from advisor_desk.words.catalogue import translated


class Words:
    """Sentences in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, source: str) -> str:
        """`source` in this language."""
        return translated(source, self.language)

    def error(self, error: DeskError) -> str:
        """What happened and what to do next, on one line; for our own bugs also where, for support."""
        sentence = errors.words(self._in_language(error), self.say, is_once=True).together
        if not isinstance(error, DeskBug):
            return sentence
        where = " ".join(str(error.params[key]) for key in ("kind", "where") if key in error.params)
        return f"{sentence} [{where or error.code}]"

    def _in_language(self, error: DeskError) -> DeskError:
        """The error with the names of columns in this language: they are parameters, not sentences."""
        columns = error.params.get("columns")
        if not isinstance(columns, str) or not self.language.startswith("en"):
            return error
        return type(error)(error.code, **{**error.params, "columns": listed_in_english(columns)})

    def fault(self, code: str, params: Mapping[str, Param]) -> str:
        """What a check of the book found."""
        return errors.fault_words(code, params, self.say)

    def reject(self, code: str) -> str:
        """Why a row was rejected."""
        return errors.reject_words(code, self.say)
