"""What the client list asks of a book. Satisfied by the use cases; knows no storage and no widget."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from advisor_desk.domain.standing import ClientRow


class View(StrEnum):
    """The built-in views; a saved view has the code `saved:<name>`."""

    ALL = "ALL"
    HNW = "HNW"
    INST = "INST"
    YOUNG = "YOUNG"
    KEY_DEVELOP = "KEY_DEVELOP"
    KEY_GUIDE = "KEY_GUIDE"
    POTENTIAL = "POTENTIAL"
    LONG_TAIL = "LONG_TAIL"
    DORMANT = "DORMANT"
    UPGRADE_NEAR = "UPGRADE_NEAR"
    ASSESSMENT_DUE = "ASSESSMENT_DUE"


SAVED = "saved:"


class SortBy(StrEnum):
    """What the list can be sorted by."""

    NAME = "NAME"
    TIER = "TIER"
    SCORE = "SCORE"
    CLASSIC = "CLASSIC"
    RISK = "RISK"
    AUM = "AUM"
    CHANGE30 = "CHANGE30"
    LAST_CONTACT = "LAST_CONTACT"
    NEXT_DUE = "NEXT_DUE"
    AUM_ON = "AUM_ON"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One state of the list: which view, what is searched, how it is sorted."""

    view: str = View.ALL
    text: str = ""
    sort: SortBy = SortBy.NEXT_DUE
    is_descending: bool = False


class ClientSource(Protocol):
    """Reads of the list; every method may take a while and runs in the book's lane."""

    def count(self, query: ListQuery) -> int:
        """How many clients the query finds."""

    def page(self, query: ListQuery, offset: int, limit: int) -> Sequence[ClientRow]:
        """`limit` rows from `offset` on, in the order of the query."""

    def total_aum_fen(self, query: ListQuery) -> int:
        """Assets of all clients that the query finds."""

    def position(self, query: ListQuery, client_id: int) -> int | None:
        """The row of a client in the order of the query; None when it is not found by it."""
