"""`brief`: one page for each kind of client, the same bytes again, what the client may not read, errors."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from advisor_desk.assembly.desk import open_desk
from advisor_desk.domain.client import ClientType, Tier, TierVariant
from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.domain.standing import ClientRow
from tests.cli.calling import AS_OF, PASSPHRASE, Ran, call, environment, js

READERS = ("advisor", "client")
MOST_BYTES = 500_000
INTERNAL = (
    "分层",
    "重要发展",
    "重要引导",
    "潜在增值",
    "长尾",
    "潜在流失",
    "休眠",
    "偏离",
    "目标配置",
    "预期",
    "波动率",
    "评分",
)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo book that is read by these tests, and to which exports are logged."""
    folder = tmp_path_factory.mktemp("brief")
    with pytest.MonkeyPatch.context() as patch:
        path = environment(patch, folder)
        assert js("demo", "--clients", 160, "--trades", 3000, "--no-window").status == 0
    return path


@pytest.fixture
def book(demo: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    environment(monkeypatch, demo.parent)
    return demo


def rows(book: Path) -> list[ClientRow]:
    desk = open_desk(book, PASSPHRASE, AS_OF)
    try:
        return list(desk.book.page(ClientQuery(), 0, 200))
    finally:
        desk.close()


def _is(row: ClientRow, kind: str) -> bool:
    if kind == "enterprise":
        return row.client_type is ClientType.ENTERPRISE
    if kind == "person-top":
        return row.tier_variant is TierVariant.PERSON_TOP
    tier = Tier.RETAIL if kind == "retail" else Tier.HNW
    return row.client_type is ClientType.PERSON and row.tier is tier


def one_of(book: Path, kind: str) -> ClientRow:
    """A client of the kind with a risk level, the first by number."""
    return min(
        (
            row
            for row in rows(book)
            if _is(row, kind) and row.c_level and (row.c_level_expires_on or AS_OF) > AS_OF
        ),
        key=lambda row: row.client_no,
    )


def brief(row: ClientRow, path: Path, reader: str) -> Ran:
    return js("brief", "--client", row.client_no, "--out", path, "--for", reader)


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        assert len(document) == 1
        return str(document[0].get_textpage().get_text_range())
    finally:
        document.close()


def suggested(row: ClientRow) -> list[str]:
    return [line["code"] for line in js("suggest", "--client", row.client_no).json["lines"]]


def exports(book: Path) -> list[dict[str, Any]]:
    desk = open_desk(book, PASSPHRASE, AS_OF)
    try:
        with desk.book.sql.read() as connection:
            found = connection.execute(
                "SELECT event.body, client.client_no FROM event JOIN client ON client.id = event.client_id "
                "WHERE event.type = 'audit.exported' ORDER BY event.id"
            ).fetchall()
    finally:
        desk.close()
    return [{**json.loads(body), "client_no": client_no} for body, client_no in found]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", ["retail", "hnw", "person-top", "enterprise"])
def test_one_page_for_each_kind_of_client(book: Path, tmp_path: Path, kind: str, reader: str) -> None:
    row = one_of(book, kind)
    path = tmp_path / "简报.pdf"
    ran = brief(row, path, reader)
    assert (ran.status, ran.err) == (0, "")
    content = path.read_bytes()
    assert ran.json == {
        "path": str(path),
        "pages": 1,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert len(content) < MOST_BYTES
    found = text_of(path)
    assert row.name in found
    assert [code for code in suggested(row) if code not in found] == []
    assert brief(row, path, reader).json["sha256"] == ran.json["sha256"]
    assert path.read_bytes() == content


@pytest.mark.parametrize("kind", ["retail", "hnw", "person-top", "enterprise"])
def test_the_clients_page_says_nothing_that_is_not_for_the_client(
    book: Path, tmp_path: Path, kind: str
) -> None:
    row = one_of(book, kind)
    path = tmp_path / "c.pdf"
    assert brief(row, path, "client").status == 0
    found = text_of(path)
    profile = js("client", row.client_no).json["profile"]
    for secret in (row.client_no, profile["phone"], profile["id_no"]):
        assert not secret or secret not in found
    for word in INTERNAL:
        assert word not in found
    others = {other.name for other in rows(book)} - {row.name}
    assert not [name for name in others if name in found]


@pytest.mark.parametrize("reader", READERS)
def test_without_an_assessment_the_part_is_empty_and_the_steps_are_named(
    book: Path, tmp_path: Path, reader: str
) -> None:
    row = next(row for row in rows(book) if row.c_level is None and row.client_type is ClientType.PERSON)
    path = tmp_path / "leer.pdf"
    assert brief(row, path, reader).status == 0
    found = text_of(path)
    assert ("建议部分为空" if reader == "advisor" else "暂时还没有具体建议") in found
    assert "完成风险测评" in found


def test_a_brief_leaves_a_record_with_the_files_digest(book: Path, tmp_path: Path) -> None:
    before = len(exports(book))
    ran = brief(one_of(book, "hnw"), tmp_path / "a.pdf", "advisor")
    (made,) = exports(book)[before:]
    assert made["purpose"] == "brief"
    assert made["row_count"] == 1
    assert made["client_no"] == one_of(book, "hnw").client_no
    assert made["file_sha256"] == ran.json["sha256"]


def test_another_day_is_another_page(book: Path, tmp_path: Path) -> None:
    row = one_of(book, "hnw")
    today = brief(row, tmp_path / "a.pdf", "advisor").json["sha256"]
    later = call(
        "--json",
        "--as-of",
        date(2026, 11, 21).isoformat(),
        "brief",
        "--client",
        row.client_no,
        "--out",
        tmp_path / "b.pdf",
    )
    assert later.json["sha256"] != today
    assert "2026-11-21" in text_of(tmp_path / "b.pdf")


def test_an_english_page(book: Path, tmp_path: Path) -> None:
    row = one_of(book, "hnw")
    ran = call(
        "--lang", "en", "--as-of", AS_OF, "brief", "--client", row.client_no, "--out", tmp_path / "e.pdf"
    )
    assert ran.out == f"Brief saved: {tmp_path / 'e.pdf'}\n"
    assert "Meeting brief" in text_of(tmp_path / "e.pdf")


def test_an_unknown_client_can_be_mended(book: Path, tmp_path: Path) -> None:
    ran = js("brief", "--client", "nobody", "--out", tmp_path / "x.pdf")
    assert (ran.status, ran.error["code"]) == (3, "client.unknown")
    assert not (tmp_path / "x.pdf").exists()


def test_a_place_that_cannot_be_written_is_the_outsides_fault(book: Path, tmp_path: Path) -> None:
    row = one_of(book, "hnw")
    ran = js("brief", "--client", row.client_no, "--out", tmp_path / "nowhere" / "x.pdf")
    assert (ran.status, ran.error["code"]) == (4, "export.cannot_write")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["", ".key", ".lock"])
def test_the_book_itself_is_never_written_over(book: Path, ending: str) -> None:
    key = book.with_name(f"{book.name}.key")
    secret, (person, *_) = key.read_bytes(), rows(book)
    events = js("book", "check").json["events"]
    ran = js("brief", "--client", person.client_no, "--out", f"{book}{ending}")
    assert (ran.status, ran.error["code"]) == (3, "export.is_book_file")
    assert (key.read_bytes(), js("book", "check").json["events"]) == (secret, events)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and modes of POSIX")
def test_what_is_no_file_is_no_place_for_a_page(book: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    ran = js("brief", "--client", rows(book)[0].client_no, "--out", pipe)
    assert (ran.status, ran.error["code"]) == (4, "export.cannot_write")
    assert pipe.is_fifo()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and modes of POSIX")
def test_a_page_is_the_owners_alone_and_leaves_no_other_copy(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch, out = tmp_path / "scratch", tmp_path / "out"
    scratch.mkdir()
    out.mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(variable, str(scratch))
    ran = subprocess.run(
        [sys.executable, "-m", "advisor_desk", "brief", "--client", rows(book)[0].client_no]
        + ["--out", str(out / "a.pdf")],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [one.name for one in (*scratch.iterdir(), *out.iterdir())] == ["a.pdf"]
    assert (out / "a.pdf").stat().st_mode & 0o077 == 0


def test_an_older_file_is_replaced_whole(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.pdf"
    path.write_bytes(b"old")
    assert brief(one_of(book, "hnw"), path, "client").status == 0
    assert path.read_bytes().startswith(b"%PDF-")
    assert [one.name for one in tmp_path.iterdir()] == ["old.pdf"]


@pytest.mark.parametrize(
    "wrong", [("--client", "C1"), ("--out", "x.pdf"), ("--client", "C1", "--out", "x", "--for", "boss")]
)
def test_wrong_usage_is_told(book: Path, wrong: tuple[str, ...]) -> None:
    assert js("brief", *wrong).status == 2
