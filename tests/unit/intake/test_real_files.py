"""Files that nobody here wrote, through the profiles beside them. Skipped where they are absent."""

from collections import Counter
from pathlib import Path

import pytest

from advisor_desk.domain.dates import from_day
from advisor_desk.domain.kinds import Kind
from advisor_desk.intake.profile import load_profile
from tests.unit.intake.files import Outcome, options, read

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"
PROFILES = ROOT / "tests" / "profiles"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not here")


def through(profile: str, file: str) -> Outcome:
    loaded = load_profile(PROFILES / f"{profile}.toml")
    return read(DATA / file, loaded.kind, options(profile=loaded))


def test_funds() -> None:
    outcome = through("funds-2020", "funds/fund_list_gb18030.csv")
    assert outcome.rejects == []
    codes = outcome.columns["code"]
    assert len(codes) == len(set(codes)) == 9874
    assert all(isinstance(code, str) and len(code) == 6 for code in codes)
    assert codes[0] == "000001"
    assert outcome.columns["name"][0] == "华夏成长混合"
    assert not any("\ufffd" in str(name) for name in outcome.columns["name"])
    assert set(outcome.columns["shelf_status"]) == {"DRAFT"}
    assert "r_level" not in outcome.columns
    kinds = Counter(outcome.columns["product_type"])
    assert kinds["MONEY_FUND"] == 679
    assert kinds["MIXED_FUND"] == 3643
    assert sum(kinds.values()) == 9874


def test_clients() -> None:
    outcome = through("pkdd99-clients", "pkdd99/client.csv")
    assert (outcome.counts.accepted, outcome.rejects) == (424, [])
    assert outcome.counts.filtered == 5369 - 424
    at = outcome.columns["client_no"].index("31")
    born = outcome.columns["born_on"][at]
    assert isinstance(born, int)
    assert (from_day(born).isoformat(), outcome.columns["gender"][at]) == ("1962-02-09", "M")
    assert outcome.columns["region"][at] == "Frydek - Mistek"
    assert set(outcome.columns["gender"]) == {"F", "M"}
    assert None not in outcome.columns["opened_on"]


def test_accounts_and_relations() -> None:
    accounts = through("pkdd99-accounts", "pkdd99/account.csv")
    assert (accounts.counts.accepted, accounts.rejects) == (354, [])
    relations = through("pkdd99-relations", "pkdd99/disp.csv")
    assert (relations.counts.accepted, relations.rejects) == (70, [])
    owners, others = relations.columns["client_no"], relations.columns["other_client_no"]
    assert not set(owners) & set(others)
    assert set(owners) <= set(accounts.columns["client_no"])


def test_assets_are_the_end_of_each_day() -> None:
    outcome = through("pkdd99-assets", "pkdd99/trans.csv")
    assert outcome.rejects == []
    keys = list(zip(outcome.columns["account_no"], outcome.columns["on_day"], strict=True))
    assert len(keys) == len(set(keys)) == 23_439
    balances = {
        (account, from_day(day).isoformat()): fen
        for (account, day), fen in zip(keys, outcome.columns["aum_fen"], strict=True)
        if isinstance(day, int)
    }
    assert balances["25", "1996-11-06"] == 6_532_500, "credit, then 50,300 out, then 1,110 out"
    assert balances["25", "1996-10-31"] == 8_759_000, "interest first, then the fee"
    assert min(fen for fen in balances.values() if isinstance(fen, int)) < 0


def test_trades_and_revenue() -> None:
    trades = through("pkdd99-trades", "pkdd99/trans.csv")
    assert (trades.counts.accepted, trades.rejects) == (6752, [])
    assert Counter(trades.columns["trade_kind"]) == {"SUBSCRIBE": 5304, "SIP": 1448}
    plans = zip(trades.columns["trade_kind"], trades.columns["plan_no"], strict=True)
    assert all((plan is not None) == (kind == "SIP") for kind, plan in plans)
    revenue = through("pkdd99-revenue", "pkdd99/trans.csv")
    assert (revenue.counts.accepted, revenue.rejects) == (5130 + 3186 + 43, [])
    assert Counter(revenue.columns["is_estimated"]) == {1: 5130, 0: 3229}


@pytest.mark.parametrize("path", sorted(PROFILES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_profile_says_what_it_is(path: Path) -> None:
    profile = load_profile(path)
    assert profile.kind in Kind
    assert profile.name != path.stem
