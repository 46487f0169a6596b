"""Columns of the client list: header, width, alignment, words of each cell. No drawing, no reading."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

from PySide6.QtCore import Qt

from advisor_desk.domain.client_query import SortKey
from advisor_desk.domain.standing import ClientRow
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.i18n import mark, t

LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
STALE_DAYS: Final = 7
"""Assets older than this many days are shown as stale."""

Typed = int | str


class Column(IntEnum):
    """The columns in their order."""

    CLIENT = 0
    TIER = 1
    SCORE = 2
    CLASSIC = 3
    RISK = 4
    AUM = 5
    CHANGE30 = 6
    LAST_CONTACT = 7
    NEXT_DUE = 8
    AUM_ON = 9


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column. `rank` says what goes first when there is no room: 0 stays longest.

    `widths` are the least and the comfortable one in Chinese, then the same in English, at the standard
    text size.
    """

    title: str
    sort: SortKey
    widths: tuple[int, int, int, int]
    rank: int
    text: Callable[[ClientRow, date], str]
    value: Callable[[ClientRow], Typed]
    alignment: Qt.AlignmentFlag = LEFT
    descends_first: bool = False


def _score(row: ClientRow, _today: date) -> str:
    return f"A{row.a} F{row.f} B{row.b} {labels.word(row.group)}"


def _change(row: ClientRow, _today: date) -> str:
    shown = formats.percent(row.change30_bp)
    return f"{formats.arrow(row.change30_bp)} {shown}".strip()


def _is_stale(row: ClientRow, today: date) -> bool:
    return row.aum_on is None or (today - row.aum_on).days > STALE_DAYS


def _data_day(row: ClientRow, today: date) -> str:
    if row.aum_on is None:
        return t("ClientColumns", "暂无数据")
    if _is_stale(row, today):
        return t("ClientColumns", "滞后 %n 天", (today - row.aum_on).days)
    return formats.day(row.aum_on)


def _days(value: date | None) -> int:
    return value.toordinal() if value else 0


COLUMNS: Final[dict[Column, ColumnSpec]] = {
    Column.CLIENT: ColumnSpec(
        mark("客户"),
        SortKey.NAME,
        (92, 104, 96, 104),
        0,
        lambda r, _: discreet.name(r.name),
        lambda r: r.name,
    ),
    Column.TIER: ColumnSpec(
        mark("等级"),
        SortKey.TIER,
        (88, 102, 100, 104),
        1,
        lambda r, _: labels.tier(r.tier, r.tier_variant),
        lambda r: labels.tier_step(r.tier, r.tier_variant),
        descends_first=True,
    ),
    Column.SCORE: ColumnSpec(
        mark("价值分层"),
        SortKey.SCORE,
        (102, 106, 104, 124),
        4,
        _score,
        lambda r: r.a + r.f + r.b,
        descends_first=True,
    ),
    Column.CLASSIC: ColumnSpec(
        mark("RFM"),
        SortKey.CLASSIC,
        (82, 90, 82, 90),
        8,
        lambda r, _: labels.classic(r.classic),
        lambda r: r.classic.r * 100 + r.classic.f * 10 + r.classic.m,
        descends_first=True,
    ),
    Column.RISK: ColumnSpec(
        mark("风险承受"),
        SortKey.RISK,
        (100, 124, 100, 146),
        5,
        lambda r, today: risk_words(r, today)[0],
        lambda r: labels.risk_step(r.c_level),
    ),
    Column.AUM: ColumnSpec(
        mark("总资产"),
        SortKey.AUM,
        (86, 92, 82, 86),
        2,
        lambda r, _: discreet.money(r.aum_fen),
        lambda r: r.aum_fen if r.aum_fen is not None else -1,
        RIGHT,
        descends_first=True,
    ),
    Column.CHANGE30: ColumnSpec(
        mark("近30日"),
        SortKey.CHANGE30,
        (82, 88, 84, 88),
        6,
        _change,
        lambda r: r.change30_bp or 0,
        RIGHT,
        True,
    ),
    Column.LAST_CONTACT: ColumnSpec(
        mark("上次联系"),
        SortKey.LAST_CONTACT,
        (74, 80, 96, 104),
        7,
        lambda r, today: formats.ago(r.last_contact_on, today),
        lambda r: _days(r.last_contact_on),
        RIGHT,
    ),
    Column.NEXT_DUE: ColumnSpec(
        mark("下次服务"),
        SortKey.NEXT_DUE,
        (78, 84, 120, 124),
        3,
        lambda r, today: due_words(r, today),
        lambda r: _days(r.next_due_on),
    ),
    Column.AUM_ON: ColumnSpec(
        mark("数据日期"),
        SortKey.AUM_ON,
        (88, 94, 88, 94),
        9,
        _data_day,
        lambda r: _days(r.aum_on),
        descends_first=True,
    ),
}


