"""The Chinese texts of suitability: what was found, what to do, duties, names (domain notes §3.3, 3.4)."""

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, str]] = {
    "P_NOT_ON_SALE": "产品当前未在售或未开放",
    "P_UNRATED": "产品尚未完成风险评级",
    "P_QUOTA": "产品剩余额度不足",
    "K_AML": "账户存在反洗钱限制，请联系合规",
    "K_ID_EXPIRED": "身份证件已过期，请先更新",
    "K_NO_CAPACITY": "客户无民事行为能力，不得办理",
    "K_LIMITED_CAPACITY": "限制民事行为能力人仅可购买低风险产品且须监护人同意",
    "K_INFO_REFUSED": "客户信息不完整，不得推介或销售",
    "Q_NOT_QUALIFIED": "不符合合格投资者标准",
    "Q_PERMISSION": "未开通相应交易权限",
    "Q_MIN_AMOUNT": "低于最低认购金额",
    "Q_FUNDS": "可用资金不足",
    "A_NONE": "尚未完成风险测评",
    "A_EXPIRED": "风险测评已过期，请重新测评",
    "R_C1_MIN": "最低风险承受能力客户不得购买高于其等级的产品",
    "R_NFRA_ABOVE": "产品风险等级高于客户承受能力，不得销售",
    "R_PUSH_ABOVE": "不得主动推介高于客户承受能力的产品",
    "R_CLIENT_ABOVE": "客户主动购买高风险产品，须书面警示并确认",
    "M_HORIZON_PUSH": "期限与客户投资目标不符，不得推介",
    "M_VARIETY_PUSH": "品种与客户投资目标不符，不得推介",
    "M_HORIZON": "期限不匹配，须书面确认",
    "M_VARIETY": "品种不匹配，须书面确认",
    "M_CONC_BLOCK": "单一高风险产品占比过高，不得推介或销售",
    "M_CONC": "单一高风险产品占比过高，须书面确认",
    "I_PREMIUM": "保费超出家庭收入合理水平，须签署声明",
    "OK": "适当性匹配",
    "class.no_evidence": "没有专业投资者的认定依据，按普通投资者处理",
    "class.not_yet": "专业投资者认定尚未生效，按普通投资者处理",
    "class.ended": "专业投资者认定已到期，按普通投资者处理",
    "class.not_institution": "客户不是金融机构或产品，不能是 A 类专业投资者",
    "class.figures": "资产或收入已达不到专业投资者标准，按普通投资者处理",
    "class.figures_org": "净资产或金融资产已达不到专业投资者标准，按普通投资者处理",
    "class.experience": "投资经历达不到专业投资者标准，按普通投资者处理",
    "permission.average": "日均资产未达到权限要求",
    "permission.net_assets": "净资产未达到权限要求",
    "permission.experience": "投资经验未达到权限要求",
    "permission.paper": "权限所需材料不齐",
}

CURES: Final[Mapping[str, str]] = {
    "P_NOT_ON_SALE": "请换一个在售产品，或等产品上架、开放后再办。",
    "P_UNRATED": "请产品部门补齐评级和资料后再销售。",
    "P_QUOTA": "请减少金额，或向总部申请额度。",
    "K_AML": "请联系合规部门，限制解除前不要办理。",
    "K_ID_EXPIRED": "请客户更新身份证件，登记新的有效期。",
    "K_NO_CAPACITY": "请停止办理，由法定代理人联系营业部。",
    "K_LIMITED_CAPACITY": "请只考虑 R1 产品，并取得监护人书面同意。",
    "K_INFO_REFUSED": "请向客户说明用途，补齐所缺资料后再检查。",
    "Q_NOT_QUALIFIED": "请补充资产、收入或净资产证明；多项标准满足一项即可的，补一项就够。",
    "Q_PERMISSION": "请客户达到条件后先开通权限。",
    "Q_MIN_AMOUNT": "请把金额提高到起点以上，或换一个起点更低的产品。",
    "Q_FUNDS": "请减少金额，或请客户先转入资金。",
    "A_NONE": "请客户先完成风险测评。",
    "A_EXPIRED": "请客户重新测评。",
    "R_C1_MIN": "请只考虑 R1 产品，客户主动要求也不能办理。",
    "R_NFRA_ABOVE": "请换一个不高于客户等级的产品，客户主动要求也不能办理。",
    "R_PUSH_ABOVE": "请换一个不高于客户等级的产品。",
    "R_CLIENT_ABOVE": "请取得客户主动申请，完成特别书面警示并由客户确认。",
    "M_HORIZON_PUSH": "请换一个期限更短的产品；投资期限有变的，重新测评。",
    "M_VARIETY_PUSH": "请换一个客户接受的品种；投资品种有变的，重新测评。",
    "M_HORIZON": "请向客户说明期限，取得书面确认。",
    "M_VARIETY": "请向客户说明品种，取得书面确认。",
    "M_CONC_BLOCK": "请减少金额，或分散到其他产品。",
    "M_CONC": "请说明集中风险并取得书面确认，或减少金额。",
    "I_PREMIUM": "请降低保费，或由客户签署投保声明。",
    "OK": "请办理所列义务。",
}

