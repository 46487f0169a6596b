"""Content of the two sealed files of an outlet without network: what a desk sends, what it is answered.

Every message stands in them as the text that it would be on the line, so one reader serves both ways.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from advisor_desk.wire.asking import attachment_body, attachment_of, pull_params, pull_request
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.messages import (
    Hello,
    PushAnswer,
    PushBatch,
    hello_of,
    parsed,
    push_answer,
    push_batch,
    written,
)
from advisor_desk.wire.packing import packed, unpacked
from advisor_desk.wire.pages import Page, PullRequest, page_json, page_of
from advisor_desk.wire.shaped import Shapeless, listed, mapping, text

MOST_FILE_BYTES: Final = 1024 * 1024 * 1024
"""What the content of a sealed file may become when it is unpacked: its sender is known by then."""

Attachment = tuple[AttachmentHead, bytes]


@dataclass(frozen=True, slots=True)
class DeskFile:
    """What a desk sends: its events in batches, attachments, and per scope from where it wants to read on.

    `epoch_seen` is the hub's epoch that the places belong to. The limit of a request is a page's.
    """

    device_id: str
    made_at: str
    epoch_seen: str
    pushes: tuple[PushBatch, ...]
    attachments: tuple[Attachment, ...]
    scopes: tuple[PullRequest, ...]
    wanted: tuple[str, ...] = ()
    """SHA-256 of attachments that events here name and that are missing."""


@dataclass(frozen=True, slots=True)
class HubFile:
    """What head office answers: an answer a push, then pages with the request that each one answers."""

    device_id: str
    made_at: str
    hello: Hello
    answers: tuple[PushAnswer, ...]
    attachments_kept: tuple[str, ...]
    pages: tuple[tuple[PullRequest, Page], ...]
    attachments: tuple[Attachment, ...] = ()


def desk_file(file: DeskFile) -> bytes:
    """The content to be sealed."""
    return _bytes(
        {
            "kind": "desk",
            "device": file.device_id,
            "made_at": file.made_at,
            "epoch_seen": file.epoch_seen,
            "pushes": [written(batch).decode() for batch in file.pushes],
            "attachments": _attachments_json(file.attachments),
            "scopes": [pull_params(request) for request in file.scopes],
            "wanted": list(file.wanted),
        }
    )


def desk_file_of(content: bytes) -> DeskFile:
    """Raises Shapeless, and `packing.TooLarge` or `packing.Unpackable`."""
    given = _content(content, "desk")
    return DeskFile(
        device_id=text(given, "device", 64),
        made_at=text(given, "made_at", 64),
        epoch_seen=text(given, "epoch_seen", 64),
        pushes=tuple(push_batch(raw) for raw in _texts(given, "pushes")),
        attachments=_attachments(given),
        scopes=tuple(pull_request(mapping(one, "scopes")) for one in listed(given, "scopes", 64)),
        wanted=tuple(raw.decode() for raw in _texts(given, "wanted")),
    )


def hub_file(file: HubFile) -> bytes:
    """The content to be sealed."""
    return _bytes(
        {
            "kind": "hub",
            "device": file.device_id,
            "made_at": file.made_at,
            "hello": written(file.hello).decode(),
            "answers": [written(answer).decode() for answer in file.answers],
            "attachments_kept": list(file.attachments_kept),
            "pages": [
                {"request": pull_params(request), "page": page_json(page).decode()}
                for request, page in file.pages
            ],
            "attachments": _attachments_json(file.attachments),
        }
    )


def hub_file_of(content: bytes) -> HubFile:
    """Raises Shapeless, and `packing.TooLarge` or `packing.Unpackable`."""
    given = _content(content, "hub")
    return HubFile(
        device_id=text(given, "device", 64),
        made_at=text(given, "made_at", 64),
        hello=hello_of(text(given, "hello").encode()),
        answers=tuple(push_answer(raw) for raw in _texts(given, "answers")),
        attachments_kept=tuple(raw.decode() for raw in _texts(given, "attachments_kept")),
        pages=tuple(_page(mapping(one, "pages")) for one in listed(given, "pages")),
        attachments=_attachments(given),
    )


def _bytes(document: Mapping[str, Any]) -> bytes:
    return packed(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())


def _content(content: bytes, kind: str) -> Mapping[str, Any]:
    given = parsed(unpacked(content, MOST_FILE_BYTES))
    if text(given, "kind", 16) != kind:
        raise Shapeless("kind")
    return given


def _texts(given: Mapping[str, Any], field: str) -> list[bytes]:
    return [text({field: one}, field).encode() for one in listed(given, field)]


def _page(given: Mapping[str, Any]) -> tuple[PullRequest, Page]:
    request = pull_request(mapping(given.get("request"), "request"))
    return request, page_of(text(given, "page").encode())


def _attachments_json(attachments: Sequence[Attachment]) -> list[dict[str, str]]:
    return [
        {"sha256": head.sha256, "body": attachment_body(head, content).decode()}
        for head, content in attachments
    ]


def _attachments(given: Mapping[str, Any]) -> tuple[Attachment, ...]:
    found = [mapping(one, "attachments") for one in listed(given, "attachments")]
    return tuple(attachment_of(text(one, "sha256", 64), text(one, "body").encode()) for one in found)
