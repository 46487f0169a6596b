"""`enroll` and `sync`: the contract, against a real hub over HTTP and by sealed file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.errors import OutsideFailed
from advisor_desk.hub.courier import answer_file, read_file, sealed_answer
from advisor_desk.hub.hub import Hub
from advisor_desk.storage.book import SqlBook
from advisor_desk.sync import underway
from tests.cli.calling import PASSPHRASE, call, js
from tests.hub_server import served
from tests.intakes import events as hub_events

CALL = ("--channel", "CALL", "--outcome", "REACHED")
KEYS = ["pushed", "duplicates", "quarantined", "pulled", "conflicts", "purged_clients", "outbox", "receipt"]


@pytest.fixture
def url(hub: Hub) -> Iterator[str]:
    with served(hub) as at:
        yield at.url


def taken_in(hub: Hub, url: str) -> None:
    """Enrol the office's book."""
    ran = js("enroll", "--hub", url, "--code", hub.invite("B1", "A1"))
    assert (ran.status, ran.err) == (0, "")
    assert list(ran.json) == ["hub", "device_id", "advisor", "branch"]
    assert (ran.json["advisor"], ran.json["branch"], ran.json["hub"]) == ("A1", "B1", url)


def log(client_no: str) -> str:
    return str(js("log", "--client", client_no, *CALL).json["id"])


@pytest.mark.usefixtures("office")
def test_before_enrolment_everything_says_so() -> None:
    for words in (("sync",), ("sync", "export", "x.adsync"), ("sync", "import", "x.adsync")):
        ran = js(*words)
        assert ran.status in {3, 4}
        assert ran.error["code"] in {"sync.not_enrolled", "sync.file_unread"}
    ran = js("sync", "status")
    assert (ran.status, ran.json["enrolled"], ran.json["hub"]) == (0, False, None)
    assert call("sync", "status").out == "还没有登记到总部。\n"


@pytest.mark.usefixtures("office")
def test_a_round_sends_what_was_logged_and_prints_the_contract(hub: Hub, url: str) -> None:
    taken_in(hub, url)
    record = log("C1")
    waiting = js("sync", "status")
    assert waiting.json["outbox"] >= 1
    ran = js("sync")
    assert (ran.status, ran.err) == (0, "")
    assert list(ran.json) == KEYS
    assert (ran.json["outbox"], ran.json["conflicts"], ran.json["quarantined"]) == (0, 0, [])
    receipt = ran.json["receipt"]
    assert ran.json["pushed"] == receipt["events_held"] > 0
    assert len(receipt["signature"]) == 128
    again = js("sync")
    assert (again.status, again.json["pushed"], again.json["pulled"], again.json["receipt"]) == (
        0,
        0,
        0,
        None,
    )
    found = js("sync", "status").json
    assert (found["outbox"], found["receipt"]["hash"]) == (0, receipt["hash"])
    assert {one["scope"] for one in found["scopes"]} == {"firm", "br", "adv:A1"}
    assert record in {one["id"] for one in js("history", "--client", "C1").json["records"]}
    assert js("history", "verify").status == 0


@pytest.mark.usefixtures("office")
def test_what_head_office_keeps_apart_is_told_and_exits_with_attention(hub: Hub, url: str) -> None:
    taken_in(hub, url)
    js("sync")
    log("C4")
    ran = js("sync")
    assert ran.status == 1
    codes = {one["code"] for one in ran.json["quarantined"]}
    assert codes == {"CLIENT_UNKNOWN"}
    assert all(set(one) == {"id", "code", "params", "message"} for one in ran.json["quarantined"])
    assert "总部还没有这位客户" in ran.json["quarantined"][0]["message"]
    state = js("sync", "status")
    assert state.status == 1
    assert state.json["quarantined"][0]["client_no"] == "C4"
    said = call("--lang", "en", "sync", "status")
    assert "Advisor A1, branch B1" in said.out
    assert said.status == 1


@pytest.mark.usefixtures("office")
def test_what_came_back_is_told_once_a_reason_and_not_by_numbers(hub: Hub, url: str) -> None:
    taken_in(hub, url)
    js("sync")
    for _ in range(7):
        log("C4")
    ran = call("sync")
    told = [line for line in ran.out.splitlines() if "总部还没有这位客户" in line]
    assert told == ["  退回 7 条：总部还没有这位客户。 不用重做：总部导入这位客户后会自动采用。"]
    assert "发送 7 条：收下 0，重复 0，退回 7；" in ran.out
    state = call("sync", "status").out
    assert state.count("总部还没有这位客户") == 1
    assert state.count("联系记录\tC4") == 5
    assert "另有 2 条，用 --json 查看全部。" in state
    assert "CLIENT_UNKNOWN" not in ran.out + state
    assert "+00:00" not in state