DUTIES: Final[Mapping[str, str]] = {
    "D_DISCLOSE": "告知与风险揭示",
    "D_CLIENT_APPLICATION": "客户主动申请",
    "D_SPECIAL_WARNING": "特别书面警示",
    "D_COMPLIANCE_APPROVAL": "合规审批",
    "D_R5_SPECIAL": "高风险特别注意义务",
    "D_AGE65": "老年客户特别提示",
    "D_AV": "双录",
    "D_ECONFIRM": "电子确认留痕",
    "D_COOLING_24H": "投资冷静期",
    "D_RETURN_VISIT": "回访确认",
    "D_GUARDIAN": "监护人同意",
    "D_INSURANCE_DECLARATION": "投保声明",
    "D_PRO_DISCLOSE": "专业投资者告知",
}

PROBLEMS: Final[Mapping[str, str]] = {
    "not_on_sale": "货架状态不是在售",
    "not_yet": "未到上架日期",
    "ended": "已过下架日期",
    "not_open_day": "今天不是开放日",
    "bundle": "这是组合方案，请对其中每个产品分别检查",
    "channel": "不在这个渠道销售",
    "client_type": "不向这类客户销售",
}

FIELDS: Final[Mapping[str, str]] = {
    "r_level": "风险等级",
    "regime": "监管体系",
    "min_first_fen": "起投金额",
    "step_fen": "递增金额",
    "exposure": "资产类别权重",
    "liquidity": "流动性",
    "term_days": "产品期限",
    "variety": "产品品种",
    "born_on": "出生日期",
    "id_expires_on": "证件有效期",
    "household_income_fen": "家庭年收入证明",
}

VARIETIES: Final[Mapping[str, str]] = {
    "CASH": "现金管理类",
    "BOND": "固定收益类",
    "MIXED": "混合类",
    "EQUITY": "权益类",
    "ALT": "另类投资",
    "DERIV": "衍生品类",
    "INS": "保险类",
}

PERMISSIONS: Final[Mapping[str, str]] = {
    "STAR": "科创板权限",
    "GEM": "创业板权限",
    "BSE": "北交所权限",
    "HK_CONNECT": "港股通权限",
    "MARGIN": "融资融券权限",
    "OPTION": "股票期权权限",
    "NEEQ_INNOVATION": "新三板创新层权限",
    "NEEQ_BASE": "新三板基础层权限",
}

PAPERS: Final[Mapping[str, str]] = {
    "TEST": "知识测试",
    "RISK_STATEMENT": "风险揭示书",
    "CREDIT_REVIEW": "征信审核",
    "MARGIN_OR_FUTURES": "融资融券资格或金融期货交易经历",
    "EXAM": "期权考试",
    "SIMULATED_TRADING": "模拟交易经历",
}

FIGURES: Final[Mapping[str, str]] = {
    "P_QUOTA.fen": "剩余额度",
    "Q_MIN_AMOUNT.fen": "金额",
    "Q_FUNDS.fen": "可用资金",
    "Q_PERMISSION.fen": "近20日日均资产",
    "permission.average.fen": "近20日日均资产",
    "M_HORIZON.months": "客户投资期限",
    "M_HORIZON_PUSH.months": "客户投资期限",
    "fen": "金融资产",
    "income_fen": "近三年年均收入",
    "net_fen": "净资产",
    "household_net_fen": "家庭金融净资产",
    "household_fin_fen": "家庭金融资产",
    "months": "投资经验",
}
"""What a figure is called: by code and figure, else by figure alone."""

SHORT: Final = "{name} {have} < {need}，差 {gap}"
UNKNOWN: Final = "{name}未知，需要 {need}"
MONTHS: Final = "{months} 个月"
YUAN: Final = "{amount} 元"
JOIN_FIGURES: Final = "{sentence}：{figures}"
JOIN_PARTS: Final = "{first}；{second}"
JOIN_NAMES: Final = "{first}、{second}"
LACKING: Final = "缺少{names}"
REFUSED: Final = "客户拒绝提供"
UNTIL: Final = "有效期至 {until_on}"
ENDED: Final = "已于 {until_on} 到期"
FROM: Final = "{from_on} 起生效"
AGE: Final = "{age} 岁"
GRADES: Final = "产品 {r_level}，客户 {c_level}"
GRADE_ALONE: Final = "产品 {r_level}"
VARIETY: Final = "产品为{need}，客户接受{have}"
VARIETY_UNKNOWN: Final = "产品为{need}，客户未说明"
CONCENTRATION: Final = "{have} > {base} 的 {percent}%，超 {over}"
CONCENTRATION_UNKNOWN: Final = "在我处资产未知，{have} 无法比较"
PREMIUM_SINGLE: Final = "趸交保费 {premium} > 家庭年收入的 {times} 倍，即 {most}"
PREMIUM_YEARLY: Final = "年交保费 {premium} > 家庭年收入的 {percent}%，即 {most}"
PREMIUM_AGE: Final = "缴费 {years} 年加年龄 {age} 岁 ≥ {limit}"
PREMIUM_BUDGET: Final = "保费 {premium} ≥ 预算 {budget} 的 {percent}%"

TEMPLATES: Final = (
    SHORT, UNKNOWN, MONTHS, YUAN, JOIN_FIGURES, JOIN_PARTS, JOIN_NAMES, LACKING, REFUSED, UNTIL, ENDED, FROM,
    AGE, GRADES, GRADE_ALONE, VARIETY, VARIETY_UNKNOWN, CONCENTRATION, CONCENTRATION_UNKNOWN, PREMIUM_SINGLE,
    PREMIUM_YEARLY, PREMIUM_AGE, PREMIUM_BUDGET,
)  # fmt: skip
TABLES: Final = (
    SENTENCES, CURES, DUTIES, PROBLEMS, FIELDS, VARIETIES, PERMISSIONS, PAPERS, FIGURES,
)  # fmt: skip
