"""Rules and shelf from head office: checked, signed, put once, and in force at a desk that trusts the hub."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from advisor_desk import paths
from advisor_desk.assembly.desk import Desk
from advisor_desk.assembly.desk import around as desk_around
from advisor_desk.domain.product import AssetClass, ShelfStatus
from advisor_desk.domain.shelf import ShelfMove
from advisor_desk.errors import UserCanFix
from advisor_desk.storage import shelf_seal, sync_identity
from advisor_desk.storage.book import SqlBook
from advisor_desk.storage.check import check
from advisor_desk.storage.replica_apply import apply_rows
from advisor_desk.wire.desk import Identity
from advisor_desk.wire.rows import Row, compact, key_parts
from advisor_desk.wire.seal import KeyPair, PublicKeys
from advisor_desk.wire.shapes import SHAPES
from tests.hub.office_calls import Office
from tests.storage import books
from tests.storage.shelf_rows import bring

FOLDERS = {"SCORES": "", "ADVICE": "advice", "SERVICE": "service"}
NEW_DAY = date(2027, 1, 1)
VALUES = SHAPES["rules_version"].values
SHELF = (
    "产品代码,产品名称,产品类型,风险等级,货架状态,资产类别权重\n"
    "P1,一号,混合基金,R3,在售,股票 60%、债券 40%\nP2,二号,货币基金,R1,在售,\n"
)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SqlBook]:
    with books.make(tmp_path / "desk.book").book as made:
        yield made


def rules_file(folder: Path, family: str = "SCORES", version: str = "2027-01") -> Path:
    shipped = (paths.resources() / "rules" / FOLDERS[family] / "2026-11.toml").read_text("utf-8")
    first_day = next(line for line in shipped.splitlines() if line.startswith("effective_from"))
    newer = shipped.replace('version = "2026-11"', f'version = "{version}"')
    path = folder / f"{family}-{version}.toml"
    path.write_text(newer.replace(first_day, f"effective_from = {NEW_DAY.isoformat()}"), "utf-8")
    return path


def shelf_file(folder: Path, content: str) -> Path:
    path = folder / "shelf.csv"
    path.write_text(content, "utf-8")
    return path


def enrol(book: SqlBook, keys: PublicKeys) -> None:
    identity = Identity("http://127.0.0.1:1", "b.1", "a1", "b", KeyPair.new(), keys, "epoch")
    with book.change() as connection:
        sync_identity.keep(connection, identity)


def hub_keys(office: Office) -> PublicKeys:
    kept = json.loads((office.folder / "hub" / "hub.key").read_text())
    return KeyPair(bytes.fromhex(kept["signing"]), bytes.fromhex(kept["sealing"])).public


def pulled(book: SqlBook, rows: list[Row]) -> None:
    with book.change() as connection:
        apply_rows(connection, "firm", rows, {"rules_version": VALUES})


def on(book: SqlBook, day: date = NEW_DAY) -> Desk:
    return desk_around(book, day)


@pytest.mark.parametrize("family", FOLDERS)
def test_rules_of_each_family_are_in_force_at_the_desk_from_their_day(
    office: Office, book: SqlBook, tmp_path: Path, family: str
) -> None:
    ran = office.js("publish", "rules", rules_file(tmp_path, family))
    assert ran.status == 0, ran.err
    assert (ran.json["family"], ran.json["effective_from"], ran.json["is_new"]) == (
        family,
        "2027-01-01",
        True,
    )
    enrol(book, hub_keys(office))
    desk = on(book)
    families: dict[str, Callable[[date], Any]] = {
        "SCORES": desk.book.around.rules_on,
        "ADVICE": desk.book.around.advice_on,
        "SERVICE": desk.book.around.service_on,
    }
    rules = families[family]
    assert rules(NEW_DAY).version == "2026-11"
    pulled(book, office.rows("0", "firm"))
    desk.roll()
    assert rules(NEW_DAY).version == "2027-01", "an open desk has them with the next look at its day"
    assert rules(date(2026, 12, 31)).version == "2026-11"
    assert desk.rules_troubles == ()
    again = on(book)
    again.roll()
    found: dict[str, Any] = {
        "SCORES": again.book.rules,
        "ADVICE": again.book.advice,
        "SERVICE": again.book.service,
    }
    assert {name for name, each in found.items() if each.version == "2027-01"} == {family}


def test_a_version_under_which_figures_were_counted_stays_when_it_is_published_too(
    office: Office, book: SqlBook
) -> None:
    shipped = paths.resources() / "rules" / "2026-11.toml"
    assert office.js("publish", "rules", shipped).json["name"] == "2026-11"
    enrol(book, hub_keys(office))
    desk = on(book, date(2026, 11, 20))
    desk.roll()
    pulled(book, office.rows("0", "firm"))
    desk.roll()
    assert desk.rules_troubles == ()
    assert on(book, date(2026, 11, 20)).book.rules.version == "2026-11"


def test_rules_signed_with_keys_that_are_gone_are_signed_anew(
    office: Office, book: SqlBook, tmp_path: Path
) -> None:
    rules = rules_file(tmp_path)
    assert office.js("publish", "rules", rules).json["is_new"]
    (office.folder / "hub" / "hub.key").unlink()
    assert office.js("db", "rekeyed").status == 0
    assert [office.js("publish", "rules", rules).json["is_new"] for _ in range(2)] == [True, False]
    enrol(book, hub_keys(office))
    pulled(book, office.rows("0", "firm"))
    desk = on(book)
    desk.roll()
    assert desk.rules_troubles == ()
    assert desk.book.around.rules_on(NEW_DAY).version == "2027-01"


def altered(row: Row, **values: object) -> Row:
    named = dict(zip(VALUES, json.loads(row.body), strict=True)) | values
    return Row(row.kind, row.id, row.client_no, row.seq, False, compact([named[name] for name in VALUES]))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signature": "ab" * 64}, "rules.received_unsigned"),
        ({"signature": None}, "rules.received_unsigned"),
        ({"sha256": "0" * 64}, "rules.received_altered"),
        ({"body": "version = '2027-01'"}, "rules.received_altered"),
        ({"effective_from": 7305}, "rules.received_unsigned"),
    ],
)
def test_what_the_hub_did_not_sign_is_out_of_force_and_told(
    office: Office, book: SqlBook, tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    office.js("publish", "rules", rules_file(tmp_path))
    enrol(book, hub_keys(office))
    (row,) = office.rows("0", "firm")
    pulled(book, [altered(row, **changes)])
    desk = on(book)
    desk.roll()
    assert [(one.name, one.code) for one in desk.rules_troubles] == [("2027-01", code)]
    assert desk.book.rules.version == "2026-11"


def test_rules_of_another_hub_are_not_trusted(office: Office, book: SqlBook, tmp_path: Path) -> None:
    office.js("publish", "rules", rules_file(tmp_path))
    enrol(book, KeyPair.new().public)
    pulled(book, office.rows("0", "firm"))
    assert [one.code for one in on(book).rules_troubles] == ["rules.received_unsigned"]


def test_a_published_file_is_never_edited(office: Office, tmp_path: Path) -> None:
    path = rules_file(tmp_path)
    office.js("publish", "rules", path)
    rows = office.rows("0", "firm")
    assert office.js("publish", "rules", path).json["is_new"] is False
    assert office.rows("0", "firm") == rows
    path.write_text(path.read_text("utf-8").replace("days = 20", "days = 21"), "utf-8")
    same = office.js("publish", "rules", path)
    assert same.error["code"] == "rules.ambiguous"
    assert path.name in same.error["message"]
    assert "2027-01" in same.error["message"]
    assert "新的版本号，并换一个新的生效日" in same.error["message"]
    other = rules_file(tmp_path, version="2027-02")
    assert office.js("publish", "rules", other).error["code"] == "rules.ambiguous", "the same first day"
    assert office.rows("0", "firm") == rows
    deeds = [deed for deed, _ in office.journal("0")]
    assert deeds.count("rules.published") == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[tier", "rules.invalid"),
        (b"version = '1'", "rules.invalid"),
        (b"\xff\xfe", "intake.not_this_encoding"),
        (None, "intake.file_missing"),
    ],
)
def test_a_file_that_no_desk_could_read_is_not_published(
    office: Office, tmp_path: Path, content: bytes | None, code: str
) -> None:
    path = tmp_path / "rules.toml"
    if content is not None:
        path.write_bytes(content)
    ran = office.js("publish", "rules", path)
    assert (ran.status, ran.error["code"]) == (3, code)
    assert office.rows("0", "firm") == []


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        ("version = '1'\n[tier", "第 2 行有误：不是正确的 TOML 写法。", "line 2, is wrong: not valid TOML."),
        (
            "version = '1'",
            "第 1 行有误：看不出是哪一类规则。",
            "line 1, is wrong: no kind of rules that is known.",
        ),
        ("[tier]", "第 1 行有误：version (缺少这一项)。", "line 1, is wrong: version (missing)."),
    ],
)
def test_a_faulty_rules_file_says_where_and_why(
    office: Office, tmp_path: Path, content: str, zh: str, en: str
) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(content, "utf-8")
    assert zh in office.call("publish", "rules", path).err
    assert en in office.call("--lang", "en", "publish", "rules", path).err


def test_the_shelf_of_head_office_is_whole_at_the_desk(office: Office, book: SqlBook, tmp_path: Path) -> None:
    shelf = shelf_file(tmp_path, SHELF)
    assert office.js("publish", "shelf", shelf).status == 0
    enrol(book, hub_keys(office))
    pulled(book, office.rows("0", "firm"))
    with book.read() as connection:
        release = shelf_seal.newest(connection)
    assert release is not None
    assert (release.is_intact, release.author, release.source) == (True, "head office", "shelf.csv")
    assert [product.code for product in on(book).book.shelf()] == ["P1", "P2"]
    with book.change() as connection:
        connection.execute("UPDATE product SET r_level = 'R1' WHERE code = 'P1'")
        assert not shelf_seal.is_intact(connection)


def test_what_a_desk_had_of_its_own_is_on_no_shelf_once_head_office_sends_one(
    office: Office, book: SqlBook, tmp_path: Path
) -> None:
    desk = on(book).book
    own = {"product_type": "BOND_FUND", "r_level": "R2", "shelf_status": "ON_SALE"}
    bring(desk, {"code": "OWN", "name": "自有", "exposure": "CN_BOND:100", **own})
    bring(desk, {"code": "P1", "name": "旧的一号", "exposure": "COMMODITY_GOLD:30;CN_BOND:70", **own})
    assert desk.shelf_release() is not None
    assert office.js("publish", "shelf", shelf_file(tmp_path, SHELF)).status == 0
    enrol(book, hub_keys(office))
    pulled(book, office.rows("0", "firm"))
    desk = on(book).book
    release = desk.shelf_release()
    assert release is not None
    assert (release.is_intact, release.is_offices) == (True, True)
    assert check(book).ok
    shelf = {one.code: one for one in desk.shelf()}
    assert {code: one.shelf_status for code, one in shelf.items()} == {
        "OWN": ShelfStatus.DRAFT,
        "P1": ShelfStatus.ON_SALE,
        "P2": ShelfStatus.ON_SALE,
    }
    assert shelf["P1"].exposure_bp == {AssetClass.CN_EQUITY: 6_000, AssetClass.CN_BOND: 4_000}
    assert shelf["OWN"].exposure_bp == {AssetClass.CN_BOND: 10_000}
    for code in ("OWN", "P1"):
        move = ShelfMove(code, shelf[code].shelf_status, ShelfStatus.SUSPENDED, NEW_DAY, "批准人", "原因")
        with pytest.raises(UserCanFix) as refused:
            desk.move_product(code, move)
        assert refused.value.params["problem"] == "head_office_decides"
    with pytest.raises(UserCanFix, match=r"import\.shelf_is_offices"):
        bring(desk, {"code": "OWN", "name": "自有", **own})
    with book.change() as connection:
        connection.execute("UPDATE product SET scope = 'firm' WHERE code = 'OWN'")
        assert not shelf_seal.is_intact(connection)


def test_a_shelf_is_put_with_weights_and_seal(office: Office, tmp_path: Path) -> None:
    header = "产品代码,产品名称,产品类型,风险等级,资产类别权重\n"
    shelf = shelf_file(tmp_path, header + "P1,一号,混合基金,R3,股票 60%、债券 40%\nP2,二号,货币基金,R1,\n")
    report = office.js("publish", "shelf", shelf).json
    assert (report["added"], report["rows"]) == (2, 5)
    rows = office.rows("0", "firm")
    assert Counter(row.kind for row in rows) == {"product": 2, "product_exposure": 2, "shelf_release": 1}
    shelf_file(tmp_path, header + "P1,一号,混合基金,R3,债券 100%\n")
    report = office.js("publish", "shelf", shelf).json
    assert (report["updated"], report["rows"]) == (1, 4)
    rows = office.rows("0", "firm")
    weights = {row.id: json.loads(row.body) for row in rows if row.kind == "product_exposure"}
    assert list(weights.values()) == [[10_000]]
    assert [key_parts(one)[0] for one in weights] == ["P1"]
    releases = [json.loads(row.body) for row in rows if row.kind == "shelf_release"]
    assert len(releases) == 2
    assert len({one[SHAPES["shelf_release"].values.index("digest")] for one in releases}) == 2
    again = office.js("publish", "shelf", shelf).json
    assert (again["unchanged"], again["rows"]) == (1, 1), "received again: the seal says when"
    # A file of which no row is fit was not received: the shelf is as old as before.
    shelf_file(tmp_path, header + "P1,一号,混合基金,R9,\n")
    unfit = office.js("publish", "shelf", shelf)
    assert (unfit.status, unfit.json["rejected"], unfit.json["rows"]) == (1, 1, 0)
    assert sum(row.kind == "shelf_release" for row in office.rows("0", "firm")) == 3
    assert "file.loaded" in [deed for deed, _ in office.journal("0")]