@pytest.mark.usefixtures("office")
def test_without_json_a_round_is_told_in_a_sentence(hub: Hub, url: str) -> None:
    taken_in(hub, url)
    log("C1")
    ran = call("sync")
    assert ran.status == 0
    assert ran.out.startswith("发送 ")
    assert "待发送 0 条" in ran.out


@pytest.mark.usefixtures("office")
def test_what_head_office_noticed_is_told_with_what_to_do(hub: Hub, url: str) -> None:
    taken_in(hub, url)
    js("sync")
    log("C1")
    hub.add_advisor("B1", "A2")
    hub.assign("C1", "A2")
    ran = call("sync")
    assert ran.status == 0
    assert "1 条：这位客户已转给其他顾问" in ran.out
    assert "1 位客户已转给其他顾问，资料已从本机移除。" in ran.out
    assert js("client", "C1").error["code"] == "client.unknown"
    assert js("sync").json["purged_clients"] == 0


@pytest.mark.usefixtures("office")
def test_a_code_works_once_and_a_book_is_enrolled_once(hub: Hub, url: str) -> None:
    code = hub.invite("B1", "A1")
    wrong = js("enroll", "--hub", url, "--code", "B1.AAAA")
    assert (wrong.status, wrong.error["code"]) == (3, "sync.code_wrong")
    assert js("enroll", "--hub", url, "--code", "no code").error["code"] == "sync.code_form"
    assert js("enroll", "--hub", "http://hub.example", "--code", code).error["code"] == "sync.tls_needed"
    assert js("enroll", "--hub", url, "--code", code).status == 0
    once_more = js("enroll", "--hub", url, "--code", code)
    assert (once_more.status, once_more.error["code"]) == (3, "sync.already_enrolled")
    used = js("enroll", "--hub", url, "--code", code, "--again")
    assert used.status in {0, 3}
    fresh = js("enroll", "--hub", url, "--code", hub.invite("B1", "A1"), "--again")
    assert fresh.status == 0
    log("C1")
    assert js("sync").json["outbox"] == 0


@pytest.mark.usefixtures("office")
def test_a_hub_that_is_away_exits_with_4_and_loses_nothing(hub: Hub) -> None:
    with served(hub) as at:
        taken_in(hub, at.url)
    log("C1")
    before = js("sync", "status").json["outbox"]
    ran = js("sync")
    assert (ran.status, ran.error["code"]) == (4, "sync.unreachable")
    assert ran.error["message"] == "连不上总部。 记录都在本机；网络恢复后请再同步一次。"
    after = js("sync", "status").json
    assert after["outbox"] == before
    assert after["rounds"][0]["outcome"] == "sync.unreachable"