def risk_words(row: ClientRow, today: date) -> tuple[str, ...]:
    """The level, the fullest words first; one that has expired says so, however little room there is."""
    level = row.c_level
    if level is None:
        return (labels.risk(None),)
    if row.c_level_expires_on is not None and row.c_level_expires_on <= today:
        ended = t("ClientColumns", "{level} 已过期").format(level=labels.risk_code(level))
        return ended, t("ClientColumns", "已过期"), t("ClientColumns", "过期")
    return labels.risk(level), labels.risk_code(level)


def due_words(row: ClientRow, today: date) -> str:
    """When the client is to be served at the latest; a rhythm that is suspended says so instead."""
    if row.paused_by:
        return t("ClientColumns", "已暂停")
    if row.next_due_on is not None and row.ideal_on is not None and row.ideal_on <= today:
        return formats.due_within(row.next_due_on, today)
    return formats.due(row.next_due_on, today)


def _due_tone(row: ClientRow, today: date) -> str:
    """Amber from the ideal day on, red after the latest; grey while suspended."""
    if row.paused_by:
        return "text3"
    if row.next_due_on is None:
        return "text2"
    if today > row.next_due_on:
        return "danger"
    ideal = row.ideal_on or row.next_due_on
    return "warn" if today >= ideal else "text2"


def _due_tip(row: ClientRow) -> str:
    if row.paused_by:
        # Only a tip needs the words of service.
        from advisor_desk.ui.labels_care import pause

        return pause(row.paused_by)
    if row.ideal_on is None:
        return formats.day(row.next_due_on)
    said = t("ClientColumns", "最好在 {ideal} 前，最迟 {latest}")
    return said.format(ideal=formats.day(row.ideal_on), latest=formats.day(row.next_due_on))


def title(column: Column) -> str:
    """The header of `column` in the language in force."""
    return t("ClientColumns", COLUMNS[column].title)


def tone(row: ClientRow, column: Column, today: date) -> str:
    """The colour token of a cell's text: gain and loss by sign, warn for what is due or stale."""
    if column is Column.CHANGE30:
        return "text2" if not row.change30_bp else "up" if row.change30_bp > 0 else "down"
    if column is Column.NEXT_DUE:
        return _due_tone(row, today)
    if column is Column.AUM_ON:
        return "warn" if _is_stale(row, today) else "text2"
    if column is Column.RISK:
        is_over = row.c_level_expires_on is not None and row.c_level_expires_on <= today
        return "warn" if is_over else "text2"
    if column in (Column.CLIENT, Column.AUM, Column.TIER):
        return "text"
    return "text2"


def tip(row: ClientRow, column: Column, today: date) -> str:
    """What a cell tells in full when the mouse rests on it."""
    if column is Column.AUM:
        return discreet.exact(row.aum_fen)
    if column is Column.LAST_CONTACT:
        return formats.day(row.last_contact_on)
    if column is Column.NEXT_DUE:
        return _due_tip(row)
    if column is Column.AUM_ON:
        return formats.day(row.aum_on)
    if column is Column.RISK and row.c_level_expires_on is not None:
        return t("ClientColumns", "{level}，有效期至 {day}").format(
            level=labels.risk(row.c_level), day=formats.day(row.c_level_expires_on)
        )
    return COLUMNS[column].text(row, today)
