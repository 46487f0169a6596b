"""The fields of clients and products that only advice asks for: facts of suitability, terms of the shelf."""

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.fields import Check, FieldSpec, FieldType, code, date, flag, listed, money, text
from advisor_desk.domain.product import SaleChannel, Variety
from advisor_desk.domain.records import Capacity, InvestorClass, Permission

OF_CLIENT = (
    code("capacity", "民事行为能力", "Legal capacity", Capacity),
    flag("aml_restricted", "反洗钱限制", "AML restriction"),
    flag("info_refused", "拒绝提供资料", "Refuses to give facts"),
    money("income_3y_fen", "近三年年均收入", "3-year average income"),
    date("invest_since", "开始投资日期", "Investing since", check=Check.NOT_FUTURE),
    money("net_assets_fen", "净资产", "Net assets"),
    money("household_net_fen", "家庭金融净资产", "Household net financial assets"),
    money("household_fin_fen", "家庭金融资产", "Household financial assets"),
    money("household_income_fen", "家庭年收入", "Household income"),
    text("proof", "证明材料", "Proof"),
    date("proof_on", "证明日期", "Date of proof", check=Check.NOT_FUTURE),
    money("spending_month_fen", "月支出", "Monthly spending"),
    money("liquidity_need_fen", "流动性需求", "Liquidity need"),
    money("insurance_budget_fen", "保险预算", "Insurance budget"),
    listed("permissions", "已开通权限", "Trading permissions", Permission),
    code("investor_class", "投资者类别", "Investor class", InvestorClass),
    text("class_evidence", "类别依据", "Evidence of class"),
    date("class_from", "类别起始日", "Class from"),
    date("class_until", "类别到期日", "Class until"),
    date("related_work_since", "从事金融工作起始日", "Work in finance since", check=Check.NOT_FUTURE),
    flag("is_senior_manager", "金融机构高管", "Senior manager in finance"),
    flag("is_certified", "专业资格", "Professional certificate"),
)
"""What suitability asks of a client beside identity: `domain.suitability.KycFacts`."""

OF_PRODUCT = (
    code("variety", "投资品种", "Variety", Variety),
    listed("tier_menu", "适用层级", "Tiers", Tier),
    listed("client_types", "适用客户类型", "Client types", ClientType),
    listed("channels", "销售渠道", "Sales channels", SaleChannel),
    FieldSpec("open_days", "开放日", "Open days", max_length=4_000, check=Check.DAYS),
    FieldSpec("fee_perf_bp", "业绩报酬", "Performance fee", FieldType.BP),
    flag("is_broad_index", "宽基指数", "Broad index"),
    text("plain_words", "通俗说明", "In plain words", max_length=1_000),
    text("not_for", "不适合谁", "Not for", max_length=1_000),
    text("docs", "文件", "Documents", max_length=1_000),
)
"""What advice asks of a product beside the record of the first book: `domain.shelf.Product`."""
