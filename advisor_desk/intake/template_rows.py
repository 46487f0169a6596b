"""The worked rows of the templates. The people and products in them are invented."""

from collections.abc import Mapping

from advisor_desk.domain.kinds import Kind

WORKED_ROWS: Mapping[Kind, Mapping[str, str]] = {
    Kind.CLIENTS: {
        "client_no": "示例-0001", "name": "欧阳示例", "client_type": "个人", "gender": "女",
        "born_on": "1994-03-08", "id_type": "居民身份证", "id_no": "110101199403080024",
        "id_expires_on": "2038-05-20", "phone": "13800138000", "email": "example@example.com",
        "region": "北京", "occupation": "设计师", "employer": "示例设计有限公司", "education": "本科",
        "annual_income_fen": "35万", "declared_assets_fen": "120万", "opened_on": "2021-06-18",
        "source_channel": "客户介绍", "household_no": "家庭-01", "preferred_channel": "企业微信",
        "capacity": "完全", "aml_restricted": "否", "info_refused": "否", "income_3y_fen": "35万",
        "invest_since": "2018-04-02", "household_net_fen": "150万", "household_fin_fen": "180万",
        "household_income_fen": "60万", "proof": "银行流水、资产证明", "proof_on": "2025-06-18",
        "spending_month_fen": "1.2万", "liquidity_need_fen": "10万", "insurance_budget_fen": "5万",
        "permissions": "科创板、创业板", "investor_class": "普通投资者", "is_senior_manager": "否",
        "is_certified": "否",
    },
    Kind.ACCOUNTS: {
        "account_no": "示例账户01", "client_no": "示例-0001", "account_kind": "证券账户",
        "opened_on": "2021-06-18",
    },
    Kind.ASSETS: {
        "client_no": "示例-0001", "on_day": "2025-11-20", "aum_fen": "1,234,567.89",
        "cash_fen": "34,567.89", "debt_fen": "0",
    },
    Kind.HOLDINGS: {
        "client_no": "示例-0001", "product_code": "000001", "as_of_day": "2025-11-20",
        "units_e4": "10,000.0000", "value_fen": "12,345.00", "cost_fen": "10,000.00",
    },
    Kind.TRADES: {
        "client_no": "示例-0001", "trade_no": "JY20250001", "on_day": "2025-11-20",
        "trade_kind": "申购", "status": "已确认", "product_code": "000001", "amount_fen": "10,000.00",
        "units_e4": "8,100.4500",
    },
    Kind.REVENUE: {
        "client_no": "示例-0001", "entry_no": "SR20250001", "on_day": "2025-11-20",
        "revenue_kind": "佣金", "amount_fen": "25.80", "is_estimated": "否",
    },
    Kind.PRODUCTS: {
        "code": "000001", "name": "示例成长混合", "product_type": "混合基金",
        "issuer": "示例基金管理有限公司",
        "manager": "示例基金管理有限公司", "regime": "证监会", "r_level": "R3", "r_level_manager": "R3",
        "r_rated_on": "2025-09-30", "currency": "CNY", "min_first_fen": "10", "min_add_fen": "10",
        "step_fen": "0.01", "redeem_days": "4", "fee_front_bp": "1.5%", "fee_manage_bp": "1.2%",
        "fee_custody_bp": "0.2%", "fee_sales_bp": "0%", "qualified_only": "无", "shelf_status": "草稿",
        "liquidity": "T+1", "exposure": "股票 60%、债券 30%、现金 10%", "pinyin": "SLCZHH",
        "variety": "混合", "tier_menu": "零售、高净值", "client_types": "个人", "channels": "线上、网点",
        "open_days": "2026-09-01、2026-12-01", "fee_perf_bp": "0%", "is_broad_index": "否",
        "plain_words": "把钱分散到股票和债券里，涨跌都会有，适合放三年以上的钱。",
        "not_for": "一年内要用的钱", "docs": "基金合同；招募说明书；产品资料概要",
    },
    Kind.ASSESSMENTS: {
        "client_no": "示例-0001", "taken_on": "2025-06-18", "c_level": "C3", "score": "52",
        "horizon_months": "36", "varieties": "债券、混合", "investor_class": "普通投资者",
        "form_version": "2025A",
    },
    Kind.CONSENTS: {
        "client_no": "示例-0001", "purpose": "客户服务", "given_on": "2025-06-18", "text_version": "2025-1",
    },
    Kind.SIGNALS: {
        "client_no": "示例-0001", "on_day": "2025-11-20", "signal_kind": "浏览", "topic": "基金定投",
        "times": "3", "source": "手机客户端",
    },
    Kind.RELATIONS: {
        "client_no": "示例-0001", "other_client_no": "示例-0002", "relation_kind": "配偶",
        "since": "2020-10-01",
    },
}  # fmt: skip
