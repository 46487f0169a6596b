"""Requests of the short routes as they stand in addresses and bodies: token, pull, attachment."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.messages import parsed
from advisor_desk.wire.pages import PullRequest, key_place
from advisor_desk.wire.rows import compact
from advisor_desk.wire.shaped import MOST_WHOLE, Shapeless, mapping, number, text, text_or_none
from advisor_desk.wire.version import MOST_ROWS

MOST_NAME = 255


def pull_params(request: PullRequest) -> dict[str, str]:
    """A request as parameters of the address: `scope`, `limit`, `cursor`, and `first` with `after`.

    Of a first sync, `cursor` is the scope's number when it began.
    """
    params = {"scope": request.scope, "limit": str(request.limit), "cursor": str(request.cursor)}
    if request.is_first:
        params["first"] = "1"
    if request.is_first and request.after is not None:
        params["after"] = compact(request.after.as_json())
    return params


def pull_request(params: Mapping[str, Any]) -> PullRequest:
    """A request out of parameters. Raises Shapeless; a limit above `MOST_ROWS` is that."""
    limit = _whole(params, "limit", MOST_ROWS)
    if limit < 1:
        raise Shapeless("limit")
    scope = text(params, "scope", 200)
    first = text_or_none(params, "first")
    cursor = _whole(params, "cursor", MOST_WHOLE)
    if first is None:
        return PullRequest(scope, limit, cursor)
    if first != "1":
        raise Shapeless("first")
    after = text_or_none(params, "after")
    try:
        place = None if after is None else key_place(json.loads(after))
    except (ValueError, RecursionError):
        raise Shapeless("after") from None
    return PullRequest(scope, limit, cursor, is_first=True, after=place)


def token_question(device_id: str) -> bytes:
    """The body that asks for a nonce."""
    return compact({"device": device_id}).encode()


def token_answer(device_id: str, nonce: str, signature: bytes) -> bytes:
    """The body that asks for a token: the nonce, and the signature over `proofs.token_proof`."""
    return compact({"device": device_id, "nonce": nonce, "signature": signature.hex()}).encode()


def attachment_body(head: AttachmentHead, content: bytes) -> bytes:
    """An attachment on its way, either way."""
    named = {"name": head.name, "media_type": head.media_type, "size": head.size}
    return compact({**named, "content": base64.b64encode(content).decode()}).encode()


def attachment_of(sha256: str, raw: bytes) -> tuple[AttachmentHead, bytes]:
    """An attachment out of a body. Raises Shapeless; whether the digest fits is for the receiver to say."""
    given = mapping(parsed(raw))
    try:
        content = base64.b64decode(text(given, "content").encode(), validate=True)
    except (binascii.Error, ValueError):
        raise Shapeless("content") from None
    if number(given, "size") != len(content):
        raise Shapeless("size")
    head = AttachmentHead(sha256, text(given, "name", MOST_NAME), text(given, "media_type", 64), len(content))
    return head, content


def _whole(params: Mapping[str, Any], field: str, most: int) -> int:
    value = text(params, field, len(str(MOST_WHOLE)))
    if not (value.isascii() and value.isdigit()) or int(value) > most:
        raise Shapeless(field)
    return int(value)
