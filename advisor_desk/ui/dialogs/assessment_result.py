"""What a questionnaire came to, as the client is told it, and the client's confirmation. Shows no score."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from advisor_desk.ui import discreet, fonts, formats, labels
from advisor_desk.ui import labels_suitability as words
from advisor_desk.ui.dialogs.field_box import TextBox
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.card import Line, RoleLabel
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.ui.widgets.marks import RiskBlocks
from advisor_desk.usecases.take_assessment import Misfit, Result

_CTX = "Questionnaire"
_MOST_HOLDINGS = 5


class ResultView(QWidget):
    """Level, meaning, what was stated, holdings that do not fit; below the tick. Signals: `edited()`."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.blocks = RiskBlocks()
        self.level = RoleLabel("", FontRole.CLIENT_NAME)
        self.before = RoleLabel("", FontRole.BODY, "second")
        self.meaning = RoleLabel("", FontRole.BODY)
        self.meaning.setWordWrap(True)
        self.facts: dict[str, RoleLabel] = {}
        self.misfit_title = RoleLabel("", FontRole.BODY_BOLD, "warn")
        self.misfit_title.setWordWrap(True)
        self._misfits = QGridLayout()
        self.tick = QCheckBox(t(_CTX, "客户已看过并确认以上结果"))
        self.by = TextBox(t(_CTX, "确认人"), t(_CTX, "客户姓名，机构填经办人"), is_required=True)
        self._lay_out()
        self.tick.toggled.connect(self.edited)
        self.by.edited.connect(self.edited)

    def show_result(self, result: Result, confirmer: str) -> None:
        """Show `result`; `confirmer` is who will most likely confirm it."""
        self.blocks.set_level(labels.risk_step(result.level), labels.risk(result.level))
        self.level.setText(labels.risk(result.level))
        was = result.before
        self.before.setText(words.before(was.c_level, was.taken_on) if was else t(_CTX, "首次测评"))
        self.before.set_tone("warn" if result.is_changed else "second")
        self.meaning.setText(words.meaning(result.level, result.highest))
        self.facts["horizon"].setText(words.months(result.horizon_months))
        self.facts["varieties"].setText(words.varieties(result.varieties))
        self.facts["valid"].setText(formats.day(result.valid_until))
        self.facts["tell"].setText(formats.day(result.tell_by))
        self._show_misfits(result.misfits)
        self.by.set_text(confirmer)
        self.tick.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 12)
        column.setSpacing(10)
        head = nest(column, QHBoxLayout())
        head.setSpacing(12)
        head.addWidget(self.blocks)
        head.addWidget(self.level)
        head.addWidget(self.before)
        head.addStretch(1)
        column.addWidget(self.meaning)
        grid = nest(column, QGridLayout())
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        named = (
            ("horizon", t(_CTX, "投资期限")),
            ("varieties", t(_CTX, "投资品种")),
            ("valid", t(_CTX, "有效至")),
            ("tell", t(_CTX, "最晚告知日")),
        )
        for row, (key, name) in enumerate(named):
            self.facts[key] = value = RoleLabel("", FontRole.BODY)
            value.setWordWrap(True)
            grid.addWidget(RoleLabel(name, FontRole.SMALL, "second"), row, 0)
            grid.addWidget(value, row, 1)
        column.addWidget(self.misfit_title)
        nest(column, self._misfits)
        self._misfits.setHorizontalSpacing(16)
        self._misfits.setVerticalSpacing(3)
        self._misfits.setColumnStretch(0, 1)
        column.addStretch(1)
        column.addWidget(Line())
        column.addWidget(self.tick)
        self.by.setFixedWidth(fonts.scaled(300))
        column.addWidget(self.by)

    def _show_misfits(self, misfits: tuple[Misfit, ...]) -> None:
        self.misfit_title.setVisible(bool(misfits))
        if not misfits:
            return
        self.misfit_title.setText(t(_CTX, "有 %n 项持仓与这个结果不匹配，请告知客户：", len(misfits)))
        for row, one in enumerate(misfits[:_MOST_HOLDINGS]):
            grade = one.grade.value if one.grade else formats.NOTHING
            since = t(_CTX, "新出现") if one.is_new else t(_CTX, "原来已有")
            self._misfits.addWidget(RoleLabel(one.name, FontRole.BODY), row, 0)
            self._misfits.addWidget(RoleLabel(grade, FontRole.BODY), row, 1)
            self._misfits.addWidget(RoleLabel(words.misfit(one.codes), FontRole.BODY, "warn"), row, 2)
            self._misfits.addWidget(RoleLabel(discreet.money(one.value_fen), FontRole.BODY), row, 3)
            self._misfits.addWidget(RoleLabel(since, FontRole.SMALL, "second"), row, 4)
        left = len(misfits) - _MOST_HOLDINGS
        if left > 0:
            rest = RoleLabel(t(_CTX, "还有 %n 项，见客户页的持仓", left), FontRole.SMALL, "second")
            self._misfits.addWidget(rest, _MOST_HOLDINGS, 0)
