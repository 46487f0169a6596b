"""Advice in tests: the rules that ship, a plain client and product, to be changed with `replace`."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from advisor_desk import paths
from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.classic import ClassicScore
from advisor_desk.domain.client import CareAction, ClientType, Group, LifeState, RiskLevel, Tier
from advisor_desk.domain.product import (
    AssetClass,
    Liquidity,
    ProductType,
    Qualification,
    Regime,
    RiskGrade,
    ShelfStatus,
    Variety,
)
from advisor_desk.domain.review import AssessmentLine, ClientProfile
from advisor_desk.domain.shelf import Product
from advisor_desk.domain.standing import ClientRow
from advisor_desk.domain.suitability import Capacity, KycFacts
from advisor_desk.rules.advicefile import parse_advice
from advisor_desk.rules.adviceset import AdviceRules

ADVICE_FILE = paths.resources() / "rules" / "advice" / "2026-11.toml"
ON = date(2026, 6, 30)
WAN = 10_000_00
"""1 万 in fen."""


@lru_cache(maxsize=1)
def advice_rules() -> AdviceRules:
    """The advice rules that ship."""
    return parse_advice(ADVICE_FILE.read_text(encoding="utf-8"), ADVICE_FILE.name)


def advice_client(client_id: int = 1) -> AdviceClient:
    """A person of 40 with C3, 80 万 and 20 万 of it free, everything known that suitability asks for."""
    row = _row(client_id)
    kyc = KycFacts(
        capacity=Capacity.FULL,
        income_3y_fen=20 * WAN,
        invest_since=date(2018, 1, 1),
        household_income_fen=30 * WAN,
        proof="收入证明与资产证明",
        proof_on=date(2026, 3, 1),
    )
    assessment = AssessmentLine(
        date(2026, 1, 10), date(2027, 1, 10), RiskLevel.C3, 36, "货币、固定收益、混合、权益、另类", "ORD"
    )
    return AdviceClient(
        client_id=client_id,
        row=row,
        profile=_profile(row.client_no, row.name),
        kyc=kyc,
        assessment=assessment,
        holdings=(),
        assets_on=ON,
        aum_fen=80 * WAN,
        cash_fen=20 * WAN,
    )


def _row(client_id: int) -> ClientRow:
    return ClientRow(
        client_id=client_id,
        client_no=f"C{client_id:06d}",
        name="李明亮",
        client_type=ClientType.PERSON,
        tier=Tier.RETAIL,
        tier_variant=None,
        aum_fen=80 * WAN,
        avg20_fen=80 * WAN,
        aum_on=ON,
        change30_bp=0,
        a=1,
        f=1,
        b=1,
        classic=ClassicScore(1, 1, 1),
        group=Group.LONG_TAIL,
        state=LifeState.ACTIVE,
        labels=(),
        tags=(),
        action=CareAction.REPURCHASE,
        c_level=RiskLevel.C3,
        c_level_expires_on=date(2027, 1, 10),
        last_contact_on=None,
        next_due_on=None,
    )


def _profile(client_no: str, name: str) -> ClientProfile:
    return ClientProfile(
        client_no=client_no,
        name=name,
        client_type=ClientType.PERSON,
        gender=None,
        born_on=date(1986, 3, 1),
        id_type="居民身份证",
        id_no=None,
        id_expires_on=date(2036, 1, 1),
        phone="19900000001",
        email=None,
        region=None,
        occupation=None,
        employer=None,
        education=None,
        annual_income_fen=None,
        declared_assets_fen=None,
        industry=None,
        org_subtype=None,
        opened_on=date(2020, 1, 6),
        source_channel=None,
        household_no=None,
        preferred_channel=None,
    )


def product(code: str, product_type: ProductType, exposure_bp: Mapping[AssetClass, int]) -> Product:
    """A public fund on sale, graded R2, from 10 yuan in steps of 1 yuan."""
    return Product(
        product_id=1,
        code=code,
        name=f"示例{code}",
        product_type=product_type,
        manager="示例基金管理有限公司",
        regime=Regime.CSRC,
        r_level=RiskGrade.R2,
        r_level_manager=RiskGrade.R2,
        min_first_fen=10_00,
        min_add_fen=10_00,
        step_fen=1_00,
        lockup_days=0,
        term_days=0,
        qualified_only=Qualification.NONE,
        variety=Variety.BOND,
        shelf_status=ShelfStatus.ON_SALE,
        liquidity=Liquidity.T1,
        exposure_bp=dict(exposure_bp),
    )
