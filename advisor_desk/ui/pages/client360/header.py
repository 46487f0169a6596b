"""The head of the page: who the client is, tier and why, group, C level, last contact, what can be done."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.rules.papers import paper_state
from advisor_desk.ui import discreet, fonts, labels, labels_care, labels_scores, labels_suitability, tokens
from advisor_desk.ui import labels_client360 as words
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.card import ElidedLabel
from advisor_desk.ui.widgets.controls import Button, GhostButton
from advisor_desk.ui.widgets.flow_row import FlowRow
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.ui.widgets.marks import Mark, Pill, RfmBars, RiskBlocks, WarnPill
from advisor_desk.ui.widgets.paint import tier_colors

_CTX = "Client360"
_AVATAR = 48
_WORDS = 430
_MARGINS = 28
_LEADING = 2
"""The buttons that lead to the brief and to the allocation."""


class Avatar(Mark):
    """The first character of the name in a circle of the tier's colour."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._step = 0

    def show_text(self, text: str, step: int) -> None:
        """Show `text` in the colours of tier step 0 to 4."""
        self._text, self._step = text, step
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_AVATAR, _AVATAR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, ink = tier_colors(self._step)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawEllipse(QRectF(self.rect()))
        painter.setPen(ink)
        painter.setFont(fonts.font(FontRole.CLIENT_NAME))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)


class _Signed(QWidget):
    """A painted sign and the words beside it, kept together when the row wraps."""

    def __init__(self, sign: QWidget, key: str) -> None:
        super().__init__()
        self.words = FigureLink(key)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(sign)
        row.addWidget(self.words)


