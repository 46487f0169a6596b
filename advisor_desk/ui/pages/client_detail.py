"""The page of one client (客户360): reads the review as a job, paints it, answers "why".

It decides no rule and knows no storage. Beside the list or with the whole window it is the same widget.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedLayout, QWidget

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.review import ClientReview, TimelineEntry
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import DeskError
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.explain import explain
from advisor_desk.rules.explanation import ExplainCase, Subject
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.standing import ClientFacts
from advisor_desk.rules.tier import AssetHistory
from advisor_desk.ui import (
    discreet,
    fonts,
    labels_explain,
    labels_journey,
    labels_summary,
    labels_tier_override,
    shortcuts,
)
from advisor_desk.ui.charts.late import import_plots
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, JobContext, JobHandle, Jobs, Lane, ReadJob
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.client360.body import ClientBody
from advisor_desk.ui.pages.client360.figure_link import key_of
from advisor_desk.ui.pages.client360.service_ask import Deed, ServiceAsk
from advisor_desk.ui.pages.client360.timeline_reader import ServiceReading, TimelineReader
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.empty import EmptyState
from advisor_desk.ui.widgets.explain_drawer import ExplainDrawer, ExplainWords
from advisor_desk.usecases.client_service import ClientService
from advisor_desk.usecases.rules_catalog import shipped_advice

if TYPE_CHECKING:
    from advisor_desk.ui.charts.plots import HistoryPlot

_CTX = "Client360"


def _shipped(on: date) -> AdviceRules:
    return shipped_advice().in_force(on)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientDetailParts:
    """What the page is given.

    `review` reads one client; `rules` gives the rule set of a version; `older` the entries of a client's
    timeline after so many, without it the review's entries are all. `advice` gives the advice rules of a day.
    `service` reads the service cards; without it they are away.
    """

    review: Callable[[int], ClientReview]
    rules: Callable[[str], RuleSet]
    trading: TradingDays
    jobs: Jobs
    notices: Notices
    older: Callable[[int, int], Sequence[TimelineEntry]] | None = None
    is_animated: bool = True
    advice: Callable[[date], AdviceRules] = _shipped
    service: ServiceReading | None = None


class ClientDetailPage(QWidget):
    """Signals: `client_asked(int)`: a related client should be opened; `shown(int)`: a client was painted;
    `first_painted()` once; `brief_asked(ClientReview)`: the page for a meeting;
    `plan_asked()`: the client's allocation;
    `edit_asked(ClientReview)` and `override_asked(ClientReview)`: the client's form, the tier set by hand;
    `assess_asked(ClientReview)` and `kyc_asked(ClientReview)`: the questionnaire, the facts of suitability;
    `service_asked(ServiceAsk)`: a deed of service for the client shown.
    """

    client_asked = Signal(int)
    first_painted = Signal()
    brief_asked = Signal(object)
    plan_asked = Signal()
    edit_asked = Signal(object)
    override_asked = Signal(object)
    assess_asked = Signal(object)
    consents_asked = Signal(object)
    kyc_asked = Signal(object)
    service_asked = Signal(object)
    shown = Signal(int)

    def __init__(self, parts: ClientDetailParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._view: PageView | None = None
        self._client_id: int | None = None
        self._job: JobHandle | None = None
        self._reader = TimelineReader(parts.jobs, parts.older, parts.service, self)
        self._plot_class: type[HistoryPlot] | None = None
        self._are_plots_asked = False
        self._places = QStackedLayout(self)
        self._nobody = EmptyState(
            "user", t(_CTX, "请选择一位客户"), t(_CTX, "在左侧列表中选择，或用 Alt+← Alt+→ 逐位查看")
        )
        self._places.addWidget(self._nobody)
        self._body: ClientBody | None = None
        self.drawer = ExplainDrawer(self, labels_explain.heads(), is_animated=parts.is_animated)
        self.drawer.copied.connect(self._on_explanation_copied)
        parts.jobs.book_changed.connect(self._on_book_changed)
        discreet.signals().changed.connect(self._on_discreet_changed)
        area = t(_CTX, "客户页")
        shortcuts.add(self, "W", t(_CTX, "为什么：解释当前指标"), self._on_why_pressed, area)
        shortcuts.add(self, "E", t(_CTX, "修改资料"), self._on_edit_asked, area)
        shortcuts.add(self, "R", t(_CTX, "填写风险测评问卷"), self._on_assess_asked, area)
        shortcuts.add(self, "K", t(_CTX, "适当性资料"), self._on_kyc_asked, area)
        shortcuts.add(self, "+", t(_CTX, "试算：资产再增加，等级怎样变化"), self._on_more_asked, area)
        shortcuts.add(self, "Ctrl+B", t(_CTX, "会前简报"), self._on_brief_asked, area)
        shortcuts.add(self, "Ctrl+Shift+P", t(_CTX, "客户服务档案"), self._on_print_asked, area)
        shortcuts.add(self, "Ctrl+Shift+C", t(_CTX, "复制客户摘要"), self._on_copy_asked, area)

    @property
    def client_id(self) -> int | None:
        """Who is shown or being read."""
        return self._client_id

    @property
    def body(self) -> ClientBody | None:
        """Head and cards, None before the first client and after `clear`."""
        return self._body

    def show_client(self, client_id: int) -> None:
        """Read and show this client; the one before stays in sight until the answer is there.

        The first time the parts of the page are built while the book is being read.
        """
        self._client_id = client_id
        if self._job is not None and not self._job.is_over:
            self._job.cancel()
        review, reading = self._parts.review, self._parts.service
        self._job = self._parts.jobs.start(
            ReadJob(
                run=lambda _context: _read(review(client_id), reading),
                done=self._on_review_read,
                failed=self._on_review_failed,
                owner=self,
            )
        )
        if not self._job.is_over:
            self._ready_body()

    @property
    def view(self) -> PageView | None:
        """What the page is painted from, None while nobody is shown."""
        return self._view

    def render_review(self, review: ClientReview, service: ClientService | None = None) -> None:
        """Paint the page from one client's review."""
        is_other = self._view is None or self._view.review.row.client_id != review.row.client_id
        self._client_id = review.row.client_id
        rules = self._parts.rules(review.standing.rules_version)
        self._view = PageView(review, rules, self._parts.advice(review.standing.as_of), service)
        self._reader.turn_to(review.row.client_id)
        body = self._ready_body()
        body.render_view(self._view)
        self._places.setCurrentWidget(body)
        if is_other:
            body.scroll_to_top()
        if self.drawer.is_open:
            self.drawer.show_words(self._explanations(), self.drawer.key)
        self.shown.emit(review.row.client_id)

    def clear(self) -> None:
        """Show nobody and keep nothing of anybody."""
        if self._job is not None and not self._job.is_over:
            self._job.cancel()
        self._client_id = None
        self._view = None
        self._reader.turn_to(None)
        self._reader.serve(None)
        self.drawer.close_drawer()
        self.drawer.show_words((), "")
        self._places.setCurrentWidget(self._nobody)
        if self._body is not None:
            self._places.removeWidget(self._body)
            self._body.deleteLater()
            self._body = None

    def explain(self, key: str = "") -> None:
        """Open the drawer at an explanation (`Subject` value); without a key at the tier's."""
        if self._view is None:
            return
        self.drawer.show_words(self._explanations(), key or Subject.TIER.value)
        self.drawer.open_drawer()

    def _ready_body(self) -> ClientBody:
        if self._body is None:
            self._body = body = ClientBody()
            self._places.addWidget(body)
            self.setFocusProxy(body)
            body.asked.connect(self.explain)
            body.copy_asked.connect(self._on_copy_asked)
            body.client_asked.connect(self._on_client_asked)
            body.edit_asked.connect(self._on_edit_asked)
            body.brief_asked.connect(self._on_brief_asked)
            body.plan_asked.connect(self.plan_asked)
            body.override_asked.connect(self._on_override_asked)
            body.assess_asked.connect(self._on_assess_asked)
            body.kyc_asked.connect(self._on_kyc_asked)
            body.records.consents_asked.connect(self._on_consents_asked)
            body.deed_asked.connect(self.service_asked)
            self._reader.serve(body.timeline)
            body.first_painted.connect(self._on_first_painted)
            if self._plot_class is not None:
                body.use_plots(self._plot_class)
            self.drawer.raise_()
        return self._body

    def _explanations(self) -> list[ExplainWords]:
        if self._view is None:
            return []
        review, rules = self._view.review, self._view.rules
        case = ExplainCase(
            client=ClientFacts(review.row.client_id, review.profile.client_type, review.profile.born_on),
            standing=review.standing,
            history=AssetHistory([(to_day(on), fen) for on, fen in review.assets], self._parts.trading),
            assessed_on=max((line.taken_on for line in review.assessments), default=None),
            last_contact_on=review.row.last_contact_on,
            own_days=review.own_days,
        )
        told = [labels_explain.words(explain(subject, case, rules), rules) for subject in Subject]
        if self._view.service is not None:
            told += labels_journey.explanations(self._view.service)
        if review.override is None:
            return told
        note = labels_tier_override.in_force(review.override)
        is_tier = Subject.TIER.value
        return [replace(one, notes=[*one.notes, note]) if one.key == is_tier else one for one in told]

    def _on_review_read(self, answer: tuple[ClientReview, ClientService | None]) -> None:
        self.render_review(*answer)

    def _on_review_failed(self, error: DeskError) -> None:
        # Whoever was in sight and went with an import taken out, or to another advisor, is no trouble.
        was_in_sight = self._view is not None and self._view.review.row.client_id == self._client_id
        self.clear()
        if not (was_in_sight and error.code == "client.unknown"):
            self._parts.notices.error(error)

    def _on_first_painted(self) -> None:
        if self._are_plots_asked:
            return
        self._are_plots_asked = True
        self.first_painted.emit()
        self._parts.jobs.start(
            ReadJob(
                run=_import_plots,
                done=self._on_plots_ready,
                failed=self._on_plots_unavailable,
                owner=self,
                lane=Lane.POOL,
            )
        )

    def _on_plots_ready(self, plot_class: "type[HistoryPlot]") -> None:
        self._plot_class = plot_class
        if self._body is not None:
            self._body.use_plots(plot_class)

    def _on_plots_unavailable(self, _error: DeskError) -> None:
        if self._body is not None:
            self._body.say_charts_unavailable()

    def _on_book_changed(self, change: BookChange) -> None:
        if self._client_id is None or change.by is self:
            return
        if change.client_ids is None or self._client_id in change.client_ids:
            self.show_client(self._client_id)

    def _on_discreet_changed(self, _is_on: bool) -> None:
        if self._view is not None:
            self.render_review(self._view.review, self._view.service)

    def _on_why_pressed(self) -> None:
        if self.drawer.is_open:
            self.drawer.close_drawer()
            return
        focus = self.window().focusWidget()
        self.explain(key_of(focus) if focus is not None and self.isAncestorOf(focus) else "")

    def _on_copy_asked(self) -> None:
        if self._view is None:
            return
        QGuiApplication.clipboard().setText(labels_summary.summary(self._view.review, self._view.rules))
        self._parts.notices.done(t(_CTX, "已复制客户摘要"))

    def _on_brief_asked(self) -> None:
        if self._view is not None:
            self.brief_asked.emit(self._view.review)

    def _on_edit_asked(self) -> None:
        if self._view is not None:
            self.edit_asked.emit(self._view.review)

    def _on_more_asked(self) -> None:
        if self._view is not None and self._body is not None:
            self._body.try_more()

    def _on_override_asked(self) -> None:
        if self._view is not None:
            self.override_asked.emit(self._view.review)

    def _on_print_asked(self) -> None:
        if self._view is not None and self._parts.service is not None:
            self.service_asked.emit(ServiceAsk(Deed.PRINT))

    def _on_assess_asked(self) -> None:
        if self._view is not None:
            self.assess_asked.emit(self._view.review)

    def _on_kyc_asked(self) -> None:
        if self._view is not None:
            self.kyc_asked.emit(self._view.review)

    def _on_consents_asked(self) -> None:
        if self._view is not None:
            self.consents_asked.emit(self._view.review)

    def _on_explanation_copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._parts.notices.done(t(_CTX, "已复制说明"))

    def _on_client_asked(self, client_id: str) -> None:
        self.client_asked.emit(int(client_id))


def _read(review: ClientReview, reading: ServiceReading | None) -> tuple[ClientReview, ClientService | None]:
    return review, reading.service(review) if reading else None


def _import_plots(_context: JobContext) -> "type[HistoryPlot]":
    return import_plots(fonts.FAMILIES)
