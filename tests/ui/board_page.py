"""A board with a fake book, for tests: jobs run at once, nothing slides."""

from dataclasses import dataclass, field
from datetime import date

from PySide6.QtWidgets import QWidget

from advisor_desk.domain.board import BoardFacts, ContactCount, Person
from advisor_desk.domain.dates import to_day
from advisor_desk.ui.jobs import InlineJobs
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.board.page import BoardPage
from advisor_desk.ui.pages.board.parts import BoardParts, BoardRead
from advisor_desk.usecases.board import view_of
from tests.boards import OCTOBER, SEPTEMBER, WAN, BoardBookFake, facts, org, place
from tests.ui.client_page import NoChartJobs

AUGUST = date(2026, 8, 31)


def book_facts() -> BoardFacts:
    """Two retail clients and an organisation; one becomes HNW in October, one is new, one leaves."""
    august = [place(1, assets_fen=90 * WAN), place(2, assets_fen=5 * WAN), org(4, 900 * WAN)]
    september = [place(1, assets_fen=95 * WAN), place(2, assets_fen=5 * WAN), org(4, 900 * WAN)]
    october = [place(1, "HNW", 150 * WAN), place(3, assets_fen=WAN), org(4, 905 * WAN)]
    today = [
        place(1, "HNW", last_contact=to_day(date(2026, 11, 18))),
        place(3, opened=to_day(date(2026, 10, 5))),
        org(4),
    ]
    people = {
        1: Person("C000001", "欧阳明"),
        2: Person("C000002", "王芳", None, to_day(date(2026, 10, 9))),
        3: Person("C000003", "赵新", to_day(date(2026, 10, 5))),
    }
    contacts = [
        ContactCount(date(2026, 11, 1), "CALL", True, 3),
        ContactCount(date(2026, 11, 1), "VISIT", False, 1),
    ]
    places = {AUGUST: august, SEPTEMBER: september, OCTOBER: october}
    return facts(places, today, people=people, contacts=contacts)


@dataclass
class Screen:
    """The page, its book and what it asked for."""

    given: BoardFacts = field(default_factory=book_facts)
    jobs: InlineJobs = field(default_factory=NoChartJobs)
    missing: list[date] = field(default_factory=list)
    error: Exception | None = None
    reads: int = 0
    forgotten: int = 0
    clients: list[int] = field(default_factory=list)

    def read(self) -> BoardRead:
        self.reads += 1
        if self.error is not None:
            raise self.error
        view = view_of(BoardBookFake(self.given), self.given)
        return BoardRead(self.given, view, lacks_ends=bool(self.missing))

    def keep(self) -> date | None:
        return self.missing.pop() if self.missing else None

    def forget(self) -> None:
        self.forgotten += 1


def made_page(screen: Screen) -> BoardPage:
    parts = BoardParts(
        read=screen.read,
        keep=screen.keep,
        forget=screen.forget,
        jobs=screen.jobs,
        notices=Notices(QWidget()),
        is_animated=False,
    )
    page = BoardPage(parts)
    page.client_asked.connect(screen.clients.append)
    return page
