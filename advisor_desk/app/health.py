"""Tells what was found when the book was opened, and checks its pages once a week behind the screen."""

from typing import TYPE_CHECKING

from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import ReadJob

if TYPE_CHECKING:
    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.storage.check import Fault

_CTX = "Health"


def look_after(window: "DeskWindow") -> None:
    """Say what is worth saying about the open book; start the weekly check when it is due."""
    book, notices = window.desk.book.sql, window.notices
    if book.is_save_lost:
        notices.warn(
            t(_CTX, "上次断电或强制关闭时，最后一次保存可能没有写完。"),
            t(_CTX, "请核对最近录入的内容；之前的保存都在。"),
        )
    elif book.was_unclean:
        notices.info(t(_CTX, "上次没有正常关闭，已检查过，内容完好。"))
    if book.is_key_file_repaired:
        notices.warn(t(_CTX, "钥匙文件曾经损坏，已用备份修复。"), t(_CTX, "请尽快做一次备份，并检查磁盘。"))
    if book.is_space_low:
        notices.warn(t(_CTX, "磁盘剩余空间不足 500 MB。"), t(_CTX, "低于 50 MB 时将不能保存，请先腾出空间。"))

    def tell(faults: "tuple[Fault, ...]") -> None:
        if faults:
            notices.warn(
                t(_CTX, "每周检查发现客户册有损坏的页。"),
                t(_CTX, "请从最近的备份恢复，并保留原文件交技术支持。"),
            )

    def check() -> "tuple[Fault, ...]":
        from advisor_desk.storage.check import check_pages_if_due

        return check_pages_if_due(book)

    window.jobs.start(ReadJob(run=lambda _context: check(), done=tell, owner=window))
