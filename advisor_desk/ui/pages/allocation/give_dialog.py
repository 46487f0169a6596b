"""算作已建议: the advisor's own comment, and words that may not be used marked while they are typed."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_desk.domain.advice import Suggestion
from advisor_desk.errors import DeskError
from advisor_desk.rules.wording import WordHit
from advisor_desk.ui import discreet, fonts, labels_advice, labels_errors, theme
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.dialogs.tier_override_dialog import ReasonBox
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, WriteJob
from advisor_desk.ui.labels_advice import CTX
from advisor_desk.ui.pages.allocation.parts import AllocationParts
from advisor_desk.ui.pages.allocation.view import PageView
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import LinkButton

TOPICS: Final = frozenset({"advice", "clients"})
_WIDTH: Final = 620
_SIDE: Final = 20
_COMMENT_HIGH: Final = 120

Find = Callable[[str], Sequence[WordHit]]


class ForbiddenMarks(QSyntaxHighlighter):
    """Underlines forbidden words in a text."""

    def __init__(self, document: QTextDocument, find: Find) -> None:
        super().__init__(document)
        self._find = find

    def highlightBlock(self, text: str) -> None:
        mark = QTextCharFormat()
        mark.setForeground(theme.color("warn"))
        mark.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        mark.setUnderlineColor(QColor(theme.color("warn")))
        for hit in self._find(text):
            self.setFormat(hit.start, hit.end - hit.start, mark)


class GiveDialog(DraftDialog):
    """Signals: `given(str)` the record's id, after it was written."""

    given = Signal(str)

    def __init__(self, parts: AllocationParts, view: PageView, parent: QWidget | None = None) -> None:
        super().__init__(t(CTX, "算作已建议"), t(CTX, "算作已建议"), parent)
        self._parts = parts
        self._view = view
        self._advice = view.sheet.advice
        self.comment = ReasonBox(t(CTX, "顾问意见"), t(CTX, "为什么这样建议，怎样向客户说明风险"))
        self.comment.edit.setFixedHeight(fonts.scaled(_COMMENT_HIGH))
        self.client_words = RoleLabel(client_sentence(view), FontRole.BODY)
        self.client_words.setWordWrap(True)
        self.lines = RoleLabel(_lines(view), FontRole.BODY, "second")
        self.lines.setWordWrap(True)
        self.use_link = LinkButton(t(CTX, "放进顾问意见"))
        self._marks = ForbiddenMarks(self.comment.edit.document(), self._find)
        self._build()
        self.comment.edited.connect(self._on_edited)
        self.use_link.clicked.connect(self._on_use)
        profile = view.sheet.client.profile
        self.about.setText(f"{discreet.name(profile.name)}  {profile.client_no}")
        self.resize(fonts.scaled(_WIDTH), self.sizeHint().height())
        self.comment.setFocus()

    def has_draft(self) -> bool:
        return bool(self.comment.text().strip())

    def save(self) -> None:
        """Check the comment, write the suggestion."""
        comment = self.comment.text().strip()
        if not comment:
            self._refuse(t(CTX, "请写明顾问自己的意见。"))
            return
        if self._find(comment):
            self._on_edited()
            self._refuse(self.comment.note.text())
            return
        suggestion = self._view.given_form()
        if suggestion is not None:
            self._write(suggestion, comment)

    def _write(self, suggestion: Suggestion, comment: str) -> None:
        self.set_busy(is_busy=True)
        give = self._parts.give
        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: give(suggestion, comment),
                done=self._on_given,
                failed=self._on_failed,
                owner=self,
                change=BookChange(TOPICS, frozenset({suggestion.client_id})),
            )
        )

    def _build(self) -> None:
        column = QVBoxLayout(self.content)
        column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        column.setSpacing(8)
        column.addWidget(RoleLabel(t(CTX, "将记录的方案"), FontRole.SMALL_BOLD, "second"))
        column.addWidget(self.lines)
        column.addSpacing(4)
        column.addWidget(RoleLabel(t(CTX, "可以对客户说"), FontRole.SMALL_BOLD, "second"))
        column.addWidget(self.client_words)
        column.addWidget(self.use_link)
        column.addSpacing(4)
        column.addWidget(self.comment)
        note = RoleLabel(
            t(CTX, "记录后不能修改：方案、适当性核对的全部输入、规则版本和意见一并保存，可以重放。"),
            FontRole.SMALL,
            "third",
        )
        note.setWordWrap(True)
        column.addWidget(note)
        column.addStretch(1)

    def _find(self, text: str) -> Sequence[WordHit]:
        return self._parts.forbidden(text, self._advice)

    def _on_edited(self) -> None:
        hits = self._find(self.comment.text())
        said = labels_advice.forbidden(hit.word for hit in hits) if hits else ""
        self.comment.say_problem(said)
        self.trouble.say("")

    def _on_use(self) -> None:
        before = self.comment.text().rstrip()
        text = client_sentence(self._view)
        self.comment.set_text(f"{before}\n{text}" if before else text)
        self._on_edited()
        self.comment.setFocus()

    def _refuse(self, sentence: str) -> None:
        self.comment.say_problem(sentence)
        self.trouble.say(t(CTX, "没有记录，填写的内容都在。"))
        self.comment.setFocus()

    def _on_given(self, event_id: str) -> None:
        self.accept()
        self.given.emit(event_id)

    def _on_failed(self, error: DeskError) -> None:
        self.set_busy(is_busy=False)
        self.trouble.say(labels_errors.words(error).together)


def client_sentence(view: PageView) -> str:
    """What may be said to the client: products with their risk grades, no returns, no promises."""
    offers = view.offers()
    named = []
    for shown in view.lines():
        offer = offers.get(shown.code)
        if shown.line.amount_fen and offer is not None:
            named.append(
                t(CTX, "{name}(风险等级 {grade})").format(name=offer.name, grade=offer.r_level.value)
            )
    return t(
        CTX,
        "根据您的风险承受能力等级 {level}，建议将资金分散到：{products}。"
        "以上产品不承诺本金和收益，可能发生亏损，请阅读产品文件后自主决定。",
    ).format(level=labels_advice.level_code(view.level), products=t(CTX, "、").join(named))


def _lines(view: PageView) -> str:
    said = [
        f"{shown.line.name}  {discreet.money(shown.line.amount_fen)}"
        for shown in view.lines()
        if shown.line.amount_fen
    ]
    plan = view.plan
    if plan is not None:
        said.append(t(CTX, "留作现金 {amount}").format(amount=discreet.money(plan.residual_fen)))
    return "\n".join(said)


def against_giving(view: PageView) -> str:
    """Why the plan cannot be given as it stands; empty when it can."""
    plan = view.plan
    if plan is None or not any(line.amount_fen for line in plan.lines):
        return t(CTX, "没有可以记录的方案。")
    if view.work.has_typed:
        return t(CTX, "有改动还没有写明原因：请保留或撤销它。")
    if view.work.what_if.level is not None:
        return t(CTX, "正在按另一等级试算：请先回到事实。")
    if plan.broken:
        return t(CTX, "方案突破了限制，请先改到限制之内。")
    if any(not verdict.is_allowed for verdict in view.verdicts().values()):
        return t(CTX, "方案里有适当性结论不是“可以建议”的产品。")
    return ""
