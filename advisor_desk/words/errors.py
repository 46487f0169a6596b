"""Words for errors: code -> what happened, and what to do next. One sentence each, no code for people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from advisor_desk.errors import DeskBug, DeskError, OutsideFailed, Param
from advisor_desk.words.errors_advice import ADVICE_WORDS
from advisor_desk.words.errors_board import BOARD_WORDS
from advisor_desk.words.errors_book import BOOK_WORDS, RULES_REASONS
from advisor_desk.words.errors_files import FILE_WORDS
from advisor_desk.words.errors_hub import HUB_WORDS
from advisor_desk.words.errors_log import LOG_WORDS
from advisor_desk.words.errors_sync import ONCE_ONLY, SYNC_WORDS
from advisor_desk.words.errors_tasks import TASK_WORDS
from advisor_desk.words.errors_usage import FAULT_WORDS, USAGE_WORDS

Pair = tuple[str, str]
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """What happened and what to do next; `next_step` may be empty."""

    sentence: str
    next_step: str

    @property
    def together(self) -> str:
        """Both on one line."""
        return f"{self.sentence} {self.next_step}".strip()


class _Known(dict[str, Param]):
    def __missing__(self, key: str) -> str:
        return "?"


_FAMILY: Final[Mapping[type[DeskError], Pair]] = {
    DeskBug: ("程序出了意外，这一步没有完成。", "数据没有改动。可以再试一次；若仍不行，请重新打开程序。"),
    OutsideFailed: ("系统没有让这一步完成。", "请检查磁盘空间和文件夹权限后再试。"),
    DeskError: ("这一步没有完成。", "请核对输入后再试。"),
}

ERROR_WORDS: Final[Mapping[str, Pair]] = {
    **BOOK_WORDS,
    **FILE_WORDS,
    **ADVICE_WORDS,
    **LOG_WORDS,
    **TASK_WORDS,
    **SYNC_WORDS,
    **BOARD_WORDS,
    **HUB_WORDS,
    **FAULT_WORDS,
    **USAGE_WORDS,
}


def words(error: DeskError, translate: Translate, *, is_once: bool = False) -> ErrorWords:
    """Words for `error`, through `translate`; an unknown code gets the words of its family.

    `is_once` is for a program that ends after one deed, and so tries nothing again by itself.
    """
    pair = ERROR_WORDS.get(error.code) or _family(error)
    if is_once and error.code in ONCE_ONLY:
        pair = pair[0], ONCE_ONLY[error.code]
    known = _Known(_with_reason(error.params, translate) if error.code == "rules.invalid" else error.params)
    return ErrorWords(*(translate(text).format_map(known) if text else "" for text in pair))


def fault_words(code: str, params: Mapping[str, Param], translate: Translate) -> str:
    """What a check of the book found, without what to do next; the code itself when it has no words."""
    pair = ERROR_WORDS.get(code)
    return translate(pair[0]).format_map(_Known(params)) if pair else code


def reject_words(code: str, translate: Translate) -> str:
    """One sentence for the code of a rejected row; the code itself when it has no words."""
    pair = ERROR_WORDS.get(code)
    return " ".join(translate(text) for text in pair if text) if pair else code


def is_known(code: str) -> bool:
    """True when `code` has words of its own."""
    return code in ERROR_WORDS


def all_texts() -> list[str]:
    """Every Chinese text here, for the test that asks for its English."""
    pairs = [*_FAMILY.values(), *ERROR_WORDS.values()]
    return [text for pair in pairs for text in pair if text] + [*RULES_REASONS.values(), *ONCE_ONLY.values()]


def _with_reason(params: Mapping[str, Param], translate: Translate) -> Mapping[str, Param]:
    """The key of a faulty rules file with what is wrong there; a file that is none at all has no key."""
    problem, key = str(params.get("problem", "")), str(params.get("key", ""))
    reason = translate(RULES_REASONS[problem]) if problem in RULES_REASONS else problem
    return {**params, "key": f"{key} ({reason})" if key and reason else key or reason}


def _family(error: DeskError) -> Pair:
    return next(pair for family, pair in _FAMILY.items() if isinstance(error, family))
