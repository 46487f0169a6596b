"""Words that files use for our codes. Only words that mean one code without doubt are here.

A code itself (any case) always means itself. A profile adds words of its own for one file.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from advisor_desk.domain import client as c
from advisor_desk.domain import product as p
from advisor_desk.domain import records as r
from advisor_desk.intake.clean import half_width

_MARKS = re.compile(r"[\s()_\-/:]+")

FLAG_WORDS: Mapping[str, int] = {
    "是": 1, "有": 1, "y": 1, "yes": 1, "true": 1, "1": 1, "t": 1, "√": 1, "对": 1,
    "否": 0, "无": 0, "n": 0, "no": 0, "false": 0, "0": 0, "f": 0, "×": 0, "不": 0,
}  # fmt: skip

_WORDS: Mapping[type[StrEnum], Mapping[str, StrEnum]] = {
    c.ClientType: {
        "个人": c.ClientType.PERSON, "自然人": c.ClientType.PERSON, "个人客户": c.ClientType.PERSON,
        "个体工商户": c.ClientType.PERSON, "企业": c.ClientType.ENTERPRISE,
        "一般机构": c.ClientType.ENTERPRISE, "公司": c.ClientType.ENTERPRISE,
        "金融机构": c.ClientType.FIN_INST, "产品户": c.ClientType.PRODUCT, "产品": c.ClientType.PRODUCT,
        "政府机构": c.ClientType.GOV, "政府": c.ClientType.GOV, "机关事业单位": c.ClientType.GOV,
    },
    c.Gender: {
        "男": c.Gender.MALE, "女": c.Gender.FEMALE, "男性": c.Gender.MALE, "女性": c.Gender.FEMALE,
        "male": c.Gender.MALE, "female": c.Gender.FEMALE, "先生": c.Gender.MALE, "女士": c.Gender.FEMALE,
    },
    c.RiskLevel: {
        "最低类别": c.RiskLevel.C1_MIN, "风险承受能力最低类别": c.RiskLevel.C1_MIN,
        "c1最低": c.RiskLevel.C1_MIN,
        "保守型": c.RiskLevel.C1, "谨慎型": c.RiskLevel.C2, "稳健型": c.RiskLevel.C3,
        "积极型": c.RiskLevel.C4, "激进型": c.RiskLevel.C5,
        "c1保守型": c.RiskLevel.C1, "c2谨慎型": c.RiskLevel.C2, "c3稳健型": c.RiskLevel.C3,
        "c4积极型": c.RiskLevel.C4, "c5激进型": c.RiskLevel.C5,
    },
    p.RiskGrade: {
        "低风险": p.RiskGrade.R1, "中低风险": p.RiskGrade.R2, "中风险": p.RiskGrade.R3,
        "中高风险": p.RiskGrade.R4, "高风险": p.RiskGrade.R5, "低": p.RiskGrade.R1, "中低": p.RiskGrade.R2,
        "中": p.RiskGrade.R3, "中高": p.RiskGrade.R4, "高": p.RiskGrade.R5,
        "r1低风险": p.RiskGrade.R1, "r2中低风险": p.RiskGrade.R2, "r3中风险": p.RiskGrade.R3,
        "r4中高风险": p.RiskGrade.R4, "r5高风险": p.RiskGrade.R5,
    },
    p.ProductType: {
        "货币基金": p.ProductType.MONEY_FUND, "货币型": p.ProductType.MONEY_FUND,
        "国债逆回购": p.ProductType.REVERSE_REPO, "逆回购": p.ProductType.REVERSE_REPO,
        "银行理财": p.ProductType.BANK_WMP, "债券基金": p.ProductType.BOND_FUND,
        "债券型": p.ProductType.BOND_FUND, "固定收益凭证": p.ProductType.INCOME_NOTE_FIXED,
        "浮动收益凭证": p.ProductType.INCOME_NOTE_FLOAT, "混合基金": p.ProductType.MIXED_FUND,
        "混合型": p.ProductType.MIXED_FUND, "指数基金": p.ProductType.INDEX_ETF,
        "指数型": p.ProductType.INDEX_ETF, "etf": p.ProductType.INDEX_ETF,
        "股票基金": p.ProductType.EQUITY_FUND, "股票型": p.ProductType.EQUITY_FUND,
        "基金中基金": p.ProductType.FOF, "基金投顾": p.ProductType.FUND_ADVISORY,
        "投顾组合": p.ProductType.FUND_ADVISORY, "基金定投": p.ProductType.FUND_SIP,
        "黄金etf": p.ProductType.GOLD_ETF, "固收类资管计划": p.ProductType.AMP_FIXED,
        "混合类资管计划": p.ProductType.AMP_MIXED, "权益类资管计划": p.ProductType.AMP_EQUITY,
        "私募证券基金": p.ProductType.PRIVATE_SECURITIES, "私募股权基金": p.ProductType.PRIVATE_EQUITY,
        "产业基金": p.ProductType.INDUSTRY_FUND, "家族信托": p.ProductType.FAMILY_TRUST,
        "寿险+基金定投": p.ProductType.INSURANCE_SIP, "员工理财计划": p.ProductType.EMPLOYEE_PLAN,
        "融资融券": p.ProductType.MARGIN, "投行服务": p.ProductType.IB_SERVICE,
        "大宗交易": p.ProductType.BLOCK_TRADE, "股票": p.ProductType.STOCK,
        "qdii基金": p.ProductType.QDII,
        "其他基金": p.ProductType.FUND_OTHER, "结构化产品": p.ProductType.STRUCT_NOTE,
        "结构性票据": p.ProductType.STRUCT_NOTE, "保险": p.ProductType.INSURANCE,
        "保险产品": p.ProductType.INSURANCE, "家庭服务信托": p.ProductType.FAMILY_SERVICE_TRUST,
    },
    p.ShelfStatus: {
        "草稿": p.ShelfStatus.DRAFT, "已审批": p.ShelfStatus.APPROVED, "在售": p.ShelfStatus.ON_SALE,
        "暂停": p.ShelfStatus.SUSPENDED, "暂停销售": p.ShelfStatus.SUSPENDED,
        "已下架": p.ShelfStatus.EXPIRED, "下架": p.ShelfStatus.EXPIRED,
    },
    p.Regime: {"证监会": p.Regime.CSRC, "金融监管总局": p.Regime.NFRA},
    p.Qualification: {
        "无": p.Qualification.NONE, "不要求": p.Qualification.NONE, "私募": p.Qualification.PRIVATE,
        "私募合格投资者": p.Qualification.PRIVATE, "资管": p.Qualification.AMP,
        "资管合格投资者": p.Qualification.AMP,
    },
    p.Liquidity: {
        "t+0": p.Liquidity.T0, "t+1": p.Liquidity.T1, "t+7": p.Liquidity.T7,
        "定期开放": p.Liquidity.PERIODIC, "封闭": p.Liquidity.LOCKED,
    },
    p.Variety: {
        "货币": p.Variety.CASH, "货币类": p.Variety.CASH, "现金管理": p.Variety.CASH,
        "固定收益": p.Variety.BOND, "固定收益类": p.Variety.BOND, "固收": p.Variety.BOND,
        "债券": p.Variety.BOND, "混合": p.Variety.MIXED, "混合类": p.Variety.MIXED,
        "权益": p.Variety.EQUITY, "权益类": p.Variety.EQUITY, "股票": p.Variety.EQUITY,
        "另类": p.Variety.ALT, "另类投资": p.Variety.ALT, "衍生品": p.Variety.DERIV,
        "金融衍生品": p.Variety.DERIV, "保险": p.Variety.INS,
    },
    p.SaleChannel: {
        "线上": p.SaleChannel.ONLINE, "网点": p.SaleChannel.BRANCH, "营业部": p.SaleChannel.BRANCH,
        "柜台": p.SaleChannel.BRANCH,
    },
    c.Tier: {
        "零售": c.Tier.RETAIL, "零售客户": c.Tier.RETAIL, "高净值": c.Tier.HNW, "高净值客户": c.Tier.HNW,
        "机构": c.Tier.INST, "机构客户": c.Tier.INST,
    },
    r.Capacity: {
        "完全": r.Capacity.FULL, "完全民事行为能力": r.Capacity.FULL, "限制": r.Capacity.LIMITED,
        "限制民事行为能力": r.Capacity.LIMITED, "无": r.Capacity.NONE, "无民事行为能力": r.Capacity.NONE,
    },
    r.Permission: {
        "科创板": r.Permission.STAR, "创业板": r.Permission.GEM, "北交所": r.Permission.BSE,
        "港股通": r.Permission.HK_CONNECT, "融资融券": r.Permission.MARGIN, "两融": r.Permission.MARGIN,
        "股票期权": r.Permission.OPTION, "期权": r.Permission.OPTION,
        "新三板创新层": r.Permission.NEEQ_INNOVATION, "新三板基础层": r.Permission.NEEQ_BASE,
    },
    r.TradeKind: {
        "认购": r.TradeKind.PURCHASE_IPO, "申购": r.TradeKind.SUBSCRIBE, "定投": r.TradeKind.SIP,
        "定期定额申购": r.TradeKind.SIP, "定期定额": r.TradeKind.SIP,
        "投顾签约": r.TradeKind.ADVISORY_SIGN, "赎回": r.TradeKind.REDEEM,
        "转换入": r.TradeKind.CONVERT_IN, "基金转换入": r.TradeKind.CONVERT_IN,
        "转换出": r.TradeKind.CONVERT_OUT, "基金转换出": r.TradeKind.CONVERT_OUT,
        "红利再投": r.TradeKind.DIVIDEND_REINVEST, "红利再投资": r.TradeKind.DIVIDEND_REINVEST,
        "现金分红": r.TradeKind.DIVIDEND_CASH, "逆回购": r.TradeKind.REVERSE_REPO,
        "现金理财": r.TradeKind.CASH_SWEEP, "投顾调仓": r.TradeKind.ADVISORY_SWITCH,
        "证券买入": r.TradeKind.STOCK_BUY, "股票买入": r.TradeKind.STOCK_BUY,
        "证券卖出": r.TradeKind.STOCK_SELL, "股票卖出": r.TradeKind.STOCK_SELL, "其他": r.TradeKind.OTHER,
    },
    r.TradeStatus: {
        "已确认": r.TradeStatus.CONFIRMED, "确认": r.TradeStatus.CONFIRMED,
        "确认成功": r.TradeStatus.CONFIRMED, "成功": r.TradeStatus.CONFIRMED,
        "已成交": r.TradeStatus.CONFIRMED, "待确认": r.TradeStatus.PENDING, "在途": r.TradeStatus.PENDING,
        "失败": r.TradeStatus.FAILED, "确认失败": r.TradeStatus.FAILED,
        "已撤单": r.TradeStatus.CANCELLED, "撤单": r.TradeStatus.CANCELLED,
        "已撤销": r.TradeStatus.CANCELLED,
    },
    r.RevenueKind: {
        "佣金": r.RevenueKind.COMMISSION, "产品收入": r.RevenueKind.PRODUCT_FEE,
        "产品销售费": r.RevenueKind.PRODUCT_FEE, "尾随佣金": r.RevenueKind.PRODUCT_FEE,
        "投顾费": r.RevenueKind.ADVISORY_FEE, "投顾服务费": r.RevenueKind.ADVISORY_FEE,
        "两融利息": r.RevenueKind.MARGIN_INTEREST, "融资利息": r.RevenueKind.MARGIN_INTEREST,
        "投行收入": r.RevenueKind.IB_FEE, "退费": r.RevenueKind.REFUND, "返还": r.RevenueKind.REFUND,
        "其他": r.RevenueKind.OTHER,
    },
    r.AccountKind: {
        "证券账户": r.AccountKind.SECURITIES, "普通账户": r.AccountKind.SECURITIES,
        "基金账户": r.AccountKind.FUND, "信用账户": r.AccountKind.CREDIT,
        "期权账户": r.AccountKind.OPTION, "银行账户": r.AccountKind.BANK,
        "证券": r.AccountKind.SECURITIES, "基金": r.AccountKind.FUND, "信用": r.AccountKind.CREDIT,
        "期权": r.AccountKind.OPTION, "银行": r.AccountKind.BANK,
    },
    r.RelationKind: {
        "配偶": r.RelationKind.SPOUSE, "父母": r.RelationKind.PARENT, "父亲": r.RelationKind.PARENT,
        "母亲": r.RelationKind.PARENT, "子女": r.RelationKind.CHILD, "儿子": r.RelationKind.CHILD,
        "女儿": r.RelationKind.CHILD, "兄弟姐妹": r.RelationKind.SIBLING,
        "授权人": r.RelationKind.AUTHORISED, "被授权人": r.RelationKind.AUTHORISED,
        "授权代理人": r.RelationKind.AUTHORISED, "介绍人": r.RelationKind.REFERRER,
        "被介绍人": r.RelationKind.REFERRED, "股东": r.RelationKind.SHAREHOLDER,
        "法定代表人": r.RelationKind.LEGAL_REP, "法人代表": r.RelationKind.LEGAL_REP,
        "雇主": r.RelationKind.EMPLOYER, "供应商": r.RelationKind.SUPPLIER, "客户": r.RelationKind.CUSTOMER,
    },
    r.ConsentPurpose: {
        "客户服务": r.ConsentPurpose.SERVICE, "服务": r.ConsentPurpose.SERVICE,
        "营销": r.ConsentPurpose.MARKETING, "营销推送": r.ConsentPurpose.MARKETING,
        "敏感个人信息": r.ConsentPurpose.SENSITIVE, "敏感信息": r.ConsentPurpose.SENSITIVE,
        "信息共享": r.ConsentPurpose.SHARING, "共享": r.ConsentPurpose.SHARING,
        "生日祝福": r.ConsentPurpose.BIRTHDAY_GREETING,
    },
    r.ContactChannel: {
        "拜访": r.ContactChannel.VISIT, "上门拜访": r.ContactChannel.VISIT, "电话": r.ContactChannel.CALL,
        "企业微信": r.ContactChannel.WECOM, "企微": r.ContactChannel.WECOM, "微信": r.ContactChannel.WECOM,
        "网点": r.ContactChannel.BRANCH, "营业部": r.ContactChannel.BRANCH, "活动": r.ContactChannel.EVENT,
        "线上": r.ContactChannel.ONLINE, "邮件": r.ContactChannel.MAIL,
    },
    r.SignalKind: {
        "浏览": r.SignalKind.VIEW, "搜索": r.SignalKind.SEARCH, "登录": r.SignalKind.LOGIN,
        "咨询": r.SignalKind.ENQUIRY, "提及": r.SignalKind.MENTION,
    },
    r.InvestorClass: {
        "普通投资者": r.InvestorClass.ORD, "普通": r.InvestorClass.ORD, "专业a": r.InvestorClass.PRO_A,
        "专业b": r.InvestorClass.PRO_B, "专业c": r.InvestorClass.PRO_C,
        "a类专业投资者": r.InvestorClass.PRO_A, "b类专业投资者": r.InvestorClass.PRO_B,
        "c类专业投资者": r.InvestorClass.PRO_C,
    },
}  # fmt: skip


def words_of(codes: type[StrEnum]) -> Mapping[str, str]:
    """Every bare word that means one of `codes`; the codes themselves included."""
    words = {bare_word(word): code.value for word, code in _WORDS.get(codes, {}).items()}
    words.update({bare_word(code.value): code.value for code in codes})
    return words


def bare_word(text: str) -> str:
    """A word for comparing: R2（中低风险） and r2-中低风险 are the same."""
    return _MARKS.sub("", half_width(text).casefold())


def chinese_word(codes: type[StrEnum], code: str) -> str:
    """The first Chinese word for `code`, for templates; the code itself when there is none."""
    for word, meant in _WORDS.get(codes, {}).items():
        if meant.value == code:
            # Words are kept for comparing, in small letters; people write ETF and A类.
            return word.upper()
    return code
