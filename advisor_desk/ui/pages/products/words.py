"""Words and figures of a product, for the list, the card and the clipboard. No widget here."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Final

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.product import (
    AssetClass,
    Liquidity,
    Qualification,
    RiskGrade,
    ShelfState,
    ShelfStatus,
)
from advisor_desk.domain.shelf import Product, ShelfMove, ShelfStanding
from advisor_desk.domain.suitability import Permission
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.i18n import mark, t
from advisor_desk.usecases.product_facts import ProductFacts, ShelfView
from advisor_desk.words import suitability

CTX: Final = "Products"
translate = partial(t, "Advice")
"""For the words that window and command line share."""

Fact = tuple[str, str, str]
"""What it is, its words, the tone of the words."""

_GRADES: Final = {
    RiskGrade.R1: mark("低风险等级"),
    RiskGrade.R2: mark("中低风险等级"),
    RiskGrade.R3: mark("中风险等级"),
    RiskGrade.R4: mark("中高风险等级"),
    RiskGrade.R5: mark("高风险等级"),
}
_PILLS: Final = {
    ShelfStatus.ON_SALE: ("good_bg", "good"),
    ShelfStatus.SUSPENDED: ("warn_bg", "warn"),
}
_YEAR: Final = 365
_MONTH: Final = 30
_SEPARATORS: Final = re.compile(r"[;\n\u3001\uff1b]")
"""What parts papers from each other."""


def unrated() -> str:
    """未评级，不可销售."""
    return t(CTX, "未评级，不可销售")


def grade(level: RiskGrade | None) -> str:
    """R3 中风险等级; 未评级，不可销售 without one."""
    return unrated() if level is None else f"{level.value} {t(CTX, _GRADES[level])}"


def grade_short(level: RiskGrade | None) -> str:
    """R3, or 未评级."""
    return t(CTX, "未评级") if level is None else level.value


def grade_step(level: RiskGrade | None) -> int:
    """How many of the five blocks are filled."""
    return 0 if level is None else int(level.value[1])


def pill_tones(status: ShelfStatus | None) -> tuple[str, str]:
    """Colour tokens of the pill of a shelf state: ground and ink."""
    return _PILLS.get(status, ("track", "text2")) if status is not None else ("track", "text2")


def status(code: ShelfStatus | None) -> str:
    """在售, 暂停 …; 未上架 for a product that never had a state."""
    return t(CTX, "未上架") if code is None else labels.word(code)


def sale_problem(code: str) -> str:
    """Why it may not be sold today."""
    return suitability.sentence("P_NOT_ON_SALE", {"problem": code}, translate)


def part(name: str) -> str:
    """A part of the record that is missing."""
    return suitability.field(name, translate)


def days(count: int) -> str:
    """无, 7 天, 6 个月, 5 年."""
    if count == 0:
        return t(CTX, "无")
    if count % _YEAR == 0:
        return t(CTX, "%n 年", count // _YEAR)
    if count % _MONTH == 0 and count >= 2 * _MONTH:
        return t(CTX, "%n 个月", count // _MONTH)
    return t(CTX, "%n 天", count)


def liquidity(one: ProductFacts) -> str:
    """T+1; for periodic products the next open day."""
    if one.liquidity is None:
        return formats.NOTHING
    if one.liquidity in (Liquidity.PERIODIC, Liquidity.LOCKED) and one.next_open is not None:
        return formats.day(one.next_open)
    return labels.word(one.liquidity)


def fee(bp: int | None) -> str:
    """0.65%; a dash where nobody recorded it."""
    return formats.NOTHING if bp is None else formats.share(bp)


def money(fen: int | None) -> str:
    """An amount of the product, public and never hidden; round ones without decimals: 100 万."""
    if fen is None:
        return formats.NOTHING
    number, unit = formats.money_parts(fen)
    whole, _point, rest = number.partition(".")
    return f"{number if rest.strip('0') else whole} {unit}".rstrip()


def classes(one: ProductFacts) -> list[tuple[str, int, int]]:
    """Word, weight and colour of each class of the exposure, the largest first."""
    shares = sorted((one.exposure or {}).items(), key=lambda pair: -pair[1])
    order = list(AssetClass)
    return [(labels.word(klass), weight, order.index(klass)) for klass, weight in shares if weight]


def access(one: ProductFacts) -> list[Fact]:
    """门槛与资格: what a buyer must bring."""
    product, terms = one.product, one.terms
    rows = [(t(CTX, "首次起点"), money(one.min_fen), "text")]
    if one.law_fen is not None:
        floor = f"{money(one.law_fen)} · {labels.word(terms.legal_floor)}"
        rows.append((t(CTX, "法定下限"), floor, "text"))
    rows.append((t(CTX, "追加起点"), money(product.min_add_fen), "text"))
    rows.append((t(CTX, "递增单位"), money(one.step_fen), "text"))
    is_open = terms.qualified_only is Qualification.NONE
    rows.append((t(CTX, "合格投资者"), labels.word(terms.qualified_only), "text" if is_open else "warn"))
    if terms.required_permission:
        needed = labels.word_of(Permission, terms.required_permission)
        rows.append((t(CTX, "交易权限"), needed, "warn"))
    rows.append((t(CTX, "可售对象"), buyers(product), "text"))
    rows.append((t(CTX, "销售渠道"), _listed(product.channels), "text"))
    if product.tier_menu:
        rows.append((t(CTX, "服务菜单"), _joined([labels.word(tier) for tier in product.tier_menu]), "text"))
    if product.max_client_bp is not None:
        rows.append((t(CTX, "单一客户上限"), formats.share(product.max_client_bp, places=0), "text"))
    return rows


def term(one: ProductFacts) -> list[Fact]:
    """流动性与期限: how fast money comes back."""
    product = one.product
    rows = [(t(CTX, "流动性"), labels.word(one.liquidity), "text")]
    if product.open_days:
        later = [
            formats.day(day) for day in sorted(product.open_days) if one.next_open and day >= one.next_open
        ]
        shown = t(CTX, "以后没有开放日") if not later else _joined(later[:3])
        rows.append((t(CTX, "开放日"), shown, "text" if later else "warn"))
    for word, count in (
        (t(CTX, "锁定期"), product.lockup_days),
        (t(CTX, "产品期限"), product.term_days),
    ):
        rows.append((word, formats.NOTHING if count is None else days(count), "text"))
    arrives = formats.NOTHING if product.redeem_days is None else f"T+{product.redeem_days}"
    rows.append((t(CTX, "赎回到账"), arrives, "text"))
    months = one.terms.product_months
    if months is not None:
        said = t(CTX, "%n 个月", months) if months else t(CTX, "无固定期限")
        rows.append((t(CTX, "三匹配期限"), said, "text"))
    rows.append((t(CTX, "三匹配品种"), labels.word(one.terms.variety), "text"))
    return rows


def fees(product: Product) -> list[tuple[str, int | None]]:
    """Each fee and its rate."""
    return [
        (t(CTX, "认申购费"), product.fee_front_bp),
        (t(CTX, "管理费 / 年"), product.fee_manage_bp),
        (t(CTX, "托管费 / 年"), product.fee_custody_bp),
        (t(CTX, "销售服务费 / 年"), product.fee_sales_bp),
        (t(CTX, "业绩报酬"), product.fee_perf_bp),
    ]


def rating(one: ProductFacts) -> list[Fact]:
    """风险评级: ours, the manager's, and the one that counts."""
    product = one.product
    rows = [
        (t(CTX, "我司评级"), _grade_or_none(product.r_level), "text" if product.r_level else "warn"),
        (t(CTX, "管理人评级"), _grade_or_none(product.r_level_manager), "text"),
        (t(CTX, "适用评级"), grade(one.grade), "text" if one.grade else "warn"),
    ]
    if product.r_level and product.r_level_manager and product.r_level is not product.r_level_manager:
        rows.append((t(CTX, "取值"), t(CTX, "两者不同，按较高的一个（孰高）"), "text"))
    rows.append((t(CTX, "评级日期"), formats.day(product.r_rated_on), "text"))
    return rows


