"""客户服务档案: what was needed, done, achieved and answered, record by record, as one client's file.

Records are never changed: one that was put right or taken back stands there with what became of it. The
head of the chain of events is on every page, so that a file on paper can be held against the book.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from advisor_desk.domain.interaction import Confidentiality, RecordedInteraction
from advisor_desk.domain.mask import mask_id, mask_name, mask_phone
from advisor_desk.domain.review import ClientReview
from advisor_desk.domain.task import Task
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.ports import ReviewBook
from advisor_desk.usecases.service_file_records import record_json
from advisor_desk.usecases.service_ports import LogBook, TaskBook
from advisor_desk.words.service_file import ServiceFileWords

Json = dict[str, object]
PRINTED: Final = "audit.printed"
"""The event that says a file left the book."""


class ServiceFileBook(ReviewBook, LogBook, TaskBook, Protocol):
    """A book from which a service file is made."""


@dataclass(frozen=True, slots=True)
class ChainState:
    """The chain of events as it was walked: how many, the last number and hash, the first broken number."""

    events: int
    seq: int
    head: str
    broken_seq: int | None = None


@dataclass(frozen=True, slots=True)
class FileWish:
    """What a file is made for, and which confidential records it may hold besides the others."""

    purpose: str
    levels: frozenset[Confidentiality] = frozenset({Confidentiality.NORMAL})
    strict_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFile:
    """The content of a file, oldest record first. `left_out` counts records kept back."""

    review: ClientReview
    records: tuple[RecordedInteraction, ...]
    tasks: tuple[Task, ...]
    chain: ChainState
    left_out: int
    wish: FileWish

    @property
    def as_of(self) -> date:
        """The day of the file."""
        return self.review.standing.as_of


@dataclass(frozen=True, slots=True)
class FileSheet:
    """A file ready to be set."""

    as_of: date
    body: Json


def read_file(
    book: ServiceFileBook, client_id: int, chain: Callable[[], ChainState], wish: FileWish
) -> ServiceFile:
    """The content of a client's file.

    Raises UserCanFix: "client.unknown"; "record.reason_needed" without a purpose, or when STRICT records are
    asked for without a reason.
    """
    is_strict = Confidentiality.STRICT in wish.levels
    if not wish.purpose.strip() or (is_strict and not wish.strict_reason.strip()):
        raise UserCanFix("record.reason_needed")
    found = book.service_file(client_id)
    kept = [record for record in found if record.made.confidentiality in wish.levels]
    return ServiceFile(
        review=book.review(client_id),
        records=tuple(sorted(kept, key=lambda record: (record.made.on, record.place, record.device_seq))),
        tasks=tuple(book.tasks(client_id=client_id, is_open_only=False)),
        chain=chain(),
        left_out=len(found) - len(kept),
        wish=wish,
    )


def levels(*, confidential: bool = False, strict: bool = False) -> frozenset[Confidentiality]:
    """The levels a file may hold."""
    asked = {Confidentiality.CONFIDENTIAL: confidential or strict, Confidentiality.STRICT: strict}
    return frozenset({Confidentiality.NORMAL, *(level for level, is_asked in asked.items() if is_asked)})


def make_file_sheet(content: ServiceFile, words: ServiceFileWords) -> FileSheet:
    """The pages as plain JSON: every word is there, only the layout is the template's."""
    profile = content.review.profile
    name = mask_name(profile.name, is_person=profile.client_type.is_person)
    as_of = content.as_of
    heads = ("need", "action", "result", "feedback")
    seqs = {record.id: record.device_seq for record in content.records}
    body: Json = {
        "lang": "en" if words.is_english else "zh",
        "date": [as_of.year, as_of.month, as_of.day],
        "title": words.frame("title"),
        "name": name,
        "day": as_of.isoformat(),
        "facts": _facts(content, words),
        "purpose": words.frame("purpose", text=words.text(content.wish.purpose)),
        "summary": _summary(content.records, words),
        "heads": [words.frame(head) for head in heads],
        "records": [record_json(record, content.tasks, seqs, words) for record in content.records],
        "none": words.frame("none"),
        "left_out": words.frame("left_out", count=content.left_out) if content.left_out else "",
        "chain_title": words.frame("chain_title"),
        "chain": _chain(content.chain, words),
        "is_broken": content.chain.broken_seq is not None,
        "foot": words.frame("foot", name=name, client_no=profile.client_no),
        "head": words.frame("chain_head", seq=content.chain.seq, hash=content.chain.head),
        "page": words.frame("page", page="{page}", pages="{pages}"),
    }
    return FileSheet(as_of, body)


def printed_body(content: ServiceFile, sha256: str, pages: int) -> Json:
    """What the log says of a file that left the book: never the file itself."""
    return {
        "what": "service_file",
        "purpose": content.wish.purpose.strip(),
        "records": len(content.records),
        "levels": sorted(level.value for level in content.wish.levels),
        "reason": content.wish.strict_reason.strip(),
        "sha256": sha256,
        "pages": pages,
    }


def _facts(content: ServiceFile, words: ServiceFileWords) -> list[list[str]]:
    profile, row = content.review.profile, content.review.row
    facts = [
        ("client_no", profile.client_no),
        ("tier", words.tier(row.tier.value, row.tier_variant.value if row.tier_variant else None)),
        ("level", words.level(row.c_level.value if row.c_level else None)),
        ("opened", profile.opened_on.isoformat() if profile.opened_on else ""),
        ("phone", mask_phone(profile.phone) if profile.phone else ""),
        ("id_no", mask_id(profile.id_no) if profile.id_no else ""),
        ("as_of", content.as_of.isoformat()),
    ]
    return [[words.frame(code), value] for code, value in facts if value]


def _summary(records: Sequence[RecordedInteraction], words: ServiceFileWords) -> str:
    if not records:
        return ""
    days = [record.made.on for record in records]
    span = words.frame("summary", count=len(records), first=min(days).isoformat(), last=max(days).isoformat())
    counts = words.frame(
        "counts",
        effective=sum(_stands(record) and record.made.is_effective for record in records),
        corrected=sum(bool(record.replaced_by) for record in records),
        withdrawn=sum(record.is_withdrawn for record in records),
    )
    return words.phrases((span, counts))


def _stands(record: RecordedInteraction) -> bool:
    return not record.is_withdrawn and not record.replaced_by


def _chain(chain: ChainState, words: ServiceFileWords) -> str:
    if chain.broken_seq is not None:
        return words.frame("chain_broken", seq=chain.broken_seq)
    if not chain.events:
        return words.frame("chain_empty")
    return words.frame("chain_whole", events=chain.events)
