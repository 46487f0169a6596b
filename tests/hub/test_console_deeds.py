"""The console's two deeds over what is kept apart: asked about, done once, journaled, and nobody else's."""

import json
from collections.abc import Iterator

import httpx
import pytest
import sqlalchemy as sa

from advisor_desk.hub.hub import Hub
from advisor_desk.wire.messages import push_batch, written
from tests.hub.console_office import Office
from tests.hub.console_visit import WHO, Visit, console_of, event_path, is_applied, journal, said, visit
from tests.hub_server import Served
from tests.hubs import Clock


@pytest.fixture
def office(hub: Hub, clock: Clock) -> Office:
    return Office(hub, clock).fill(days=1)


@pytest.fixture
def at(hub: Hub, office: Office) -> Iterator[Served]:
    """Served once the office is filled: only then is it the time at which somebody signs in."""
    with console_of(hub) as made:
        assert office.early
        yield made


def test_a_release_is_asked_about_done_and_journaled(person: Visit, hub: Hub, office: Office) -> None:
    event_id = office.early
    assert "放行这条记录？" in person.page(event_path("release", "BJ01", event_id))
    refused = person.post(event_path("release", "BJ01", event_id), proof=person.proof)
    assert refused.headers["location"].endswith("&refused=1")
    page = person.page(refused.headers["location"].removeprefix("/console"))
    assert "重新检查之后仍不能入账" in page
    assert not is_applied(hub, "BJ01", event_id)
    hub.store.transact(lambda connection: connection.execute(_HOLDS_9))
    done = person.post(event_path("release", "BJ01", event_id), proof=person.proof)
    assert done.status_code == 303
    page = said(person.page(done.headers["location"].removeprefix("/console")))
    assert ("已放行" in page, f"处理人 {WHO}" in page, "确认" in page) == (True, True, False)
    assert is_applied(hub, "BJ01", event_id)
    assert journal(hub, "BJ01").count(("quarantine.released", WHO)) == 2
    assert person.get(event_path("release", "BJ01", event_id)).status_code == 404, "nothing left to ask"
    assert WHO in person.page("/quarantine?state=RELEASED")


_HOLDS_9 = sa.text("INSERT INTO client (branch_id, client_no, advisor_id) VALUES ('BJ01', 'BJ01-9', 'A1')")


def test_a_return_is_asked_about_done_and_journaled(person: Visit, hub: Hub, office: Office) -> None:
    event_id = office.hopeless
    assert "退回不能撤销" in person.page(event_path("return", "BJ01", event_id))
    done = person.post(event_path("return", "BJ01", event_id), proof=person.proof)
    assert "已退回" in person.page(done.headers["location"].removeprefix("/console"))
    assert not is_applied(hub, "BJ01", event_id)
    again = person.post(event_path("return", "BJ01", event_id), proof=person.proof)
    assert again.status_code == 303
    assert journal(hub, "BJ01").count(("quarantine.returned", WHO)) == 1


@pytest.mark.parametrize("deed", ["release", "return"])
def test_a_form_that_is_not_of_this_session_does_nothing(
    person: Visit, at: Served, hub: Hub, office: Office, deed: str
) -> None:
    held = next(one for one in hub.quarantined("SH02") if one.client_no == "SH02-77")
    path = event_path(deed, "SH02", held.id)
    with visit(at) as other:
        foreign = other.enter(hub, "别人").proof
    before = journal(hub, "SH02")
    cross = {"Sec-Fetch-Site": "cross-site"}
    for answer in (
        person.post(path, other="1"),
        person.post(path, proof=""),
        person.post(path, proof="证"),
        person.post(path, proof=foreign),
        person.post(path, cross, proof=person.proof),
        httpx.post(f"{person.url}/console{path}", data={"proof": person.proof}, trust_env=False),
    ):
        assert answer.status_code == 403
        assert "没有做任何改动" in answer.text
    assert person.post("/sign-out", proof=foreign).status_code == 403
    assert person.get().status_code == 200
    assert journal(hub, "SH02") == before
    assert hub.quarantined("SH02")


def test_a_deed_over_nothing_is_a_page_that_is_not_there(person: Visit) -> None:
    for branch, event_id in (("BJ01", "nothing"), ("nowhere", "nothing"), ("", "")):
        for deed in ("release", "return"):
            assert person.get(event_path(deed, branch, event_id)).status_code == 404
            assert person.post(event_path(deed, branch, event_id), proof=person.proof).status_code == 404
        assert person.get(event_path("event", branch, event_id)).status_code == 404


def test_what_a_hostile_desk_sent_is_only_text_on_the_page(person: Visit, hub: Hub, office: Office) -> None:

    chain = office.desks["BJ01"]
    nasty = '<img src=x onerror="alert(1)">'
    batch = json.loads(written(chain.batch()))
    odd = {"id": "x'\"><script>1</script>", "type": nasty, "client_no": nasty}
    hub.push(chain.device, push_batch(json.dumps({**batch, "events": [odd]}).encode()))
    held = next(one for one in hub.quarantined("BJ01") if "script" in one.id)
    for path in ("/quarantine", event_path("event", "BJ01", held.id), event_path("return", "BJ01", held.id)):
        page = person.page(path)
        assert ("<script" in page, "<img" in page) == (False, False)
    assert person.post(event_path("return", "BJ01", held.id), proof=person.proof).status_code == 303
    assert held.id not in [one.id for one in hub.quarantined("BJ01")]