def origin(product: Product) -> list[Fact]:
    """发行与监管: who stands behind it, under whose rules."""
    return [
        (t(CTX, "发行人"), product.issuer or formats.NOTHING, "text"),
        (t(CTX, "管理人"), product.manager or formats.NOTHING, "text"),
        (t(CTX, "监管口径"), labels.word(product.regime), "text"),
        (t(CTX, "币种"), _currency(product.currency), "text"),
    ]


def shelf(one: ProductFacts) -> list[Fact]:
    """货架状态: state, dates, quota."""
    product = one.product
    rows = [
        (t(CTX, "状态"), status(product.shelf_status), "text"),
        (t(CTX, "上架日期"), formats.day(product.shelf_from), "text"),
        (t(CTX, "下架日期"), formats.day(product.shelf_to), "text"),
    ]
    if product.quota_left_fen is not None:
        left = product.free_quota_fen
        rows.append((t(CTX, "剩余额度"), money(left), "warn" if left is not None and left <= 0 else "text"))
        if product.quota_total_fen is not None:
            rows.append((t(CTX, "总额度"), money(product.quota_total_fen), "text"))
        if product.reserved_fen:
            rows.append((t(CTX, "意向占用"), money(product.reserved_fen), "text"))
    return rows


def move(one: ShelfMove) -> str:
    """2026-11-20 在售 → 暂停 · 王主任：额度将满."""
    before = t(CTX, "未上架") if one.before is None else labels.word(one.before)
    said = t(CTX, "{day} {before} → {after} · {approver}：{reason}")
    return said.format(
        day=formats.day(one.on),
        before=before,
        after=labels.word(one.after),
        approver=discreet.name(one.approver),
        reason=one.reason,
    )


