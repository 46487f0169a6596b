"""今日 as one document: codes, figures and sentences for scripts; the same lines as on screen."""

from collections.abc import Callable

from advisor_desk.domain.today import TodayItem, TodayKind, TodayView, Why

Sentence = Callable[[Why], str]


def today_json(view: TodayView, sentence: Sentence) -> dict[str, object]:
    """The document of a day; keys ending in `_fen` hold whole fen, days and instants are ISO text."""
    return {
        "as_of": view.as_of,
        "rules_version": view.rules_version,
        "unsent": view.unsent,
        "held_back": dict(view.held_back),
        "totals": {kind.value: view.totals.get(kind, 0) for kind in TodayKind if kind in view.totals},
        "items": [_item(item, sentence) for item in view.items],
        "quiet": [_item(item, sentence) for item in view.quiet],
    }


def _item(item: TodayItem, sentence: Sentence) -> dict[str, object]:
    return {
        "kind": item.kind.value,
        "code": item.code,
        "key": item.key,
        "client_no": item.client_no or None,
        "name": item.name or None,
        "tier": item.tier and item.tier.value,
        "text": item.text or None,
        "due": item.due_on,
        "minute": item.minute,
        "since_at": item.since and item.since.isoformat(),
        "due_at": item.due_at and item.due_at.isoformat(),
        "last_contact": item.last_contact_on,
        "score": item.score,
        "parts": [{"code": part.code, "points": part.points} for part in item.parts],
        "why": [{"code": one[0], "params": dict(one[1]), "text": sentence(one)} for one in item.why],
    }
