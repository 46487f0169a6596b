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
    "line.fills_class": "补{asset_class}的缺口 {gap}",
    "line.fee": "首年费用 {fee}",
    "line.liquidity": "{liquidity}",
    "line.instead_of": "未选 {code}：{because}",
    "limit.horizon": "{code} 的期限长过投资期限",
    "limit.product_cap": "{code} 到了单一产品上限",
    "limit.most": "{code} 额度不足",
    "limit.minimum": "{code} 低于起购金额 {min}",
    "limit.step": "{code} 不合追加单位 {step}",
    "limit.not_offered": "{code} 现在不能买",
    "limit.overweight": "{asset_class}已有 {weight}，高于目标 {target}，不再买入",
    "limit.money": "金额 {amount} 超过可投入的 {new}",
    "limit.manager": "{manager} 到了单一管理人上限",
    "limit.reserve": "流动资产 {liquid} 不足备用金 {reserve}",
    "limit.illiquid": "封闭产品到了上限 {most}",
    "limit.lines": "产品已有 {lines} 个，上限 {most} 个",
    "limit.class_over": "{asset_class}不能超过 {most}",
    "limit.drift": "偏离会由 {before} 增到 {after}",
    "class.overweight": "{asset_class}已有 {weight}，高于目标 {target}，不再买入",
    "class.short": "{asset_class}仍差 {gap}，可买的产品有 {products} 个",
}

BECAUSE: Final[Mapping[str, str]] = {
    "horizon": "期限过长",
    "overweight": "类别已超配",
    "minimum": "起购金额过高",
    "quota": "额度不足",
    "cap": "集中度限制",
    "fee": "费用更高",
    "order": "条件相同",
    "mix": "资产构成不同",
}

LIQUIDITY: Final[Mapping[str, str]] = {
    "T0": "当日可取",
    "T1": "次日可取",
    "T7": "约七日可取",
    "PERIODIC": "定期开放",
    "LOCKED": "有封闭期",
}
