"""Every type of event that the book writes has words: unsent records are told by them."""

import ast
import re
from pathlib import Path

from advisor_desk.words import errors, today

STORAGE = Path(__file__).resolve().parents[1] / "advisor_desk" / "storage"
FAMILIES = {name.partition(".")[0] for name in today.EVENTS}
TYPE = re.compile(rf"({'|'.join(sorted(FAMILIES))})\.[a-z_]+")
NO_EVENTS = {"client.id", "product.id", "tier.negative_today"}
"""Columns of the book, and a remark on a tier."""


def written() -> set[str]:
    """What the store names like a type of event and is neither an error nor of `NO_EVENTS`."""
    named = {
        node.value
        for file in STORAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TYPE.fullmatch(node.value)
    }
    return {name for name in named - NO_EVENTS if not errors.is_known(name)}


def test_every_type_of_event_has_words() -> None:
    assert len(written()) > 20
    assert written() <= set(today.EVENTS)
