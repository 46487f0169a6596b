"""Short sentences of reasons for the brief: why this tier, why this line, what stopped or bound a plan."""

from collections.abc import Mapping
from typing import Final

TIER: Final[Mapping[str, str]] = {
    "tier.organisation": "{kind}客户不论资产多少都是机构客户",
    "tier.reached": "20 日日均 {average}，达到 {edge}",
    "tier.held": "曾达到 {edge}，低于 {floor}已 {below} 个交易日，满 {down} 个才降级",
    "tier.below": "20 日日均 {average}，未到 {edge}",
    "tier.negative_assets": "日均资产为负",
    "tier.negative_today": "今日资产为负",
    "tier.no_assets": "尚无资产记录，暂按零售",
    "tier.overridden": "人工调整，批准人 {approver}，有效至 {until}",
    "tier.override_refused": "人工调整不合规定，未采用",
}

ADVICE: Final[Mapping[str, str]] = {
    "line.fills_class": "补{asset_class}的缺口 {gap} 个百分点",
    "line.fee": "首年费用 {fee}",
    "line.liquidity": "{liquidity}",
    "line.instead_of": "未选 {code}：{because}",
    "limit.horizon": "{code} 的期限长过投资期限",
    "limit.product_cap": "{code} 到了单一产品上限",
    "limit.most": "{code} 额度不足",
    "limit.minimum": "{code} 低于起购金额 {min}",
    "limit.step": "{code} 不合追加单位 {step}",
    "limit.not_offered": "{code} 现在不能买",
    "limit.overweight": "{asset_class}原有持仓已占 {weight}，高于目标 {target}，不再买入",
    "limit.money": "合计买入 {amount}，超过投入金额 {new}",
    "limit.money_spent": "投入金额只剩 {left}，不够再买",
    "limit.manager": "{manager} 到了单一管理人上限",
    "limit.reserve": "流动资产 {liquid} 不足备用金 {reserve}",
    "limit.illiquid": "封闭产品到了上限 {most}",
    "limit.lines": "产品已有 {lines} 个，上限 {most} 个",
    "limit.class_over": "{asset_class}不能超过 {most}",
    "limit.drift": "总偏离会由 {before} 个百分点增到 {after} 个百分点",
    "mix.overweight": "{asset_class}原有持仓已占 {weight}，高于目标 {target}，不再买入",
    "mix.short": "{asset_class}仍低于目标 {gap} 个百分点，可选产品 {products} 个",
}
SHORT_OF_CASH: Final = "现金会比目标少 {gap} 个百分点"

STOPS: Final[Mapping[str, str]] = {
    "shelf.empty": "导入产品货架：现在还没有任何产品",
    "shelf.unsigned": "重新导入总部发布的货架：{products} 个产品与封存时不一致",
    "shelf.stale": "导入新的货架：现有的 {received} 收到，已有 {age_days} 天，最多 {max_age_days} 天",
    "advice.no_assessment": "完成风险测评，并由本人确认结果",
    "advice.assessment_expired": "重做风险测评：上一次的结果已于 {until} 到期",
    "advice.no_level": "登记风险承受能力等级，配置以它为准",
    "advice.no_money": "与客户商定投入金额：账户现金 {cash}",
    "advice.nothing_allowed": "货架上的 {products} 个产品现在都不能向这位客户建议",
    "suggestion.none": "重新计算建议",
    "K_ID_EXPIRED": "更新身份证件，并登记新的有效期",
    "K_INFO_REFUSED": "补充适当性资料",
    "step.later": "准备工作还没有完成，顾问备齐后会再和您沟通具体建议。",
}
"""What to do where nothing may be suggested."""

NOTES: Final[Mapping[str, str]] = {
    "note.quota_gone": "{products} 个产品额度已用完",
    "note.money_short": "{products} 个产品只差资金，最低 {least}",
    "note.foreign": "{products} 个产品不是人民币计价，没有计入",
    "note.core_below": "核心占 {core}，低于 {least}",
    "note.unclassified": "持仓中有 {part} 看不出类别",
    "note.does_not_fit": "{code} 最少 {min}，占资产 {share}，不能买：{because}",
    "note.private_material": "客户关注{topic}，但不是私募合格投资者：不得发送私募材料",
}
