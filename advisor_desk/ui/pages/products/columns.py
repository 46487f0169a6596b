"""Columns of the shelf: title, widths, order, words. No drawing."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from advisor_desk.ui import labels
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.pages.products import words
from advisor_desk.usecases.product_facts import ProductFacts
from advisor_desk.usecases.product_filter import ProductSort


class Column(IntEnum):
    """The columns in their order."""

    NAME = 0
    TYPE = 1
    GRADE = 2
    MIX = 3
    MINIMUM = 4
    LIQUIDITY = 5
    FEE = 6
    QUOTA = 7
    STATUS = 8


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column. `rank` says what goes first when there is no room: 0 stays longest.

    `widths` are the least and the comfortable one in Chinese, then the same in English.
    """

    title: str
    sort: ProductSort
    widths: tuple[int, int, int, int]
    rank: int
    text: Callable[[ProductFacts], str]
    is_right: bool = False
    descends_first: bool = False


def _main(one: ProductFacts) -> str:
    return labels.word(one.main_class)


COLUMNS: Final[dict[Column, ColumnSpec]] = {
    Column.NAME: ColumnSpec(
        mark("产品"), ProductSort.NAME, (158, 200, 148, 200), 0, lambda one: one.product.name
    ),
    Column.TYPE: ColumnSpec(
        mark("类型"),
        ProductSort.TYPE,
        (108, 128, 160, 180),
        3,
        lambda one: labels.word(one.product.product_type),
    ),
    Column.GRADE: ColumnSpec(
        mark("风险等级"), ProductSort.GRADE, (96, 104, 104, 112), 1, lambda one: words.grade_short(one.grade)
    ),
    Column.MIX: ColumnSpec(mark("主要投向"), ProductSort.CLASS, (118, 136, 176, 196), 5, _main),
    Column.MINIMUM: ColumnSpec(
        mark("起点"), ProductSort.MINIMUM, (80, 90, 82, 90), 2, lambda one: words.money(one.min_fen), True
    ),
    Column.LIQUIDITY: ColumnSpec(
        mark("流动性"), ProductSort.LIQUIDITY, (88, 96, 92, 100), 6, words.liquidity
    ),
    Column.FEE: ColumnSpec(
        mark("首年费率"), ProductSort.FEE, (80, 86, 96, 104), 7, lambda one: words.fee(one.fee_bp), True
    ),
    Column.QUOTA: ColumnSpec(
        mark("剩余额度"),
        ProductSort.QUOTA,
        (92, 98, 92, 98),
        8,
        lambda one: words.money(one.product.free_quota_fen),
        True,
        True,
    ),
    Column.STATUS: ColumnSpec(
        mark("状态"),
        ProductSort.STATUS,
        (68, 80, 92, 100),
        4,
        lambda one: words.status(one.product.shelf_status),
    ),
}


def title(column: Column) -> str:
    """The header of `column` in the language in force."""
    return t("ProductColumns", COLUMNS[column].title)