class ClientHeader(QFrame):
    """Signals: `asked(str)` for an explanation, `copy_asked()` for a summary on the clipboard,
    `edit_asked()` for the client's form, `brief_asked()` for the page for a meeting,
    `plan_asked()` for the allocation, `promises_asked()` for what the client was promised.
    """

    asked = Signal(str)
    copy_asked = Signal()
    edit_asked = Signal()
    brief_asked = Signal()
    plan_asked = Signal()
    promises_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.avatar = Avatar()
        self.name = ElidedLabel("", FontRole.CLIENT_NAME)
        self.name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.tier = Pill()
        self.bars = RfmBars()
        self.group = _Signed(self.bars, "GROUP")
        self.blocks = RiskBlocks()
        self.level = _Signed(self.blocks, "C_LEVEL")
        self.due = WarnPill()
        self.id_due = WarnPill()
        self.who = ElidedLabel("", FontRole.SMALL, "second")
        self.reason = FigureLink("TIER", FontRole.SMALL, "primary")
        self.reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.contact = ElidedLabel("", FontRole.SMALL, "second")
        self.follow_up = FigureLink("NEXT_DUE", FontRole.SMALL, "text2")
        self.promises = FigureLink("", FontRole.SMALL_BOLD, "warn")
        self.complaint = WarnPill(t(_CTX, "投诉未结"))
        why, copy = t(_CTX, "为什么 (W)"), t(_CTX, "复制摘要，不含证件与完整手机号 (Ctrl+Shift+C)")
        self.why_button = Button(t(_CTX, "为什么"), "help")
        self.copy_button = Button(t(_CTX, "复制摘要"), "copy")
        self.why_button.setToolTip(why)
        self.copy_button.setToolTip(copy)
        edit = t(_CTX, "修改资料 (E)")
        self.edit_button = Button(t(_CTX, "修改资料"), "pencil")
        self.edit_button.setToolTip(edit)
        brief = t(_CTX, "会前简报 (Ctrl+B)")
        self.brief_button = Button(t(_CTX, "会前简报"), "file-text")
        self.brief_button.setToolTip(brief)
        self.small_brief = GhostButton("file-text", brief)
        plan = t(_CTX, "配置与试算 (Ctrl+Shift+A)")
        self.plan_button = Button(t(_CTX, "配置与试算"), "target")
        self.plan_button.setToolTip(plan)
        self.small_plan = GhostButton("target", plan)
        self.small_edit = GhostButton("pencil", edit)
        self.small_why = GhostButton("help", why)
        self.small_copy = GhostButton("copy", copy)
        self._lay_out()
        self._connect()
        self._choose_buttons(0)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 10)
        column.setSpacing(0)
        self._beside = nest(column, QHBoxLayout())
        self._beside.setSpacing(tokens.GAP)
        self._beside.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignTop)
        self._lay_out_words(nest(self._beside, QVBoxLayout(), 1))
        self._below = nest(column, QHBoxLayout())
        self._below.setContentsMargins(0, 6, 0, 0)
        self._actions = QWidget()
        row = QHBoxLayout(self._actions)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.CHIP_GAP)
        for button in (*self._buttons(), *self._small_buttons()):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self._beside.addWidget(self._actions, 0, Qt.AlignmentFlag.AlignTop)

    def _lay_out_words(self, middle: QVBoxLayout) -> None:
        middle.setSpacing(3)
        names = FlowRow(gap=10, line_gap=4)
        for widget in (self.name, self.tier, self.group, self.level, self.id_due):
            names.put(widget)
        contact = FlowRow(gap=12, line_gap=2)
        self.contact.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for part in (self.contact, self.follow_up, self.promises, self.complaint, self.due):
            contact.put(part)
        for line in (names, self.who, contact, self.reason):
            middle.addWidget(line)

    def _connect(self) -> None:
        for link in (self.group.words, self.level.words, self.reason, self.follow_up):
            link.asked.connect(self.asked)
        self.promises.asked.connect(self.promises_asked)
        for button in (self.why_button, self.small_why):
            button.clicked.connect(self._on_why_clicked)
        for button in (self.copy_button, self.small_copy):
            button.clicked.connect(self.copy_asked)
        for button in (self.edit_button, self.small_edit):
            button.clicked.connect(self.edit_asked)
        for button in (self.brief_button, self.small_brief):
            button.clicked.connect(self.brief_asked)
        for button in (self.plan_button, self.small_plan):
            button.clicked.connect(self.plan_asked)

    def render_view(self, view: PageView) -> None:
        """Show the client."""
        review, as_of = view.review, view.as_of
        profile, row = review.profile, review.row
        step = labels.tier_step(row.tier, row.tier_variant)
        shown = discreet.name(profile.name)
        self.avatar.show_text(words.surname(profile.name, profile.client_type), step)
        self.name.setText(shown)
        self.name.updateGeometry()
        self.tier.set_text(labels.tier(row.tier, row.tier_variant), step)
        state = labels_scores.assessment(review, as_of, view.rules)
        self.blocks.set_level(labels.risk_step(row.c_level), labels.risk(row.c_level))
        standing = review.standing
        scores = (standing.a, standing.f, standing.b)
        self.bars.set_scores(scores, t(_CTX, "数量 {} 分，质量 {} 分，效益 {} 分").format(*scores))
        self.group.words.show_text(labels.word(standing.group))
        self.level.words.show_text(labels.risk(row.c_level), "text" if row.c_level else "warn")
        self.due.set_text(state.text)
        self.due.setVisible(not state.is_fine and row.c_level is not None)
        watch = view.advice.suitability.id_watch_days
        paper = paper_state(profile.id_expires_on, as_of, watch)
        id_due = labels_suitability.paper_due(paper, profile.id_expires_on, as_of)
        self.id_due.set_text(id_due)
        self.id_due.setVisible(bool(id_due))
        self.who.setText(words.who(profile, as_of) or t(_CTX, "客户号 {no}").format(no=profile.client_no))
        self._show_contact(view)
        self.reason.show_text(
            labels_scores.tier_reason(review.standing), hint=t(_CTX, "点击查看判定依据 (W)")
        )
        self.setAccessibleName(shown)

    def _show_contact(self, view: PageView) -> None:
        """The last contact, the days of the next one in their colours, what was promised."""
        row, service = view.review.row, view.service
        if service is None:
            self.contact.setText(words.last_contact(row.last_contact_on, view.as_of))
            is_overdue = row.next_due_on is not None and row.next_due_on < view.as_of
            due, tone = words.next_due(row.next_due_on, view.as_of), "danger" if is_overdue else "text2"
        else:
            told = labels_care.due(service.due, view.as_of)
            self.contact.setText(labels_care.last(service.due, view.as_of))
            due, tone = told.text, told.tone
        self.contact.updateGeometry()
        self.follow_up.show_text(due, tone)
        self.follow_up.setVisible(bool(due))
        open_ones = labels_care.promises(service) if service else labels_care.Told("")
        self.promises.show_text(open_ones.text, open_ones.tone, t(_CTX, "看承诺与待办"))
        self.promises.setVisible(bool(open_ones.text))
        self.complaint.setVisible(service is not None and service.complaint_on is not None)

    def _on_why_clicked(self) -> None:
        self.asked.emit("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._choose_buttons(event.size().width())
        super().resizeEvent(event)

    def _choose_buttons(self, width: int) -> None:
        """As many buttons with their words, from the first on, as there is room for.

        They stand beside the client where the two that lead on keep their words there, else below.
        """
        pairs = list(zip(self._buttons(), self._small_buttons(), strict=True))
        small = sum(one.sizeHint().width() + tokens.CHIP_GAP for _, one in pairs)
        more = [button.sizeHint().width() - one.sizeHint().width() for button, one in pairs]
        beside = width - fonts.scaled(_WORDS) - small
        is_beside = beside >= sum(more[:_LEADING])
        room = beside if is_beside else width - _MARGINS - small
        for (button, one), extra in zip(pairs, more, strict=True):
            room -= extra
            button.setVisible(room >= 0)
            one.setVisible(room < 0)
        self._place_actions(is_beside=is_beside)

    def _place_actions(self, *, is_beside: bool) -> None:
        wanted, other = (self._beside, self._below) if is_beside else (self._below, self._beside)
        if wanted.indexOf(self._actions) < 0:
            other.removeWidget(self._actions)
            wanted.addWidget(self._actions, 0, Qt.AlignmentFlag.AlignTop)
        self._below.setContentsMargins(0, 0 if is_beside else 6, 0, 0)

    def _buttons(self) -> tuple[Button, ...]:
        return (self.brief_button, self.plan_button, self.edit_button, self.why_button, self.copy_button)

    def _small_buttons(self) -> tuple[GhostButton, ...]:
        return (self.small_brief, self.small_plan, self.small_edit, self.small_why, self.small_copy)
