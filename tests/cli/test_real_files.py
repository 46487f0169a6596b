"""Data that nobody here wrote, through the profiles beside these tests, by the command line alone.

A Czech bank of the 1990s and the Chinese funds of 2020. Skipped where the files are absent.
"""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from advisor_desk.assembly.desk import around as desk_around
from advisor_desk.domain.client import Group
from advisor_desk.storage.book import SqlBook
from tests.cli.calling import PASSPHRASE, Ran, call, cheap_book, environment, write
from tests.storage.books import around

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
PROFILES = ROOT / "tests" / "profiles"
STEPS = {
    "clients": ("client", 5_369, 424),
    "accounts": ("account", 4_500, 354),
    "relations": ("disp", 5_369, 70),
    "assets": ("trans", 30_200, 23_439),
    "trades": ("trans", 30_200, 6_752),
    "revenue": ("trans", 30_200, 8_359),
}
"""Kind: file, its rows, rows taken; the table in tests/profiles/README.md."""
FUNDS = 9_874
RATED_ON = "2026-11-20"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not here")


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Ran]]:
    """The book of the bank, and what each import printed."""
    folder = tmp_path_factory.mktemp("pkdd99")
    ran = {}
    with pytest.MonkeyPatch.context() as patch:
        path = environment(patch, folder)
        cheap_book(path)
        for kind, (file, _, _) in STEPS.items():
            source, profile = DATA / "pkdd99" / f"{file}.csv", PROFILES / f"pkdd99-{kind}.toml"
            ran[kind] = call("--json", "import", kind, source, "--profile", profile)
    return path, ran