def documents(product: Product) -> list[str]:
    """The papers, one a line."""
    return [line.strip() for line in _SEPARATORS.split(product.docs or "") if line.strip()]


def buyers(product: Product) -> str:
    """个人、企业, or 不限."""
    return _listed(product.client_types)


def about(one: ProductFacts) -> str:
    """Code, type and issuer in one line."""
    product = one.product
    parts = [product.code, labels.word(product.product_type), product.manager or product.issuer or ""]
    return " · ".join(part for part in parts if part)


def summary(one: ProductFacts) -> str:
    """The card as a few lines of text, for the clipboard."""
    product = one.product
    named = t(CTX, "{name}（{code}）").format(name=product.name, code=product.code)
    lines = [named, f"{labels.word(product.product_type)} · {grade(one.grade)}"]
    if product.plain_words:
        lines.append(product.plain_words)
    if product.not_for:
        lines.append(t(CTX, "不适合：{words}").format(words=product.not_for))
    groups = (access(one), term(one), shelf(one))
    facts = [(name, said) for group in groups for name, said, _tone in group if said != formats.NOTHING]
    facts += [(name, fee(rate)) for name, rate in fees(product) if rate is not None]
    lines += [t(CTX, "{name}：{said}").format(name=name, said=said) for name, said in facts]
    if one.exposure:
        lines.append(_joined([f"{word} {formats.share(bp, places=0)}" for word, bp, _colour in classes(one)]))
    return "\n".join(lines)


def standing(view: ShelfView) -> tuple[str, str]:
    """What is so and what to do, for the banner. The second is empty for a shelf that may be used."""
    now = view.standing
    if now.state is ShelfState.EMPTY:
        return t(CTX, "货架是空的，建议功能停用。"), t(CTX, "请导入总部下发的产品文件。")
    if now.state is ShelfState.UNSIGNED:
        return (
            t(CTX, "货架未签署，或产品记录与签署时不一致：建议功能停用，记录拜访不受影响。"),
            t(CTX, "请重新导入总部下发的产品文件。"),
        )
    told = _release(now)
    if now.state is ShelfState.STALE:
        said = t(CTX, "货架已超过 {days} 天没有更新：建议功能停用，记录拜访不受影响。{told}")
        return said.format(days=view.max_age_days, told=told), t(CTX, "请导入最新的产品文件。")
    return t(CTX, "货架有效。{told}").format(told=told), ""


def counts(now: ShelfStanding) -> str:
    """在售 28 / 36 · 已评级 33."""
    return t(CTX, "在售 {sale} / {all} · 已评级 {rated}").format(
        sale=formats.count(now.on_sale), all=formats.count(now.products), rated=formats.count(now.rated)
    )


def _release(now: ShelfStanding) -> str:
    if now.release is None:
        return ""
    said = t(CTX, "{day} 收到（来源 {source}），有效至 {until}。")
    return said.format(
        source=now.release.source,
        day=formats.day(now.release.received_on),
        until=formats.day(now.valid_until),
    )


def _grade_or_none(level: RiskGrade | None) -> str:
    return t(CTX, "未评级") if level is None else grade(level)


def _currency(code: str | None) -> str:
    return t(CTX, "人民币") if code in (None, "CNY") else str(code)


def _joined(parts: Sequence[str]) -> str:
    return t(CTX, "、").join(parts)


def _listed(codes: Sequence[ClientType] | Sequence[object]) -> str:
    words = [labels.word(code) for code in codes]  # type: ignore[arg-type]
    return _joined(words) if words else t(CTX, "不限")
