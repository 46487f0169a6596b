"""The list as a workbook: typed cells, masked unless a purpose is told, logged before the file exists."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from advisor_desk.domain.client_query import ClientQuery, SortKey
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.storage.desk import DeskBook
from advisor_desk.usecases.export_clients import ExportField, ExportWish, ExportWords, export_clients
from tests.builders import Builder, open_desk

WORDS = ExportWords(header=lambda column: f"列{column.value}", code=lambda code: f"码{code.value}")
BY_NUMBER = ClientQuery(sort=SortKey.CLIENT_NO, is_descending=False)
COLUMNS = tuple(ExportField)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        with opened.sql.change() as connection:
            book = Builder(connection)
            first = book.client(
                "张三丰",
                client_no="0001",
                phone="13812345678",
                id_no="11010119800101123X",
                email="zhang@example.com",
                region="上海市浦东新区世纪大道1号",
            )
            book.assets(first, date(2026, 10, 1), 123_456_78)
            book.client("=cmd|' /C calc'!A0", client_no="0002")
            opened.refresh(connection, None)
        yield opened


def exported(desk: DeskBook, path: Path, **changes: Any) -> list[dict[str, Any]]:
    wish = {"path": path, "query": BY_NUMBER, "columns": COLUMNS, **changes}
    report = export_clients(desk, ExportWish(**wish), WORDS)
    assert report.row_count == 2
    assert report.file_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    lines = [list(row) for row in sheet.iter_rows()]
    names = [str(cell.value).removeprefix("列") for cell in lines[0]]
    return [dict(zip(names, line, strict=True)) for line in lines[1:]]


def exports(desk: DeskBook) -> list[dict[str, Any]]:
    with desk.sql.read() as connection:
        rows = connection.execute("SELECT body FROM event WHERE type = 'audit.exported'").fetchall()
    return [json.loads(body) for (body,) in rows]


def test_masked_by_default_and_nothing_logged(desk: DeskBook, tmp_path: Path) -> None:
    first = exported(desk, tmp_path / "名单.xlsx")[0]
    shown = {name: first[name].value for name in ("NAME", "PHONE", "ID_NO", "EMAIL", "REGION")}
    assert shown == {
        "NAME": "张*",
        "PHONE": "138****5678",
        "ID_NO": "110***********123X",
        "EMAIL": "z***@example.com",
        "REGION": "上海市浦东新区******",
    }
    assert exports(desk) == []


def test_cells_have_their_types(desk: DeskBook, tmp_path: Path) -> None:
    first, second = exported(desk, tmp_path / "a.xlsx")
    assert first["CLIENT_NO"].value == "0001"
    assert (first["AUM"].value, first["AUM"].number_format) == (123456.78, "#,##0.00")
    assert first["AUM_ON"].value == datetime(2026, 10, 1)  # noqa: DTZ001
    assert first["AUM_ON"].number_format == "yyyy-mm-dd"
    assert first["AMOUNT_SCORE"].value == 1
    assert first["GROUP"].value == "码LONG_TAIL"
    assert second["AUM"].value is None
    assert second["LAST_CONTACT"].value is None


def test_in_clear_needs_a_purpose_and_leaves_a_fact(desk: DeskBook, tmp_path: Path) -> None:
    path = tmp_path / "clear.xlsx"
    with pytest.raises(UserCanFix, match="export.purpose_needed"):
        exported(desk, path, is_masked=False, purpose=" ")
    assert not path.exists()
    first, second = exported(desk, path, is_masked=False, purpose=" 分行 检查 ")
    assert (first["NAME"].value, first["PHONE"].value) == ("张三丰", "13812345678")
    assert second["NAME"].data_type == "s"
    (fact,) = exports(desk)
    assert fact["purpose"] == "分行 检查"
    assert fact["row_count"] == 2
    assert fact["fields"] == [column.value for column in COLUMNS]
    assert fact["file_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert "张三丰" not in json.dumps(fact, ensure_ascii=False)


def test_a_place_that_cannot_be_written_is_told_and_leaves_nothing(desk: DeskBook, tmp_path: Path) -> None:
    folder = tmp_path / "taken.xlsx"
    folder.mkdir()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OutsideFailed, match="export.cannot_write"):
        exported(desk, folder)
    assert sorted(tmp_path.iterdir()) == before
    with pytest.raises(UserCanFix, match="export.no_columns"):
        exported(desk, tmp_path / "b.xlsx", columns=())


def test_no_copy_is_left_in_a_temporary_folder(
    desk: DeskBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("a temporary file would hold clients in clear")

    for name in ("mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile"):
        monkeypatch.setattr(f"tempfile.{name}", refuse)
    assert len(exported(desk, tmp_path / "c.xlsx")) == 2