@pytest.mark.usefixtures("office")
def test_a_hub_whose_database_is_away_is_not_called_busy(
    hub: Hub, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(hub, url)
    log("C1")

    def fail(*_given: object) -> None:
        raise OutsideFailed("hub.database_away")

    monkeypatch.setattr(underway, "MOST_PATIENCE", 0)
    with monkeypatch.context() as patch:
        patch.setattr(Hub, "hello", fail)
        ran = js("sync")
    assert (ran.status, ran.error["code"]) == (4, "sync.hub_away")
    assert "可能正在维护" in ran.error["message"]
    assert "自动再试" not in ran.error["message"]
    assert js("sync").json["outbox"] == 0


@pytest.mark.usefixtures("office")
def test_a_revoked_desk_is_told_and_keeps_its_records(hub: Hub, url: str) -> None:
    taken_in(hub, url)
    log("C1")
    (device,) = hub.devices("B1")
    hub.revoke(device.id)
    ran = js("sync")
    assert (ran.status, ran.error["code"]) == (3, "sync.revoked")
    assert js("sync", "status").json["outbox"] > 0


@pytest.mark.usefixtures("office")
def test_a_sealed_file_carries_everything_both_ways_and_may_come_twice(
    hub: Hub, url: str, tmp_path: Path
) -> None:
    taken_in(hub, url)
    log("C1")
    log("C4")
    outgoing, reply = tmp_path / "out.adsync", tmp_path / "reply.adsync"
    seen = js("sync", "export", "--preview")
    assert (seen.status, seen.json["path"], outgoing.exists()) == (0, None, False)
    ran = js("sync", "export", outgoing)
    assert ran.status == 0
    assert ran.json["events"] == seen.json["events"] == js("sync", "status").json["outbox"]
    assert ran.json["bytes"] == outgoing.stat().st_size
    assert "欧阳".encode() not in outgoing.read_bytes()
    for _ in range(2):
        device, file = read_file(hub, outgoing.read_bytes())
        reply.write_bytes(sealed_answer(hub, device, answer_file(hub, device, file)))
    shown = js("sync", "import", reply, "--preview")
    assert js("sync", "import", "--preview", reply).json == shown.json
    assert shown.status == 1
    assert list(shown.json) == ["made_at", "applied", "duplicates", "quarantined", "rows", "attachments"]
    assert js("sync", "status").json["outbox"] > 0
    first = js("sync", "import", reply)
    assert list(first.json) == KEYS
    assert (first.status, first.json["outbox"]) == (1, 0)
    assert first.json["duplicates"] + first.json["pushed"] > 0
    again = js("sync", "import", reply)
    assert (again.json["outbox"], again.json["pulled"], again.json["conflicts"]) == (0, 0, 0)
    told = call("sync", "import", reply)
    assert "这份回执的内容先前都已收下，没有重复计入；待发送 0 条。" in told.out
    assert "发送" not in told.out.replace("待发送", "")
    line = js("sync")
    assert (line.json["pushed"], line.json["pulled"], line.json["outbox"]) == (0, 0, 0)


@pytest.mark.usefixtures("office")
def test_a_file_that_is_not_for_this_desk_changes_nothing(hub: Hub, url: str, tmp_path: Path) -> None:
    taken_in(hub, url)
    mine = tmp_path / "mine.adsync"
    js("sync", "export", mine)
    assert js("sync", "import", mine).error["code"] == "sync.file_sender"
    other = tmp_path / "other.adsync"
    other.write_bytes(b"hello")
    assert js("sync", "import", other).error["code"] == "sync.file_form"
    device, file = read_file(hub, mine.read_bytes())
    reply = sealed_answer(hub, device, answer_file(hub, device, file))
    other.write_bytes(reply[:200] + bytes([reply[200] ^ 1]) + reply[201:])
    ran = js("sync", "import", other)
    assert (ran.status, ran.error["code"]) == (3, "sync.file_altered")
    assert js("sync", "import", tmp_path / "none").error["code"] == "sync.file_unread"


def test_what_waits_in_a_book_of_a_newer_program_is_sent_all_the_same(
    office: Path, hub: Hub, url: str
) -> None:
    taken_in(hub, url)
    log("C1")
    with SqlBook.open(office, PASSPHRASE) as book, book.change() as connection:
        connection.execute("ALTER TABLE sync_round ADD COLUMN what_is_new TEXT")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert js("clients").error["code"] == "book.from_newer_version"
    ran = js("sync")
    assert (ran.status, ran.json["outbox"], ran.json["pulled"]) == (1, 0, 0)
    assert ran.json["pushed"] > 0
    assert "更新版本的程序" in ran.err


def test_what_waits_in_a_damaged_book_is_sent_before_a_backup_takes_its_place(
    office: Path, hub: Hub, url: str
) -> None:
    taken_in(hub, url)
    record = log("C1")
    with SqlBook.open(office, PASSPHRASE) as book, book.read() as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'trade'").fetchone()
    raw = bytearray(office.read_bytes())
    raw[(page - 1) * 4096 + 1_000] ^= 4
    office.write_bytes(raw)
    # As after a crash: such a book is looked through before it is opened.
    office.with_name(f"{office.name}-wal").write_bytes(b"")
    assert js("clients").error["code"] == "book.damaged"
    ran = js("sync")
    assert (ran.status, ran.json["outbox"], ran.json["pulled"]) == (1, 0, 0)
    assert record in hub_events(hub)
    assert "已损坏" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("enroll", "--hub", "https://x"),
        ("enroll", "--code", "x"),
        ("sync", "export"),
        ("sync", "import", "--preview"),
        ("sync", "status", "x"),
        ("sync", "--preview"),
        ("sync", "--preview", "x"),
        ("sync", "import", "x", "--preview", "y"),
        ("sync", "elsewhere"),
    ],
)
def test_a_wrong_call_is_told(words: tuple[str, ...]) -> None:
    assert js(*words).status == 2
