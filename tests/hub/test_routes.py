"""The routes between desk and hub over a real line: what is taken, what is refused and how it is said."""

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from advisor_desk.hub.limits import Rate
from advisor_desk.wire.asking import attachment_body, attachment_of, token_answer, token_question
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.messages import (
    PushBatch,
    Status,
    enroll_answer,
    hello_of,
    push_answer,
    receipt_bytes,
    written,
)
from advisor_desk.wire.packing import packed
from advisor_desk.wire.pages import page_of
from advisor_desk.wire.report import Report
from advisor_desk.wire.version import MOST_INFLATED_BYTES, TOKEN_SECONDS
from tests.hub_server import OPEN, Line, Served, code_of, line, served
from tests.hubs import Chain, Clock, draft, enrolled, keys_of, open_hub, request_of

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Served]:
    """A hub with two advisors of one branch and a client of the first."""
    with open_hub(tmp_path_factory.mktemp("hub"), clock) as hub:
        hub.add_client("B1", "C1", "A1")
        hub.add_advisor("B1", "A2")
        with served(hub) as made:
            yield made


@pytest.fixture
def desk(at: Served, request: pytest.FixtureRequest) -> Iterator[Line]:
    """A desk of the first advisor, of its own for each test."""
    device, keys = enrolled(at.hub, "B1", "A1", name=request.node.name)
    with line(at, device, keys) as made:
        yield made


def batch_of(desk: Line, number: int = 3) -> PushBatch:
    chain = Chain(desk.device)
    return chain.batch(*(chain.event("C1") for _ in range(number)))


