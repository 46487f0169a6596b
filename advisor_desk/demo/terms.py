"""What the invented products say of themselves: variety, for whom, where and when, in plain words."""

from dataclasses import dataclass

from advisor_desk.domain.code_lists import joined_days
from advisor_desk.domain.dates import from_day
from advisor_desk.domain.kinds import Cell

_EVERYBODY = "RETAIL,HNW,INST"
_DOCS = "产品合同、风险揭示书、产品说明书、发行人尽职调查表"


@dataclass(frozen=True, slots=True)
class _Terms:
    """One type: its variety, the tiers whose menu has it, plain words, for whom it is not."""

    variety: str
    tiers: str
    words: str
    not_for: str
    opens_every: int = 0
    """Days between open days; 0 for every day."""
    fee_perf_bp: int | None = None
    channels: str = "ONLINE,BRANCH"
    client_types: str | None = None


_BY_TYPE = {
    "MONEY_FUND": _Terms(
        "CASH", _EVERYBODY, "放零钱的地方：随时能取，收益不高，每天会变。", "想要明显收益的钱"
    ),
    "BOND_FUND": _Terms(
        "BOND", _EVERYBODY, "主要投债券：多数时候平稳，利率上升时净值会跌。", "几天内要用的钱"
    ),
    "MIXED_FUND": _Terms(
        "MIXED", "RETAIL,HNW", "股票和债券各占一部分：涨跌都会有，适合放三年以上。", "一年内要用的钱"
    ),
    "INDEX_ETF": _Terms(
        "EQUITY", "RETAIL,HNW", "买下一篮子大公司的股票：跟着市场走，一年里跌三成也发生过。", "三年内要用的钱"
    ),
    "EQUITY_FUND": _Terms(
        "EQUITY", "HNW", "基金经理挑选股票：波动大，好坏看选股。", "经不起净值大跌的客户"
    ),
    "GOLD_ETF": _Terms("ALT", "HNW", "跟踪金价：不生利息，价格有时几年不动。", "需要定期收入的客户"),
    "QDII": _Terms(
        "EQUITY", "HNW", "投境外股票：除了涨跌还有汇率变化，赎回要七到十天。", "十天内要用的钱"
    ),
    "FOF": _Terms("MIXED", "RETAIL,HNW", "一只基金买多只基金：按年龄慢慢变稳。", "三年内要用的钱"),
    "FUND_ADVISORY": _Terms(
        "MIXED", "RETAIL,HNW", "由投顾团队代为挑选和调整一组基金，另收投顾费。", "想自己决定每一笔的客户"
    ),
    "AMP_FIXED": _Terms(
        "BOND", "HNW,INST", "证券公司管理的债券计划：每季开放一次，开放日以外取不出来。",
        "半年内要用的钱", 91, channels="BRANCH",
    ),
    "AMP_MIXED": _Terms(
        "MIXED", "HNW,INST", "证券公司管理的股债计划：一年开放一次，净值有涨跌。",
        "一年内要用的钱", 182, 1000, "BRANCH",
    ),
    "PRIVATE_SECURITIES": _Terms(
        "ALT", "HNW", "用模型做多空对冲：不看大盘，但模型失灵时也会亏损。",
        "不符合合格投资者标准的客户", 30, 2000, "BRANCH",
    ),
    "PRIVATE_EQUITY": _Terms(
        "ALT", "HNW,INST", "投未上市公司：五年以上不能取，可能全部损失。",
        "五年内可能用到这笔钱的客户", 0, 2000, "BRANCH", "PERSON,ENTERPRISE,FIN_INST,PRODUCT",
    ),
    "INCOME_NOTE_FIXED": _Terms(
        "BOND", "HNW,INST", "证券公司发行的凭证：半年到期，由证券公司的信用承担偿付。", "半年内要用的钱"
    ),
    "BANK_WMP": _Terms(
        "BOND", _EVERYBODY, "合作银行的理财：三个月一期，净值会变。", "三个月内要用的钱",
        client_types="PERSON,ENTERPRISE",
    ),
    "FUND_OTHER": _Terms("MIXED", "RETAIL,HNW", "新发行的混合基金，还没有业绩记录。", "一年内要用的钱"),
}  # fmt: skip


def terms_of(product_type: str, house: int, end: int) -> dict[str, Cell]:
    """The fields of a type's product of a house; houses open on different days, the first ones today."""
    terms = _BY_TYPE[product_type]
    first = end if house % 2 == 0 else end + 7
    days = [from_day(first + turn * terms.opens_every) for turn in range(-4, 5)] if terms.opens_every else []
    return {
        "variety": terms.variety,
        "tier_menu": terms.tiers,
        "client_types": terms.client_types,
        "channels": terms.channels,
        "open_days": joined_days(days) or None,
        "fee_perf_bp": terms.fee_perf_bp,
        "is_broad_index": int(product_type == "INDEX_ETF"),
        "plain_words": terms.words,
        "not_for": terms.not_for,
        "docs": _DOCS,
    }
