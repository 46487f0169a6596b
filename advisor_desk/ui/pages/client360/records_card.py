"""Relations, accounts, consents and assessments, a few lines each."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.domain.records import AccountKind, ConsentPurpose, InvestorClass, RelationKind
from advisor_desk.domain.review import ClientReview
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.card import Card, ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.ui.widgets.layouts import nest

_CTX = "Client360"
_MOST = 6


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    value: str
    tone: str = "second"
    client_id: int | None = None


class _LineRow(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.name = ElidedLabel("", FontRole.BODY)
        self.link = FigureLink("", FontRole.BODY, "primary")
        self.link.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.value = RoleLabel("", FontRole.SMALL, "second")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.name, 1)
        row.addWidget(self.link, 1)
        row.addWidget(self.value)

    def show_line(self, line: _Line) -> None:
        can_open = line.client_id is not None
        self.name.setVisible(not can_open)
        self.link.setVisible(can_open)
        self.name.setText(line.name)
        self.link.key = str(line.client_id or "")
        self.link.show_text(line.name, hint=t(_CTX, "打开这位客户"))
        self.value.setText(line.value)
        self.value.set_tone(line.tone)


class _Part(QWidget):
    """A small title and its lines; built once, shown with ever new lines."""

    asked = Signal(str)

    def __init__(self, title: str, empty: str) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(RoleLabel(title, FontRole.SMALL_BOLD, "second"))
        self._empty = RoleLabel(empty, FontRole.BODY, "third")
        self._empty.setWordWrap(True)
        self._column.addWidget(self._empty)
        self._more = RoleLabel("", FontRole.SMALL, "third")
        self._column.addWidget(self._more)
        self._column.addStretch(1)
        self.rows: list[_LineRow] = []

    def show_lines(self, lines: list[_Line]) -> None:
        """Show up to six lines and say how many more there are."""
        shown = lines[:_MOST]
        while len(self.rows) < len(shown):
            row = _LineRow()
            row.link.asked.connect(self.asked)
            self._column.insertWidget(1 + len(self.rows), row)
            self.rows.append(row)
        for index, row in enumerate(self.rows):
            row.setVisible(index < len(shown))
            if index < len(shown):
                row.show_line(shown[index])
        self._empty.setVisible(not lines)
        rest = len(lines) - len(shown)
        self._more.setVisible(rest > 0)
        self._more.setText(t(_CTX, "还有 %n 条", rest))


class RecordsCard(Card):
    """Signals: `client_asked(str)` with the id, as text, of a related client to open; `consents_asked()`."""

    client_asked = Signal(str)
    consents_asked = Signal()

    def __init__(self) -> None:
        super().__init__(t(_CTX, "关系与档案"))
        self.consents_button = GhostButton("pencil", "", t(_CTX, "授权同意"))
        self.consents_button.setToolTip(t(_CTX, "登记客户同意或撤回的用途"))
        self.consents_button.clicked.connect(self.consents_asked)
        self.add_action(self.consents_button)
        self.relations = _Part(t(_CTX, "关系"), t(_CTX, "没有关系记录"))
        self.accounts = _Part(t(_CTX, "账户"), t(_CTX, "没有账户记录"))
        self.consents = _Part(t(_CTX, "授权同意"), t(_CTX, "没有同意记录，联系前请先取得同意"))
        self.assessments = _Part(t(_CTX, "风险测评"), t(_CTX, "没有测评记录"))
        grid = nest(self.body, QGridLayout())
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(14)
        parts = (self.relations, self.accounts, self.consents, self.assessments)
        for index, part in enumerate(parts):
            grid.addWidget(part, index // 2, index % 2, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(index % 2, 1)
            grid.setColumnMinimumWidth(index % 2, 0)
            part.asked.connect(self.client_asked)

    def render_view(self, view: PageView) -> None:
        """Show the client's records."""
        review = view.review
        for part, lines in (
            (self.relations, _relations(review)),
            (self.accounts, _accounts(review)),
            (self.consents, _consents(review)),
            (self.assessments, _assessments(review)),
        ):
            part.show_lines(lines)


def _relations(review: ClientReview) -> list[_Line]:
    lines = []
    for relation in review.relations:
        name = discreet.name(relation.other_name) if relation.other_name else relation.other_client_no
        kind = labels.word_of(RelationKind, relation.kind)
        if relation.share_bp is not None:
            kind = f"{kind} {formats.share(relation.share_bp, places=0)}"
        lines.append(_Line(name, kind, client_id=relation.other_client_id))
    return lines


def _accounts(review: ClientReview) -> list[_Line]:
    lines = []
    for account in review.accounts:
        kind = labels.word_of(AccountKind, account.kind)
        if account.closed_on:
            state = t(_CTX, "{day} 销户").format(day=formats.day(account.closed_on))
        else:
            state = t(_CTX, "{day} 开户").format(day=formats.day(account.opened_on))
        lines.append(_Line(f"{kind} {account.account_no}".strip(), state))
    return lines


def _consents(review: ClientReview) -> list[_Line]:
    lines = []
    for purpose, given_on, withdrawn_on in review.consents:
        name = labels.word_of(ConsentPurpose, purpose)
        if withdrawn_on:
            lines.append(_Line(name, t(_CTX, "{day} 撤回").format(day=formats.day(withdrawn_on)), "warn"))
        else:
            lines.append(_Line(name, t(_CTX, "{day} 同意").format(day=formats.day(given_on))))
    return lines


def _assessments(review: ClientReview) -> list[_Line]:
    ordered = sorted(review.assessments, key=lambda line: line.taken_on, reverse=True)
    lines = []
    for line in ordered:
        kind = f" · {labels.word_of(InvestorClass, line.investor_class)}" if line.investor_class else ""
        is_over = line.expires_on <= review.standing.as_of
        until = t(_CTX, "{day} 到期").format(day=formats.day(line.expires_on))
        lines.append(_Line(labels.risk(line.c_level) + kind, until, "third" if is_over else "second"))
    return lines
