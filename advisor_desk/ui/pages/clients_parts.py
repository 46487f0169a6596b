"""What the client list is given from outside, and the words of its built-in views."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from PySide6.QtWidgets import QWidget

from advisor_desk.domain.client_query import View
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.jobs import Jobs
from advisor_desk.ui.models.client_columns import Column
from advisor_desk.ui.models.client_source import ClientSource, ListQuery
from advisor_desk.ui.models.saved_query import SavedViews
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.page import Prefs


class DetailPane(Protocol):
    """The page of one client, as the list needs it. It is a QWidget as well."""

    def show_client(self, client_id: int) -> None:
        """Show this client."""

    def clear(self) -> None:
        """Show nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientsParts:
    """Everything the list works with.

    `make_detail` gets the parent and gives a widget that is a DetailPane. `offers_demo` says that somebody
    listens to `demo_asked`.
    """

    source: ClientSource
    jobs: Jobs
    notices: Notices
    today: Callable[[], date]
    make_detail: Callable[[QWidget], QWidget]
    prefs: Prefs
    saved_views: SavedViews
    offers_demo: bool = False


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What the person sees and wants as a file."""

    query: ListQuery
    columns: tuple[Column, ...]


_VIEWS: Final = {
    View.ALL: mark("全部"),
    View.HNW: mark("高净值"),
    View.INST: mark("机构"),
    View.YOUNG: mark("年轻潜力"),
    View.KEY_DEVELOP: mark("重要发展"),
    View.KEY_GUIDE: mark("重要引导"),
    View.POTENTIAL: mark("潜在增值"),
    View.LONG_TAIL: mark("长尾"),
    View.DORMANT: mark("休眠"),
    View.UPGRADE_NEAR: mark("近升级"),
    View.ASSESSMENT_DUE: mark("测评到期"),
}


def view_name(view: str) -> str:
    """The word of a built-in view."""
    return t("Views", _VIEWS[View(view)]) if view in View.__members__ else view


def built_in_views() -> list[tuple[str, str]]:
    """Code and word of each built-in view."""
    return [(view.value, view_name(view)) for view in View]
