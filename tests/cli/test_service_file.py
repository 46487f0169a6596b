"""`history --client NO --pdf FILE`: its text, the chain's head on each page, what is kept back, the log."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest

from advisor_desk.assembly.desk import Desk, open_desk
from advisor_desk.domain.interaction import Attendee, Confidentiality, Interaction, Outcome, Purpose
from advisor_desk.domain.records import ContactChannel
from tests.cli.calling import AS_OF, PASSPHRASE, js


@pytest.fixture
def logged(office: Path) -> Path:
    """An office in which one client was talked to, once in confidence and once in the strictest."""
    with opened(office) as desk:
        for days, note, level in (
            (30, "谈了债券久期", Confidentiality.NORMAL),
            (20, "谈了家庭安排", Confidentiality.CONFIDENTIAL),
            (10, "谈了离婚析产", Confidentiality.STRICT),
        ):
            desk.book.record(
                Interaction(
                    attendees=(Attendee("C1"),),
                    on=AS_OF - timedelta(days=days),
                    channel=ContactChannel.VISIT,
                    outcome=Outcome.REACHED,
                    purpose=Purpose.CARE,
                    note=note,
                    confidentiality=level,
                )
            )
        first = desk.book.service_file(desk.book.client_id("C1"))[-1]
        desk.book.correct(first.id, first.made, "补充说明")
    return office


def texts(file: Path) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file)]


@contextmanager
def opened(book: Path) -> Iterator[Desk]:
    """The book of the test, open for a moment."""
    desk = open_desk(book, PASSPHRASE, AS_OF)
    try:
        yield desk
    finally:
        desk.close()


def printed(book: Path) -> dict[str, object]:
    with opened(book) as desk, desk.book.sql.read() as connection:
        row = connection.execute(
            "SELECT body FROM event WHERE type = 'audit.printed' ORDER BY device_seq DESC LIMIT 1"
        ).fetchone()
    body: dict[str, object] = json.loads(row[0])
    return body


def test_the_file_holds_the_records_and_the_head_of_the_chain_on_each_page(
    logged: Path, tmp_path: Path
) -> None:
    file = tmp_path / "file.pdf"
    told = js("history", "--client", "C1", "--pdf", str(file), "--purpose", "客户索要").json
    pages = texts(file)
    assert told["pages"] == len(pages)
    assert (told["records"], told["left_out"]) == (2, 2)
    head = told["chain"]["head"]
    assert len(head) == 64
    assert told["chain"]["ok"] is True
    assert all(head in "".join(page.split()) for page in pages)
    assert "第 1 页，共 1 页" in pages[0]
    assert "谈了债券久期" in pages[0]
    assert "补充说明" in pages[0]
    assert "家庭安排" not in pages[0]
    assert "离婚" not in pages[0]
    assert "欧*" in pages[0]
    assert "欧阳雨桐" not in pages[0]


def test_what_leaves_is_logged_with_its_purpose(logged: Path, tmp_path: Path) -> None:
    file = tmp_path / "file.pdf"
    told = js("history", "--client", "C1", "--pdf", str(file), "--purpose", "客户索要").json
    body = printed(logged)
    assert body["purpose"] == "客户索要"
    assert body["sha256"] == told["sha256"]
    assert body["levels"] == ["NORMAL"]
    assert "债券" not in str(body)


def test_the_same_book_gives_the_same_bytes(logged: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / logged.name
    shutil.copytree(logged.parent, copy.parent, ignore=shutil.ignore_patterns("*.lock", "copy"))
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    js("history", "--client", "C1", "--pdf", str(one))
    js("--book", copy, "history", "--client", "C1", "--pdf", str(two))
    assert one.read_bytes() == two.read_bytes()


def test_confidential_records_are_asked_for_strict_ones_with_a_reason(logged: Path, tmp_path: Path) -> None:
    file = tmp_path / "file.pdf"
    js("history", "--client", "C1", "--pdf", str(file), "--confidential")
    assert "家庭安排" in texts(file)[0]
    assert "离婚" not in texts(file)[0]
    js("history", "--client", "C1", "--pdf", str(file), "--unlock", "监管调阅")
    assert "离婚析产" in texts(file)[0]
    assert printed(logged)["reason"] == "监管调阅"
    assert js("history", "--client", "C1", "--pdf", str(file), "--unlock", " ").status == 3


def test_a_purpose_without_a_file_is_told(logged: Path) -> None:
    assert js("history", "--client", "C1", "--purpose", "x").status == 2
    assert js("history", "verify", "--pdf", "x.pdf").status == 2


def test_the_file_speaks_english(logged: Path, tmp_path: Path) -> None:
    file = tmp_path / "file.pdf"
    js("--lang", "en", "history", "--client", "C1", "--pdf", str(file))
    page = " ".join(texts(file)[0].split())
    for told in ("Client service file", "Page 1 of 1", "Need", "Feedback", "Chain head no."):
        assert told in page
