"""A client page with a fake book, for tests: jobs run at once, nothing slides."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.domain.review import ClientReview, TimelineEntry
from advisor_desk.domain.trading import TradingDays
from advisor_desk.ui.jobs import InlineJobs, JobHandle, Jobs, Lane
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.client360.body import ClientBody
from advisor_desk.ui.pages.client360.timeline_reader import ServiceReading
from advisor_desk.ui.pages.client_detail import ClientDetailPage, ClientDetailParts
from tests.ui import client_reviews


class NoChartJobs(InlineJobs):
    """Reads at once and never brings in the chart library."""

    def _launch(self, handle: JobHandle) -> None:
        if handle.job.lane is not Lane.POOL:
            super()._launch(handle)


_WIDTH = 600


def make_page(
    qtbot: QtBot,
    review: Callable[[int], ClientReview],
    jobs: Jobs | None = None,
    older: Callable[[int, int], Sequence[TimelineEntry]] | None = None,
    reading: ServiceReading | None = None,
) -> ClientDetailPage:
    """A page in sight, with nobody on it yet."""
    page = ClientDetailPage(
        ClientDetailParts(
            review=review,
            rules=lambda _version: client_reviews.rules(),
            trading=TradingDays(),
            jobs=jobs or NoChartJobs(),
            notices=Notices(QWidget()),
            older=older,
            service=reading,
            is_animated=False,
        )
    )
    qtbot.addWidget(page)
    page.resize(_WIDTH, 700)
    page.show()
    return page


def shown_page(
    qtbot: QtBot,
    review: ClientReview,
    width: int = _WIDTH,
    jobs: Jobs | None = None,
    reading: ServiceReading | None = None,
) -> ClientDetailPage:
    """A page that shows `review`."""
    page = make_page(qtbot, lambda _client_id: review, jobs, reading=reading)
    page.resize(width, 700)
    page.show_client(review.row.client_id)
    return page


def body_of(page: ClientDetailPage) -> ClientBody:
    """The painted part of a page that shows somebody."""
    assert page.body is not None
    return page.body


def all_texts(widget: QWidget) -> list[str]:
    """Every text, name and tooltip of the widget and its parts."""
    texts = []
    for part in [widget, *widget.findChildren(QWidget)]:
        texts += [part.accessibleName(), part.accessibleDescription(), part.toolTip()]
        if isinstance(part, QLabel | QAbstractButton):
            texts.append(part.text())
    return [text for text in texts if text]
