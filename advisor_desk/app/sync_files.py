"""Naming a sealed file for head office, and its answer; what taking an answer in would do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from advisor_desk.ui import formats, labels_sync
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.sync.parts import CTX

if TYPE_CHECKING:
    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.usecases.run_sync import Reply

SEALED: Final = ".adsync"
AskPath = Callable[["DeskWindow"], Path | None]


def ask_to_save(window: DeskWindow) -> Path | None:
    """Where the sealed file is to be written; None when the person thought better of it."""
    name = f"advisor-desk-{datetime.now().astimezone():%Y%m%d-%H%M}{SEALED}"
    chosen, _ = QFileDialog.getSaveFileName(
        window, t(CTX, "导出封装文件"), name, t(CTX, "封装文件 (*.adsync)")
    )
    return Path(chosen) if chosen else None


def question_of(reply: Reply, now: datetime) -> str:
    """What taking in an answer would do, before it is done."""
    told = t(
        CTX,
        "回执文件({when})：总部收下 {applied} 条、重复 {known} 条、退回 {refused} 条，"
        "带来 {rows} 项更新。要导入吗？",
    )
    return told.format(
        when=labels_sync.when(reply.made_at, now),
        applied=formats.count(reply.applied),
        known=formats.count(reply.duplicates),
        refused=formats.count(len(reply.quarantined)),
        rows=formats.count(reply.rows),
    )


def ask_to_open(window: DeskWindow) -> Path | None:
    """Which answer of head office is to be read; None when the person thought better of it."""
    chosen, _ = QFileDialog.getOpenFileName(
        window, t(CTX, "导入回执文件"), "", t(CTX, "封装文件 (*.adsync);;所有文件 (*)")
    )
    return Path(chosen) if chosen else None
