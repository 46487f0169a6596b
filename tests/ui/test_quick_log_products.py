"""Products that were mentioned: found by pinyin below the field, checked for the one who is there."""

from pathlib import Path

from PySide6.QtCore import Qt

from tests.builders import Builder
from tests.ui.quick_logs import ENTER, Logger, five_clients, logger


def with_a_shelf(build: Builder) -> None:
    five_clients(build)
    for code, name, pinyin, grade in (
        ("100001", "稳健增长债券", "wen jian zeng zhang zhai quan", "R2"),
        ("100002", "进取成长股票", "jin qu cheng zhang gu piao", "R5"),
    ):
        build.product(code, name, pinyin=pinyin, r_level=grade, shelf_status="ON_SALE")


def mention(at: Logger, typed: str) -> None:
    at.log.form.more.folds["products"].set_open(is_open=True, takes_keys=True)
    at.type(typed)
    at.press(ENTER)


def test_a_product_is_checked_for_the_one_who_is_there(tmp_path: Path) -> None:
    with logger(tmp_path, with_a_shelf) as at:
        at.open()
        at.type("lml")
        at.press(ENTER)
        mention(at, "jqcz")
        assert at.log.form.more.products.codes() == ("100002",)
        said, tone = at.log.form.more.products.told("100002")
        assert tone == "warn", "nobody assessed this client"
        assert said.startswith("禁止")
        at.save()
        (made,) = at.recorded()
        (product,) = made["products"]
        assert (product["code"], product["outcome"]) == ("100002", "FORBID")


def test_for_several_clients_nothing_is_claimed(tmp_path: Path) -> None:
    with logger(tmp_path, with_a_shelf) as at:
        at.open()
        for name in ("lml", "wf"):
            at.type(name)
            at.press(ENTER)
        mention(at, "wjzz")
        assert "只有一位客户时" in at.log.form.more.products.told("100001")[0]
        at.save()
        assert [one["products"][0]["outcome"] for one in at.recorded()] == ["", ""]


def test_a_half_typed_product_is_not_saved_and_can_be_taken_out(tmp_path: Path) -> None:
    with logger(tmp_path, with_a_shelf) as at:
        at.open()
        at.type("lml")
        at.press(ENTER)
        mention(at, "wjzz")
        at.type("xx")
        at.save()
        assert "xx" in at.log.trouble.text()
        assert at.log.focusWidget() is at.log.form.more.products.edit
        for _ in range(2):
            at.press(Qt.Key.Key_Backspace)
        at.press(Qt.Key.Key_Backtab)
        at.press(Qt.Key.Key_Space)
        assert at.log.form.more.products.codes() == ()
        at.save()
        (made,) = at.recorded()
        assert made["products"] == []