def test_a_desk_is_taken_in_once_and_says_hello(at: Served) -> None:
    keys = keys_of("fresh")
    body = written(request_of(at.hub.invite("B1", "A2"), keys))
    with httpx.Client(trust_env=False) as http:
        answer = http.post(f"{at.url}/v1/enroll", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 200
        made = enroll_answer(answer.content)
        assert (made.advisor, made.branch) == ("A2", "B1")
        assert made.hub_signing_key == at.hub.keys.public.signing.hex()
        other = written(request_of("B1.AAAA", keys_of("other")))
        wrong = http.post(f"{at.url}/v1/enroll", content=other, headers={"Content-Type": "application/json"})
        assert code_of(wrong) == (403, "code_wrong")
    with line(at, at.hub.device(made.device_id), keys) as desk:
        hello = hello_of(desk.get("/v1/hello").content)
    assert [scope.scope for scope in hello.scopes] == ["firm", "br", "adv:A2"]
    assert hello.hub_epoch == at.hub.epoch()


def test_a_push_is_answered_item_by_item_with_a_signed_receipt(desk: Line, at: Served) -> None:
    batch = batch_of(desk)
    first = push_answer(desk.push(batch).content)
    assert {one.status for one in first.answers} == {Status.APPLIED}
    again = push_answer(desk.push(batch, is_packed=False).content)
    assert {one.status for one in again.answers} == {Status.DUPLICATE}
    signature = bytes.fromhex(again.receipt.signature)
    assert at.hub.keys.public.is_signed(receipt_bytes(again.receipt), signature)
    assert hello_of(desk.get("/v1/hello").content).last_device_seq == 3


def test_a_page_has_what_was_put_and_travels_packed(desk: Line, at: Served) -> None:
    at.hub.put_rows("B1", "adv:A1", [draft("C1", f"T{number:04}", "某", number) for number in range(500)])
    answer = desk.pull("adv:A1")
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(answer.content) // 3
    page = page_of(answer.content)
    assert sum(row.kind == "trade" for row in page.rows) == 500
    plain = desk.http.get(
        f"{at.url}/v1/pull?scope=adv:A1&limit=1000&cursor=0",
        headers={**desk.headers(), "Accept-Encoding": "identity"},
    )
    assert ("content-encoding" in plain.headers, plain.content) == (False, answer.content)
    assert "content-encoding" not in desk.pull("br").headers, "small ones are not worth it"


def test_scopes_of_others_and_places_that_are_gone_are_refused(desk: Line) -> None:
    assert code_of(desk.pull("adv:A2")) == (403, "scope_foreign")
    assert code_of(desk.pull("adv:A1", cursor="999999")) == (409, "resync_required")


@pytest.mark.parametrize(
    "params",
    [{"limit": "0"}, {"limit": "x"}, {"cursor": "-1"}, {"first": "1", "after": "[[["}, {"first": "x"}],
)
def test_a_pull_that_is_no_pull_is_shapeless(desk: Line, params: dict[str, str]) -> None:
    assert code_of(desk.pull("br", **params)) == (400, "shapeless")


def test_an_old_desk_still_pushes_but_has_to_be_upgraded_before_it_reads(desk: Line, at: Served) -> None:
    old = {"X-Desk-Protocol": "0"}
    answer = desk.get("/v1/pull?scope=br&limit=5&cursor=0", **old)
    assert code_of(answer) == (426, "upgrade_needed")
    assert desk.push_raw(written(batch_of(desk, 1)), X_Desk_Protocol="0").status_code == 200
    assert desk.get("/v1/hello", **old).status_code == 200
    assert code_of(desk.get("/v1/pull?scope=br&limit=5&cursor=0", **{"X-Desk-Protocol": "new"}))[0] == 400
    assert at.hub.epoch()


def test_who_has_no_token_is_asked_for_one_and_a_stale_one_is_told_apart(desk: Line, clock: Clock) -> None:
    before = clock.now
    for path in ("/v1/hello", "/v1/pull?scope=br&limit=1&cursor=0", f"/v1/attachment/{'0' * 64}"):
        answer = desk.http.get(desk.url + path)
        assert code_of(answer) == (401, "token_needed")
        assert answer.headers["www-authenticate"] == "Bearer"
    desk.login()
    clock.now += TOKEN_SECONDS
    try:
        assert code_of(desk.get("/v1/hello")) == (401, "token_stale")
        assert desk.login()
        assert desk.get("/v1/hello").status_code == 200
    finally:
        clock.now = before


def test_a_question_is_answered_by_its_device_alone(desk: Line) -> None:
    me = desk.device.id
    nonce = desk.post("/v1/token", token_question(me)).json()["nonce"]
    wrong = keys_of("another").signature(b"x")
    assert code_of(desk.post("/v1/token", token_answer(me, nonce, wrong))) == (403, "signature_wrong")
    assert code_of(desk.post("/v1/token", token_answer("B1.nobody", nonce, wrong))) == (401, "token_stale")
    strange = desk.post("/v1/token", token_question("B1.nobody")).json()["nonce"]
    answer = desk.post("/v1/token", token_answer("B1.nobody", strange, wrong))
    assert code_of(answer) == (403, "device_unknown")


def test_a_revoked_device_is_out_at_once_token_or_not(desk: Line, at: Served) -> None:
    assert desk.get("/v1/hello").status_code == 200
    at.hub.revoke(desk.device.id)
    assert code_of(desk.get("/v1/hello")) == (403, "device_revoked")
    assert code_of(desk.push(batch_of(desk))) == (403, "device_revoked")
    nonce = desk.post("/v1/token", token_question(desk.device.id)).json()["nonce"]
    assert code_of(desk.post("/v1/token", token_answer(desk.device.id, nonce, b"x"))) == (
        403,
        "device_revoked",
    )


def test_a_push_that_somebody_else_signed_or_that_names_another_is_not_stored(desk: Line, at: Served) -> None:
    held = at.hub.status()["events"]
    raw = written(batch_of(desk))
    for answer in (
        desk.push_raw(raw, X_Desk_Signature=keys_of("other").signature(raw).hex()),
        desk.push_raw(raw, X_Desk_Signature=""),
        desk.push_raw(written(replace(batch_of(desk), device_id="B1.somebody"))),
    ):
        assert code_of(answer) == (403, "signature_wrong")
    assert at.hub.status()["events"] == held
    with at.hub.store.engine.connect() as connection:
        noted = connection.exec_driver_sql(
            "SELECT count(*) FROM journal WHERE branch_id = 'B1' AND deed = 'push.not_signed'"
        ).scalar_one()
    assert noted >= 3


def test_attachments_come_and_go_by_a_route_of_their_own(desk: Line, at: Served) -> None:
    sha = hashlib.sha256(PICTURE).hexdigest()
    head = AttachmentHead(sha, "合影.png", "image/png", len(PICTURE))
    url = f"{at.url}/v1/attachment/{sha}"
    body = attachment_body(head, PICTURE)
    for _ in range(2):
        assert desk.http.put(url, content=body, headers=desk.headers()).status_code == 200
    chain = Chain(desk.device)
    assert code_of(desk.get(f"/v1/attachment/{sha}")) == (404, "scope_foreign")
    named = {"on": "2026-09-01", "attachments": [sha]}
    desk.push(chain.batch(chain.event("C1", "interaction.recorded", named)))
    answer = desk.get(f"/v1/attachment/{sha}")
    assert attachment_of(sha, answer.content) == (head, PICTURE)
    altered = attachment_body(head, PICTURE[:-1] + b"!")
    assert code_of(desk.http.put(url, content=altered, headers=desk.headers())) == (400, "shapeless")
    assert code_of(desk.get("/v1/attachment/xyz")) == (400, "shapeless")
    assert code_of(desk.get(f"/v1/attachment/{'0' * 64}"))[0] == 404


def test_a_report_is_kept(desk: Line, at: Served) -> None:
    said = Report(1, "1.0", 0, 4, 2, {"2026-08": {"T1": 3}})
    assert desk.http.post(f"{at.url}/v1/report", content=said.as_bytes(), headers=desk.headers()).json() == {}
    kept = next(one for one in at.hub.status()["devices"] if one["device"] == desk.device.id)
    assert (kept["report"]["outbox"], kept["report"]["conflicts"]) == (4, 2)


def test_bodies_of_other_kinds_are_not_read(desk: Line) -> None:
    raw = written(batch_of(desk))
    assert code_of(desk.push_raw(raw, Content_Type="text/plain"))[0] == 415
    assert code_of(desk.push_raw(raw, Content_Type=""))[0] == 415
    assert code_of(desk.push_raw(raw, Content_Encoding="br"))[0] == 415
    assert desk.push_raw(raw, Content_Type="application/json; charset=utf-8").status_code == 200


@pytest.mark.parametrize(
    ("raw", "encoding", "expected"),
    [
        (b"", "", (400, "shapeless")),
        (b"[]", "", (400, "shapeless")),
        (b"{" * 100_000, "", (400, "shapeless")),
        (b'{"events":' + b"[" * 200_000, "", (400, "shapeless")),
        (b'{"device_id":1e999}', "", (400, "shapeless")),
        (b'{"n":' + b"9" * 5_000 + b"}", "", (400, "shapeless")),
        (b"\xff\xfe", "", (400, "shapeless")),
        (b"not gzip", "gzip", (400, "shapeless")),
        (packed(b"{}")[:-4], "gzip", (400, "shapeless")),
        (packed(b"{}") * 2, "gzip", (400, "shapeless")),
        (gzip.compress(bytes(20 * 1024 * 1024)), "gzip", (413, "too_large")),
        (packed(b'{"a":"' + b" " * 5_000_000 + b'"}'), "gzip", (413, "too_large")),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_body_that_is_none_is_told_and_the_line_stays(
    desk: Line, raw: bytes, encoding: str, expected: tuple[int, str]
) -> None:
    signed = desk.push_raw(raw, Content_Encoding=encoding) if encoding else desk.push_raw(raw)
    assert code_of(signed) == expected
    assert desk.get("/v1/hello").status_code == 200


def test_too_large_is_told_before_it_is_read_declared_or_in_pieces(desk: Line) -> None:
    most = MOST_INFLATED_BYTES
    declared = desk.push_raw(os.urandom(most + 1))
    assert code_of(declared) == (413, "too_large")

    def pieces() -> Iterator[bytes]:
        for _ in range(most // 65_536 + 2):
            yield bytes(65_536)

    answer = desk.http.post(f"{desk.url}/v1/push", content=pieces(), headers=desk.headers())
    assert code_of(answer) == (413, "too_large")
    small = desk.post("/v1/token", b" " * (OPEN.small_body + 1))
    assert code_of(small) == (413, "too_large")
    assert desk.get("/v1/hello").status_code == 200


def test_a_device_that_asks_too_often_waits_and_others_do_not(at: Served, tmp_path: Path) -> None:
    limits = replace(OPEN, known=Rate(per_second=1, burst=5))
    device, keys = enrolled(at.hub, "B1", "A1", name="eager")
    second, other = enrolled(at.hub, "B1", "A1", name="calm")
    with served(at.hub, limits) as slow, line(slow, device, keys) as eager, line(slow, second, other) as calm:
        answers = [eager.get("/v1/hello") for _ in range(8)]
        assert [one.status_code for one in answers[:5]] == [200] * 5
        last = answers[-1]
        assert code_of(last) == (429, "too_many")
        assert int(last.headers["retry-after"]) >= 1
        assert last.json()["params"] == {"retry_after": int(last.headers["retry-after"])}
        assert calm.get("/v1/hello").status_code == 200
    assert tmp_path.exists()


def test_health_says_ok_and_nothing_else(at: Served) -> None:
    answer = httpx.get(f"{at.url}/healthz", trust_env=False)
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert at.hub.epoch() not in str(answer.headers)


def test_metrics_are_for_this_machine_and_never_for_who_was_passed_on(at: Served) -> None:
    answer = httpx.get(f"{at.url}/metrics", trust_env=False)
    assert answer.status_code == 200
    assert "advisor_hub_requests_total" in answer.text
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        passed = httpx.get(f"{at.url}/metrics", headers={header: "127.0.0.1"}, trust_env=False)
        assert passed.status_code == 404
    with served(at.hub, are_metrics_open=True) as shown:
        passed = httpx.get(f"{shown.url}/metrics", headers={"Via": "proxy"}, trust_env=False)
        assert passed.status_code == 200


def test_other_paths_and_methods_are_not_there(at: Served) -> None:
    with httpx.Client(trust_env=False) as http:
        assert http.get(f"{at.url}/v1/nothing").status_code == 404
        assert http.get(f"{at.url}/v1/push").status_code == 405
        assert http.post(f"{at.url}/v1/hello").status_code == 405
        assert http.get(f"{at.url}/v1/hello/").status_code == 404
        assert http.get(f"{at.url}/docs").status_code == 404


def test_answers_are_not_kept_by_anybody_on_the_way(desk: Line) -> None:
    answer = desk.get("/v1/hello")
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers
    assert json.loads(answer.content)["branch"] == "B1"
