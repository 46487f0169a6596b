"""Invented clients for the tests and pictures of the client page. Nobody here exists."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from advisor_desk import paths
from advisor_desk.domain.client import ClientType, Gender, RiskLevel
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.money import yuan
from advisor_desk.domain.product import AssetClass, RiskGrade
from advisor_desk.domain.review import (
    AccountLine,
    AssessmentLine,
    ClientProfile,
    ClientReview,
    HoldingLine,
    RelationLine,
    RevenueLine,
    SnapshotPoint,
    TimelineEntry,
)
from advisor_desk.domain.standing import AssetFacts, ClientRow, PurchaseFacts, Standing
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.rulesfile import parse_rules
from advisor_desk.rules.standing import ClientFacts, stand
from advisor_desk.rules.tier import AssetHistory, tier_effective

AS_OF = date(2026, 11, 20)


@cache
def rules() -> RuleSet:
    """The rules that ship with the desk."""
    file = paths.resources() / "rules" / "2026-11.toml"
    return parse_rules(file.read_text(encoding="utf-8"), file.name)


def _walk(start_yuan: int, end_yuan: int, days: int, seed: int) -> list[tuple[date, int]]:
    """Weekday totals that wander from `start_yuan` to exactly `end_yuan` on `AS_OF`."""
    rng = random.Random(seed)
    days_on = [AS_OF - timedelta(days=back) for back in range(days, -1, -1)]
    days_on = [day for day in days_on if day.weekday() < 5]
    noise = [0.0]
    for _ in days_on[1:]:
        noise.append(noise[-1] * 0.985 + rng.gauss(0, 0.006))
    last = len(days_on) - 1
    points = []
    for index, day in enumerate(days_on):
        share = index / last
        level = start_yuan + (end_yuan - start_yuan) * share
        points.append((day, yuan(round(level * (1 + noise[index] - noise[-1] * share)))))
    points[-1] = (days_on[-1], yuan(end_yuan))
    return points


def _profile(name: str, client_no: str, **facts: object) -> ClientProfile:
    empty = {field: None for field in ClientProfile.__dataclass_fields__}
    known = {**empty, "client_no": client_no, "name": name, "client_type": ClientType.PERSON, **facts}
    return ClientProfile(**known)  # type: ignore[arg-type]


def _row(profile: ClientProfile, standing: Standing, assessments: Sequence[AssessmentLine]) -> ClientRow:
    latest = assessments[0] if assessments else None
    return ClientRow(
        client_id=standing.client_id,
        client_no=profile.client_no,
        name=profile.name,
        client_type=profile.client_type,
        tier=standing.tier,
        tier_variant=standing.tier_variant,
        aum_fen=standing.assets.aum_fen,
        avg20_fen=standing.avg20_fen,
        aum_on=standing.assets.aum_on,
        change30_bp=standing.assets.change30_bp,
        a=standing.a,
        f=standing.f,
        b=standing.b,
        classic=standing.classic,
        group=standing.group,
        state=standing.state,
        labels=standing.labels,
        tags=standing.tags,
        action=standing.action,
        c_level=latest.c_level if latest else None,
        c_level_expires_on=latest.expires_on if latest else None,
        last_contact_on=None,
        next_due_on=None,
    )


def _snapshots(tier: str, months: int = 18) -> list[SnapshotPoint]:
    points = []
    year, month = AS_OF.year, AS_OF.month
    for back in range(months, 0, -1):
        index = year * 12 + month - 1 - back + 1
        last = date(index // 12, index % 12 + 1, 1) - timedelta(days=1)
        step = months - back
        points.append(
            SnapshotPoint(
                last, tier, min(6, 2 + step // 5), 1 + step // 9, min(6, 1 + step // 6),
                "POTENTIAL" if step < 10 else "KEY_DEVELOP", "ACTIVE", yuan(700_000 + 9_000 * step),
            )
        )  # fmt: skip
    return points


def _timeline() -> list[TimelineEntry]:
    told = [
        (0, "INTERACTION", "CALL", "询问港股基金费率", None),
        (2, "INTERACTION", "VISIT", "女儿留学用汇约 60 万, 明年 8 月前需要", None),
        (8, "TRADE", "SUBSCRIBE", "稳健增利六个月持有债券", 20_000_000),
        (9, "REVENUE", "PRODUCT_FEE", "", 120_000),
        (15, "SIGNAL", "SEARCH", "黄金 ETF", None),
        (21, "ASSESSMENT", "C4", "", None),
        (30, "CONSENT", "MARKETING", "", None),
        (44, "TRADE", "REDEEM", "天天货币", 5_000_000),
        (
            52,
            "INTERACTION",
            "WECOM",
            "发送三季度市场回顾, 客户已读并回复谢谢, 希望下次面谈时详细说明债券久期",
            None,
        ),
        (61, "REVENUE", "REFUND", "", -3_600),
    ]
    entries = [TimelineEntry(AS_OF - timedelta(days=d), k, c, t, a) for d, k, c, t, a in told]
    for month in range(3, 33):
        on = AS_OF - timedelta(days=month * 30)
        entries.append(TimelineEntry(on, "TRADE", "SIP", "沪深 300 指数定投", 500_000))
        entries.append(TimelineEntry(on - timedelta(days=9), "SIGNAL", "LOGIN", "掌上营业厅", None))
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


def _holdings() -> list[HoldingLine]:
    klass = AssetClass
    rows = [
        ("000300", "沪深 300 指数定投", RiskGrade.R4, 31_260_000, 28_000_000, None,
         {klass.CN_EQUITY: 10_000}),
        ("519888", "稳健增利六个月持有债券", RiskGrade.R2, 24_100_000, 23_800_000,
         AS_OF + timedelta(days=132), {klass.CN_BOND: 9_000, klass.CASH: 1_000}),
        ("270042", "全球科技指数 (QDII)", RiskGrade.R4, 11_400_000, 12_050_000, None,
         {klass.GLOBAL_EQUITY: 10_000}),
        ("518880", "黄金 ETF", RiskGrade.R3, 7_800_000, 6_300_000, None, {klass.COMMODITY_GOLD: 10_000}),
        ("003003", "天天货币", RiskGrade.R1, 9_240_000, None, None, {klass.CASH: 10_000}),
        ("SU8871", "青松量化中性一号私募证券投资基金", None, 10_000_000, 10_000_000,
         AS_OF + timedelta(days=311), {klass.QUANT_HEDGE: 10_000}),
    ]  # fmt: skip
    return [
        HoldingLine(code, name, level, AS_OF, 1_000_000, value, cost, locked, exposure)
        for code, name, level, value, cost, locked, exposure in rows
    ]


def _standing(
    client_id: int,
    profile: ClientProfile,
    facts: PurchaseFacts,
    assets: Sequence[tuple[date, int]],
    change30_bp: int | None = None,
) -> Standing:
    """Where the client stands by the rules that ship, so that the page is never shown a contradiction."""
    history = AssetHistory([(to_day(on), fen) for on, fen in assets], TradingDays())
    tier = tier_effective(profile.client_type, history, AS_OF, rules())
    last = assets[-1] if assets else (None, None)
    seen = AssetFacts(last[1], last[0], tier.sum20_fen, tier.days20, change30_bp)
    client = ClientFacts(client_id, profile.client_type, profile.born_on)
    return stand(client, facts, seen, tier, AS_OF, rules())


_OUYANG = _profile(
    "欧阳雨桐", "87545551", gender=Gender.FEMALE, born_on=date(1979, 5, 4), id_type="居民身份证",
    id_no="310115197905040021", id_expires_on=date(2036, 5, 3), phone="13912346621",
    email="ouyang@example.com", region="上海浦东", occupation="外贸公司合伙人", employer="启帆贸易有限公司",
    education="硕士", annual_income_fen=yuan(620_000), declared_assets_fen=yuan(2_300_000),
    opened_on=date(2015, 3, 2), source_channel="银行网点转介", household_no="H0093", preferred_channel="CALL",
)  # fmt: skip


def full_review() -> ClientReview:
    """A person just below the high-net-worth line, with every fact and kind of entry present."""
    assets = _walk(560_000, 938_000, 1150, 7)
    bought = PurchaseFacts(
        date(2015, 3, 2), AS_OF - timedelta(days=8), 41, 60, 23, yuan(386_000), yuan(21_480)
    )
    standing = _standing(1, _OUYANG, bought, assets, 214)
    assessments = [
        AssessmentLine(date(2025, 12, 9), date(2026, 12, 9), RiskLevel.C4, 36, "股票、混合基金、债券", "ORD"),
        AssessmentLine(date(2024, 12, 2), date(2025, 12, 2), RiskLevel.C3, 24, "债券", "ORD"),
    ]
    row = replace(
        _row(_OUYANG, standing, assessments), last_contact_on=AS_OF, next_due_on=AS_OF + timedelta(days=30)
    )
    return ClientReview(
        row=row,
        standing=standing,
        profile=_OUYANG,
        accounts=[
            AccountLine("A1008671", "SECURITIES", date(2015, 3, 2), None),
            AccountLine("F2003310", "FUND", date(2016, 7, 11), None),
            AccountLine("C3000007", "CREDIT", date(2018, 1, 8), date(2021, 6, 30)),
        ],
        holdings=_holdings(),
        assessments=assessments,
        relations=[
            RelationLine(2, "87545560", "林知远", "SPOUSE", None),
            RelationLine(None, "87545601", None, "CHILD", None),
            RelationLine(9, "80010002", "启帆贸易有限公司", "SHAREHOLDER", 3_500),
        ],
        consents=[
            ("SERVICE", date(2015, 3, 2), None),
            ("MARKETING", date(2026, 10, 21), None),
            ("SHARING", date(2020, 1, 5), date(2022, 2, 1)),
        ],
        revenue=[
            RevenueLine("PRODUCT_FEE", yuan(14_200)),
            RevenueLine("COMMISSION", yuan(7_316)),
            RevenueLine("REFUND", yuan(-36)),
        ],
        assets=assets,
        snapshots=_snapshots("RETAIL"),
        timeline=_timeline(),
    )


def _grown(line: HoldingLine, times: int) -> HoldingLine:
    cost = None if line.cost_fen is None else line.cost_fen * times
    return replace(line, value_fen=line.value_fen * times, cost_fen=cost)


def top_review() -> ClientReview:
    """A person far above the top line, long name, expired assessment, figures in 亿."""
    base = full_review()
    assets = _walk(98_000_000, 128_400_000, 1150, 21)
    profile = replace(base.profile, name="阿卜杜热合曼·买买提艾力", client_no="90000001", gender=Gender.MALE)
    bought = PurchaseFacts(
        date(2015, 3, 2), AS_OF - timedelta(days=3), 190, 12, 31, yuan(23_000_000), yuan(812_000)
    )
    standing = _standing(3, profile, bought, assets, -30)
    assessments = [AssessmentLine(date(2025, 9, 1), date(2026, 9, 1), RiskLevel.C5, 60, None, "PRO_C")]
    holdings = [_grown(line, 136) for line in base.holdings]
    row = replace(_row(profile, standing, assessments), last_contact_on=date(2026, 7, 1))
    return replace(
        base, row=row, standing=standing, profile=profile, assessments=assessments, assets=assets,
        holdings=holdings, snapshots=_snapshots("INST"),
    )  # fmt: skip


def org_review() -> ClientReview:
    """An organisation with little money: top tier by what it is, old figures, a loss of benefit."""
    base = full_review()
    profile = _profile(
        "启帆贸易有限公司", "80010002", client_type=ClientType.ENTERPRISE, id_type="统一社会信用代码",
        id_no="91310115MA1K000001", industry="批发贸易", org_subtype="有限责任公司", phone="02150001234",
        region="上海浦东", opened_on=date(2026, 3, 9),
    )  # fmt: skip
    seen = AS_OF - timedelta(days=47)
    bought = PurchaseFacts(
        date(2026, 3, 9), AS_OF - timedelta(days=200), 1, None, 1, yuan(9_000), yuan(-350), True
    )
    assets = [(seen, yuan(120_000))]
    standing = _standing(9, profile, bought, assets)
    return replace(
        base, row=_row(profile, standing, []), standing=standing, profile=profile, accounts=base.accounts[:1],
        holdings=[], assessments=[], relations=base.relations[:1], consents=[], revenue=[], assets=assets,
        snapshots=[], timeline=base.timeline[7:9],
    )  # fmt: skip


def bare_review() -> ClientReview:
    """A client with a name and nothing else."""
    profile = _profile("柳", "70000001")
    standing = _standing(70, profile, PurchaseFacts(None), [])
    return ClientReview(
        row=_row(profile, standing, []), standing=standing, profile=profile, accounts=[], holdings=[],
        assessments=[], relations=[], consents=[], revenue=[], assets=[], snapshots=[], timeline=[],
    )  # fmt: skip
