"""客户旅程: 4R stage, phase of the relationship, life stage, life events on a line of time, need hints."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.domain.journey import Journey, LifeEventLine
from advisor_desk.ui import labels
from advisor_desk.ui import labels_journey as words
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.pages.client360.service_ask import Deed, ServiceAsk
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.card import Card, ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import GhostButton
from advisor_desk.ui.widgets.flow_row import FlowRow
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.ui.widgets.life_axis import LifeAxis
from advisor_desk.ui.widgets.stage_strip import StageStrip
from advisor_desk.usecases.client_service import ClientService

_CTX = "Journey"
_MOST = 4


class _EventRow(QWidget):
    """A recorded event and the button that takes it back."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ElidedLabel("", FontRole.SMALL, "second")
        self.remove = GhostButton("x", t(_CTX, "撤回这件人生事件"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.text, 1)
        row.addWidget(self.remove)


class JourneyCard(Card):
    """Signals: `asked(str)` for an explanation, `deed_asked(ServiceAsk)`."""

    asked = Signal(str)
    deed_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(t(_CTX, "客户旅程"))
        self.stage_button = GhostButton("pencil", t(_CTX, "更正人生阶段"), t(_CTX, "人生阶段"))
        self.event_button = GhostButton("plus", t(_CTX, "记录人生事件"), t(_CTX, "人生事件"))
        self.strip = StageStrip()
        self.phase = FigureLink(words.PHASE, FontRole.BODY)
        self.life = FigureLink(words.LIFE, FontRole.BODY)
        self.axis = LifeAxis()
        self.no_events = RoleLabel(
            t(_CTX, "还没有人生事件。记下升学、购房、退休，需求会提前看到"), FontRole.SMALL, "third"
        )
        self.rows: list[_EventRow] = []
        self._events: list[LifeEventLine] = []
        self.need_title = FigureLink(words.NEEDS, FontRole.SMALL, "text2")
        self._needs = FlowRow(gap=10, line_gap=4)
        self.needs: list[FigureLink] = []
        self._lay_out()
        self._connect()

    def render_view(self, view: PageView) -> None:
        """Show the journey; without its reading the card is away."""
        service = view.service
        self.setVisible(service is not None)
        if service is None:
            return
        journey = service.journey
        self.strip.show_stages(*words.stages(journey))
        self.phase.show_text(words.phase(journey))
        self.life.show_text(words.life_stage(journey), "text" if journey.life_stage else "warn")
        points = words.points(journey)
        self.axis.show_points(points, service.as_of, t(_CTX, "今天"))
        self.axis.setVisible(bool(points))
        self.no_events.setVisible(not points)
        self._show_events([line for line in journey.events if line.id][-_MOST:])
        self._show_needs(journey, service)

    def _lay_out(self) -> None:
        self.add_action(self.stage_button)
        self.add_action(self.event_button)
        self.no_events.setWordWrap(True)
        self.add(self.strip)
        facts = nest(self.body, QHBoxLayout())
        facts.setSpacing(18)
        facts.addWidget(self.phase)
        facts.addWidget(self.life)
        facts.addStretch(1)
        self.need_title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.add(self.axis)
        self.add(self.no_events)
        self._rows = nest(self.body, QVBoxLayout())
        self._rows.setSpacing(0)
        self.add(self.need_title)
        self.add(self._needs)

    def _connect(self) -> None:
        self.strip.asked.connect(lambda: self.asked.emit(words.STAGE))
        self.axis.asked.connect(self.asked)
        for link in (self.phase, self.life, self.need_title):
            link.asked.connect(self.asked)
        for button, deed in ((self.stage_button, Deed.LIFE_STAGE), (self.event_button, Deed.LIFE_EVENT)):
            button.clicked.connect(lambda _on=False, deed=deed: self.deed_asked.emit(ServiceAsk(deed)))

    def _show_events(self, lines: list[LifeEventLine]) -> None:
        self._events = lines
        while len(self.rows) < len(lines):
            row = _EventRow()
            place = len(self.rows)
            row.remove.clicked.connect(lambda _on=False, place=place: self._on_remove(place))
            self._rows.addWidget(row)
            self.rows.append(row)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(lines))
            if place < len(lines):
                row.text.setText(words.event(lines[place]))

    def _on_remove(self, place: int) -> None:
        self.deed_asked.emit(ServiceAsk(Deed.LIFE_EVENT_REMOVE, self._events[place]))

    def _show_needs(self, journey: Journey, service: ClientService) -> None:
        has_needs = journey.life_stage is not None and bool(journey.needs)
        self.need_title.setVisible(has_needs)
        self._needs.setVisible(has_needs)
        if not has_needs:
            return
        cell = words.cell(journey, service.tier)
        self.need_title.show_text(t(_CTX, "可能的需求（{cell}）").format(cell=cell))
        while len(self.needs) < len(journey.needs):
            link = FigureLink(words.NEEDS, FontRole.BODY, "primary")
            link.asked.connect(self.asked)
            self._needs.put(link)
            self.needs.append(link)
        for place, link in enumerate(self.needs):
            link.setVisible(place < len(journey.needs))
            if place < len(journey.needs):
                link.show_text(labels.word(journey.needs[place]), hint=cell)
