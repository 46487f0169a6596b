"""更正人生阶段: the advisor knows better than the age; with a reason, and back to the age at any time."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from advisor_desk.domain.advice import LifeStage
from advisor_desk.domain.journey import Journey
from advisor_desk.ui import labels
from advisor_desk.ui.dialogs.field_box import CodeBox
from advisor_desk.ui.dialogs.snooze_dialog import ReasonDialog
from advisor_desk.ui.i18n import mark, t

_CTX = "LifeStage"
STAGE_REASONS: Final = (mark("已提前退休"), mark("婚育早于同龄"), mark("仍在创业"), mark("恢复按年龄"))


class LifeStageDialog(ReasonDialog):
    """Signal `chosen(str, str)`: the stage's code, empty for that of the age, and why."""

    chosen = Signal(str, str)

    def __init__(self, journey: Journey, parent: QWidget | None = None) -> None:
        by_age = [("", t(_CTX, "按年龄推定"))]
        stages = [(stage.value, labels.word(stage)) for stage in LifeStage]
        self.stage = CodeBox(t(_CTX, "人生阶段"), by_age + stages)
        super().__init__(t(_CTX, "更正人生阶段"), t(_CTX, "保存"), STAGE_REASONS, parent)
        is_set = journey.is_life_stage_set and journey.life_stage is not None
        self.stage.set_text(str(journey.life_stage) if is_set else "")
        self.stage.setFocus()

    def save(self) -> None:
        """Hand stage and reason over, or tell what is missing."""
        reason = self.reason.checked()
        if reason is None:
            self.reason.setFocus()
            return
        self.set_busy(is_busy=True)
        self.chosen.emit(self.stage.text(), reason)

    def _build(self) -> None:
        self._column.addWidget(self.stage)
        self._add_reason()
