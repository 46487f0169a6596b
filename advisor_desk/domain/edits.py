"""What a person sets by hand: a tier override, an export, an edit of a client. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from advisor_desk.domain.client import Tier
from advisor_desk.domain.kinds import Cell


@dataclass(frozen=True, slots=True)
class OverrideDraft:
    """A tier to be set by hand from a day to a day, both included (T9)."""

    client_id: int
    tier: Tier
    reason: str
    approver: str
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class ExportFact:
    """What the log keeps of an export that was not masked: never the data itself.

    `client_id` where all of it is about one client.
    """

    fields: tuple[str, ...]
    row_count: int
    purpose: str
    file_sha256: str
    client_id: int | None = None


ClientValues = Mapping[str, Cell]
"""Fields of `domain.kinds` for clients by name, typed as there; None clears a field."""


class TwinSign(StrEnum):
    """What two entries have in common, so that they may be one client."""

    CLIENT_NO = "CLIENT_NO"
    ID_NO = "ID_NO"
    PHONE = "PHONE"
    NAME_BORN = "NAME_BORN"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinProbe:
    """What is known of somebody who may be in the book already; None is not compared.

    `born_on` counts days since 1970-01-01 and is compared together with `name`. `except_id` is the client
    who is being edited.
    """

    client_no: str | None = None
    id_no: str | None = None
    phone: str | None = None
    name: str | None = None
    born_on: int | None = None
    except_id: int | None = None


@dataclass(frozen=True, slots=True)
class Twin:
    """A client of the book who may be the one meant, and what they have in common."""

    client_id: int
    client_no: str
    name: str
    signs: tuple[TwinSign, ...]