@pytest.fixture
def at_the_bank(bank: tuple[Path, dict[str, Ran]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = environment(monkeypatch, tmp_path)
    shutil.copyfile(bank[0], path)
    shutil.copyfile(f"{bank[0]}.key", f"{path}.key")
    return path


@pytest.mark.parametrize("kind", STEPS)
def test_every_row_of_the_bank_is_taken_or_accounted_for(
    bank: tuple[Path, dict[str, Ran]], kind: str
) -> None:
    ran, (_, rows, taken) = bank[1][kind], STEPS[kind]
    report = ran.json
    assert (ran.status, report["read"], report["added"]) == (0, rows, taken)
    assert report["filtered"] == rows - taken
    assert (report["updated"], report["unchanged"], report["rejected"], report["rejects"]) == (0, 0, 0, [])


def test_every_client_is_scored_once_and_stands_in_one_group(at_the_bank: Path) -> None:
    ran = call("--json", "--as-of", "1998-12-31", "score")
    assert (ran.status, ran.json["as_of"]) == (0, "1998-12-31")
    rows = ran.json["clients"]
    numbers = [row["client_no"] for row in rows]
    assert len(numbers) == len(set(numbers)) == 424
    assert numbers == sorted(numbers)
    groups = Counter(row["group"] for row in rows)
    assert set(groups) <= set(Group)
    assert sum(groups.values()) == 424
    for row in rows:
        assert all(1 <= row[score] <= 6 for score in "afb")
        assert row["composite"] == row["a"] + row["f"] + row["b"]
        assert row["reasons"]
    last = call("--as-of", "1998-12-31", "score").out.splitlines()[-1]
    assert last == " ".join(f"{group.value}={groups[group.value]}" for group in Group)
    views = [
        call("--json", "--as-of", "1998-12-31", "clients", "--view", group.value).json for group in Group
    ]
    assert [len(view) for view in views] == [groups[group.value] for group in Group]
    assert at_the_bank.exists()


def test_one_client_recounted_from_the_file(at_the_bank: Path) -> None:
    """The purchases of the last year, counted from trans.csv without any of our code."""
    rows = call("--json", "--as-of", "1998-12-31", "score").json["clients"]
    busiest = max(rows, key=lambda row: (row["inputs"]["purchases"], row["client_no"]))
    page = call("--json", "--as-of", "1998-12-31", "client", busiest["client_no"]).json
    accounts = {account["account_no"] for account in page["accounts"]}
    amounts = []
    for line in (DATA / "pkdd99" / "trans.csv").read_text("utf-8").splitlines()[1:]:
        cells = [cell.strip('"') for cell in line.split(";")]
        day = date(1900 + int(cells[2][:2]), int(cells[2][2:4]), int(cells[2][4:]))
        is_purchase = cells[4] in ("credit in cash", "collection from another bank")
        if cells[1] in accounts and is_purchase and date(1997, 12, 31) < day <= date(1998, 12, 31):
            amounts.append(round(float(cells[5]) * 100))
    assert busiest["inputs"]["purchases"] == len(amounts) > 0
    assert busiest["inputs"]["amount_fen"] == sum(amounts)
    assert at_the_bank.exists()


@pytest.mark.usefixtures("at_the_bank")
def test_the_day_of_three_clients_is_as_written_beside_the_rules() -> None:
    """`advisor_desk/rules/TODAY.md` redoes these lines by hand."""
    document = call("--json", "--as-of", "1998-12-31", "today").json
    assert {kind: count for kind, count in document["totals"].items() if count} == {
        "MOMENT": 11,
        "CONTACT": 424,
    }
    written = {
        "8356": [("SIP_STOPPED", "1999-01-05", 65)],
        "11004": [("LONG_TAIL", "1996-03-31", 60), ("ACCOUNT_ANNIVERSARY", "1999-01-01", 55)],
        "6922": [("LONG_TAIL", "1995-07-18", 60)],
    }
    for number, lines in written.items():
        found = [item for item in document["items"] if item["client_no"] == number]
        assert [(item["code"], item["due"], item["score"]) for item in found] == lines
    stopped = next(item for item in document["items"] if item["client_no"] == "8356")
    figures = stopped["why"][0]["params"]
    assert (figures["median_gap_x2"], figures["limit_days"], figures["days"]) == (62, 53, 54)


def test_the_same_files_again_change_nothing_and_can_be_undone(at_the_bank: Path) -> None:
    before = call("--json", "--as-of", "1998-12-31", "score").out
    source, profile = DATA / "pkdd99" / "trans.csv", PROFILES / "pkdd99-trades.toml"
    again = call("--json", "import", "trades", source, "--profile", profile).json
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 6_752)
    trades = next(one for one in call("--json", "import", "batches").json if one["added"] == 6_752)
    undone = call("--json", "import", "undo", trades["batch"])
    assert (undone.status, undone.json["removed"]) == (0, 6_752)
    assert call("--json", "book", "check").json["trades"] == 0
    assert call("--json", "import", "trades", source, "--profile", profile).json["added"] == 6_752
    assert call("--json", "--as-of", "1998-12-31", "score").out == before
    assert at_the_bank.exists()


def test_the_funds_come_in_whole(book: Path) -> None:
    source = DATA / "funds" / "fund_list_gb18030.csv"
    ran = call("--json", "import", "products", source, "--profile", PROFILES / "funds-2020.toml")
    report = ran.json
    assert (ran.status, report["read"], report["added"], report["rejected"]) == (0, FUNDS, FUNDS, 0)
    assert report["encoding"] == "gb18030"
    lines = source.read_bytes().decode("gb18030").splitlines()
    in_file = [line.split(",")[0].strip('"') for line in lines[1:] if line]
    with SqlBook.open(book, PASSPHRASE, around()) as opened, opened.read() as connection:
        rows = connection.execute("SELECT code, name, r_level, shelf_status FROM product").fetchall()
    assert sorted(code for code, *_ in rows) == sorted(in_file)
    assert (
        sum(code.startswith("0") for code, *_ in rows) == sum(code.startswith("0") for code in in_file) > 1000
    )
    assert {(grade, shelf) for _, _, grade, shelf in rows} == {(None, "DRAFT")}, "unrated: cannot be sold"
    named = {code: name for code, name, *_ in rows}
    assert named["000001"] == "华夏成长混合"
    assert not any("\ufffd" in name or "?" in name for name in named.values())


def test_unrated_funds_cannot_be_sold_and_a_rating_file_for_sixty_of_them_cures_it(
    book: Path, tmp_path: Path
) -> None:
    source = DATA / "funds" / "fund_list_gb18030.csv"
    call("--json", "import", "products", source, "--profile", PROFILES / "funds-2020.toml")
    clients = "客户号,姓名,出生日期,证件有效期至,民事行为能力\nK1,王芳,1980-01-01,2035-01-01,完全\n"
    assessments = (
        "客户号,测评日期,风险承受能力等级,投资期限(月),投资品种\n"
        f"K1,{RATED_ON},C4,60,货币、债券、混合、权益、另类\n"
    )
    assets = f"客户号,日期,总资产,可用资金\nK1,{RATED_ON},200万,100万\n"
    for kind, text in (("clients", clients), ("assessments", assessments), ("assets", assets)):
        assert call("--json", "import", kind, write(tmp_path / f"{kind}.csv", text)).status == 0

    def suitable(code: str) -> list[str]:
        asked = ("--client", "K1", "--product", code, "--amount", "50000", "--initiator", "ADVISOR")
        ran = call("--json", "--as-of", RATED_ON, "suitable", *asked, "--channel", "BRANCH")
        assert ran.status == 0
        codes: list[str] = ran.json["codes"]
        return codes

    rated = _rated(source)
    before = {code: suitable(code) for code in list(rated)[:3]}
    assert all({"P_NOT_ON_SALE", "P_UNRATED"} <= set(codes) for codes in before.values())
    stopped = call("--json", "--as-of", RATED_ON, "suggest", "--client", "K1")
    assert (stopped.status, stopped.json["lines"]) == (1, [])
    why = [reason["code"] for reason in stopped.json["stopped"]]
    assert why == ["advice.nothing_allowed", "P_NOT_ON_SALE", "P_UNRATED"]
    assert all("P_UNRATED" in one["codes"] for one in stopped.json["blocked"])
    told = call("--as-of", RATED_ON, "suggest", "--client", "K1").out
    assert "→" in told, "and what would cure it"
    rows = "".join(
        f"{code},{name},{kind},{grade},在售,{'股票 60%、债券 40%' if kind == '混合基金' else ''}\n"
        for code, (name, kind, grade) in rated.items()
    )
    header = "产品代码,产品名称,产品类型,风险等级,货架状态,资产类别权重\n"
    ratings = write(tmp_path / "ratings.csv", header + rows)
    report = call("--json", "import", "products", ratings, "--mode", "update").json
    assert (report["updated"], report["rejected"]) == (60, 0)
    assert [suitable(code) for code in list(rated)[:3]] == [["OK"]] * 3
    found = call("--json", "--as-of", RATED_ON, "suggest", "--client", "K1", "--amount", "500000")
    assert found.status == 0
    lines = found.json["lines"]
    assert len(lines) >= 2
    assert {line["code"] for line in lines} <= set(rated)
    assert sum(line["amount_fen"] for line in lines) + found.json["residual_fen"] == 500_000_00
    assert found.json["drift_after"] < found.json["drift_before"]
    with SqlBook.open(book, PASSPHRASE, around()) as opened:
        shelf = desk_around(opened, date.fromisoformat(RATED_ON)).book.shelf()
    on_sale = [one for one in shelf if one.shelf_status == "ON_SALE"]
    assert len(on_sale) == 60
    assert all(one.r_level is not None for one in on_sale)
    assert len(shelf) == FUNDS


def _rated(source: Path) -> dict[str, tuple[str, str, str]]:
    """Sixty funds of four kinds with a grade: name, type, grade by code."""
    grades = {"货币型": ("货币基金", "R1"), "债券型": ("债券基金", "R2"), "混合型": ("混合基金", "R3"),
              "股票指数": ("指数基金", "R3")}  # fmt: skip
    found: dict[str, tuple[str, str, str]] = {}
    taken: Counter[str] = Counter()
    for line in source.read_bytes().decode("gb18030").splitlines()[1:]:
        code, _, name, kind, _ = (cell.strip('"') for cell in line.split(","))
        if kind in grades and taken[kind] < 15:
            taken[kind] += 1
            found[code] = (name, *grades[kind])
    return found
