"""Words for errors: code -> what happened, and what to do next. One sentence each, no code for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from advisor_desk.errors import DeskBug, DeskError, OutsideFailed, Param
from advisor_desk.ui.i18n import mark, t

Pair = tuple[str, str]


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
    DeskBug: (
        mark("程序出了意外,这一步没有完成。"),
        mark("数据没有改动。可以再试一次;若仍不行,请重新打开程序。"),
    ),
    OutsideFailed: (mark("系统没有让这一步完成。"), mark("请检查磁盘空间和文件夹权限后再试。")),
    DeskError: (mark("这一步没有完成。"), mark("请核对输入后再试。")),
}

_WORDS: Final[dict[str, Pair]] = {
    "desk.unexpected": (
        mark("程序出了意外,这一步没有完成。"),
        mark("数据没有改动。可以再试一次;若仍不行,请重新打开程序。"),
    ),
    "settings.not_written": (mark("设置没有保存。"), mark("请检查数据文件夹是否可写。")),
}


def words(error: DeskError) -> ErrorWords:
    """Words for `error`; an unknown code gets the words of its family."""
    pair = _WORDS.get(error.code) or _family(error)
    known = _Known(error.params)
    return ErrorWords(*(t("Errors", text).format_map(known) if text else "" for text in pair))


def is_known(code: str) -> bool:
    """True when `code` has words of its own."""
    return code in _WORDS


def _family(error: DeskError) -> Pair:
    for family, pair in _FAMILY.items():
        if isinstance(error, family):
            return pair
    return ("", "")
