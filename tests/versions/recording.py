"""What goes over the line, recorded: each message of a protocol as the program that first spoke it wrote it.

`python -m tests.versions.recording` records the present protocol anew, before it is released and never after:
what lies in `golden` is what desks and hubs in the field send.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from uuid import UUID

from advisor_desk.hub.hub import Around, Device, Hub
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import PushBatch, written
from advisor_desk.wire.pages import PullRequest, page_json
from advisor_desk.wire.report import Report
from advisor_desk.wire.rows import RowDraft, compact
from advisor_desk.wire.version import PROTOCOL
from tests.hubs import HUB_KEYS, NOW, Chain, deletion, draft, keys_of, memory_hub, request_of
from tests.storage.synced import BRANCH, load, row

FOLDER = Path(__file__).parent / "golden"
PRESENT = FOLDER / f"protocol-{PROTOCOL}"
ADVISOR = "A1"
DESK = keys_of("golden desk")


@contextmanager
def still_hub() -> Iterator[Hub]:
    """A hub in memory of which nothing is left to chance, with clients of the advisor."""
    ids = count(1)
    made = memory_hub()
    around = Around(lambda: NOW, lambda _seconds: UUID(int=next(ids)), lambda size: bytes(size))
    hub = Hub(made.store, HUB_KEYS, around)
    load(
        hub,
        ADVISOR,
        [row("client", "C1", name="王芳", employer="示例银行"), row("client", "C2", name="李强")],
    )
    load(hub, ADVISOR, [row("trade", "C1", "T1"), row("daily_asset", "C1", 20_500), row("trade", "C2", "T2")])
    try:
        yield hub
    finally:
        made.store.close()


def taken_in(hub: Hub) -> tuple[Device, bytes, bytes]:
    """The desk, enrolled, and what was said for that."""
    request = request_of(hub.invite(BRANCH, ADVISOR), DESK, ("", "adv-1"))
    answer = hub.enroll(request)
    return hub.device(answer.device_id), written(request), written(answer)


def events_of(device: Device) -> list[WireEvent]:
    """One event of each sort: contacts, edits, consents, audit, and of a kind that nobody knows yet."""
    chain = Chain(device)
    said: list[tuple[str | None, str, dict[str, object]]] = [
        (
            "C1",
            "interaction.recorded",
            {"on": "2026-09-01", "channel": "CALL", "note": '说"好"，\n下次再谈 😀'},
        ),
        ("C1", "client.edited", {"fields": {"employer": ["示例银行", "新单位"]}, "on": "2026-09-01"}),
        ("C2", "consent.given", {"purpose": "MARKETING", "version": "1", "on": "2026-09-02"}),
        (None, "audit.exported", {"fields": ["phone"], "row_count": 3}),
        ("C2", "client.dreamt_of", {"from": "a newer program", "deep": {"list": [1, None, True]}}),
        ("C9", "interaction.recorded", {"on": "2026-09-03", "note": "head office does not know C9"}),
    ]
    return [chain.event(no, kind, body, f"golden-{at}") for at, (no, kind, body) in enumerate(said)]


def batch_of(device: Device) -> PushBatch:
    """The push of all of them."""
    return Chain(device).batch(*events_of(device))


def recorded() -> dict[str, bytes]:
    """Every message by name, as the present program writes it."""
    with still_hub() as hub:
        device, asked, enrolled = taken_in(hub)
        hello = written(hub.hello(device))
        batch = batch_of(device)
        pushed = written(hub.push(device, batch))
        first = page_json(hub.pull(device, PullRequest("adv:A1", 100, 0, is_first=True)))
        stands = next(held.head.seq for held in hub.hello(device).scopes if held.scope == "adv:A1")
        hub.put_rows(
            BRANCH,
            "adv:A1",
            [
                deletion("C1", "T1"),
                row("trade", "C2", "T3"),
                draft("C1", "h1", 3, "蓝", kind="hologram"),
                RowDraft("conflict", '["golden-1","employer"]', "C1", compact(_CONFLICT)),
            ],
        )
        hub.add_advisor(BRANCH, "A2")
        hub.assign("C2", "A2", "order-1")
        changes = page_json(hub.pull(device, PullRequest("adv:A1", 100, stands)))
    report = Report(1, "0.5", 0, 2, 1, {"2026-09": {"RETAIL": 2}}).as_bytes()
    return {
        "enroll_request": asked,
        "enroll_answer": enrolled,
        "hello": hello,
        "push_batch": written(batch),
        "push_answer": pushed,
        "page_first": first,
        "page_changes": changes,
        "report": report,
    }


_CONFLICT = {
    "event_id": "golden-1", "field": "employer", "client_no": "C1", "author": "A1", "base": "示例银行",
    "mine": "新单位", "theirs": "别处", "recorded_at": "2026-09-01T08:00:00.000000+00:00",
}  # fmt: skip


def golden(folder: Path) -> dict[str, bytes]:
    """What was recorded of a protocol."""
    return {file.stem: file.read_bytes() for file in sorted(folder.glob("*.json"))}


def main() -> None:
    """Record the present protocol."""
    PRESENT.mkdir(parents=True, exist_ok=True)
    for name, raw in recorded().items():
        (PRESENT / f"{name}.json").write_bytes(raw)


if __name__ == "__main__":
    main()
