"""The four portrait blocks in words, in their fixed order: 基本, 账户, 投资, 贡献 (S1, portrait of a client).

A block that lacks a fact says which one fact to add and what it would tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from advisor_desk.domain.product import AssetClass
from advisor_desk.domain.records import AccountKind, ContactChannel, InvestorClass, RevenueKind
from advisor_desk.domain.review import ClientReview
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.papers import paper_state
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.ui import discreet, formats, labels, labels_scores, labels_suitability
from advisor_desk.ui import labels_client360 as words
from advisor_desk.ui.i18n import t

_CTX = "Client360"
_MOST_ASKS = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a block. `tone` is "" or "warn"; `why` the explanation that the value answers with."""

    name: str
    value: str
    tone: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its title, the facts that are known, what to add."""

    title: str
    icon: str
    facts: tuple[Fact, ...]
    asks: tuple[str, ...]


def blocks(review: ClientReview, rules: RuleSet, advice: AdviceRules) -> tuple[Block, Block, Block, Block]:
    """基本属性, 账户属性, 投资属性, 贡献属性."""
    return _basic(review, advice), _accounts(review), _investing(review, rules), _giving(review)


def _known(facts: Iterable[tuple[str, str | None]]) -> tuple[Fact, ...]:
    return tuple(Fact(name, value) for name, value in facts if value)


def _asks(missing: Iterable[tuple[bool, str]]) -> tuple[str, ...]:
    return tuple(ask for is_missing, ask in missing if is_missing)[:_MOST_ASKS]


def _basic(review: ClientReview, advice: AdviceRules) -> Block:
    profile, as_of = review.profile, review.standing.as_of
    is_person = profile.client_type.is_person
    born = f"{formats.day(profile.born_on)} · {words.age(profile, as_of)}" if profile.born_on else None
    id_no = discreet.text(words.mask_id(profile.id_no))
    facts = _known(
        (
            (t(_CTX, "客户类型"), None if is_person else labels.word(profile.client_type)),
            (t(_CTX, "机构类别"), profile.org_subtype),
            (t(_CTX, "行业"), profile.industry),
            (t(_CTX, "性别"), labels.word(profile.gender) if is_person and profile.gender else None),
            (t(_CTX, "出生日期"), born if is_person else None),
            (profile.id_type or t(_CTX, "证件"), id_no),
            (t(_CTX, "证件有效期"), formats.day(profile.id_expires_on) if profile.id_expires_on else None),
            (t(_CTX, "手机"), discreet.text(words.mask_phone(profile.phone))),
            (t(_CTX, "邮箱"), discreet.text(profile.email or "")),
            (t(_CTX, "地区"), profile.region),
            (t(_CTX, "职业"), profile.occupation),
            (t(_CTX, "单位"), discreet.text(profile.employer or "")),
            (t(_CTX, "学历"), profile.education),
            (t(_CTX, "年收入"), _money(profile.annual_income_fen)),
            (t(_CTX, "偏好渠道"), _word(ContactChannel, profile.preferred_channel)),
        )
    )
    state = paper_state(profile.id_expires_on, as_of, advice.suitability.id_watch_days)
    said, tone = labels_suitability.paper(state, profile.id_expires_on, as_of)
    name = t(_CTX, "证件有效期")
    facts = tuple(replace(one, value=said, tone=tone) if one.name == name else one for one in facts)
    asks = _asks(
        (
            (is_person and not profile.born_on, t(_CTX, "补充出生日期，可判断是否年轻潜力客户")),
            (not profile.phone, t(_CTX, "补充手机号，可电话联系")),
            (is_person and not profile.occupation, t(_CTX, "补充职业，可了解客户的需求场景")),
            (not is_person and not profile.industry, t(_CTX, "补充行业，可了解企业的融资与理财需求")),
            (not profile.region, t(_CTX, "补充地区，可安排网点与线下活动")),
        )
    )
    return Block(t(_CTX, "基本属性"), "user" if is_person else "building", facts, asks)


def _accounts(review: ClientReview) -> Block:
    profile, as_of = review.profile, review.standing.as_of
    opened = None
    if profile.opened_on:
        opened = f"{formats.day(profile.opened_on)} · {words.opened(profile.opened_on, as_of)}"
    closed = sum(line.closed_on is not None for line in review.accounts)
    counted = None
    if review.accounts:
        counted = t(_CTX, "%n 个", len(review.accounts))
        if closed:
            counted += t(_CTX, "(已销户 {closed} 个)").format(closed=closed)
    kinds = dict.fromkeys(_word(AccountKind, line.kind) for line in review.accounts if line.kind)
    seen = review.standing.assets.aum_on
    facts = _known(
        (
            (t(_CTX, "客户号"), profile.client_no),
            (t(_CTX, "开户日期"), opened),
            (t(_CTX, "账户"), counted),
            (t(_CTX, "账户种类"), words.joined([kind for kind in kinds if kind])),
            (t(_CTX, "资产截至"), formats.day(seen) if seen else None),
            (t(_CTX, "客户来源"), profile.source_channel),
            (t(_CTX, "家庭编号"), profile.household_no),
        )
    )
    asks = _asks(
        (
            (not profile.opened_on, t(_CTX, "补充开户日期，可准确计算月均频次")),
            (seen is None, t(_CTX, "导入每日资产，可判定客户等级")),
            (not review.accounts, t(_CTX, "导入账户，可看到账户种类")),
            (not profile.source_channel, t(_CTX, "补充客户来源，可看清哪个渠道带来客户")),
        )
    )
    return Block(t(_CTX, "账户属性"), "wallet", facts, asks)


def _investing(review: ClientReview, rules: RuleSet) -> Block:
    facts = [*_risk_facts(review, rules)]
    holdings = review.holdings
    if holdings:
        largest = max(holdings, key=lambda line: line.value_fen)
        unrated = sum(line.r_level is None for line in holdings)
        facts.append(Fact(t(_CTX, "持有产品"), t(_CTX, "%n 只", len(holdings))))
        facts.append(Fact(t(_CTX, "最大持仓"), largest.product_name))
        if unrated:
            facts.append(Fact(t(_CTX, "未评级产品"), t(_CTX, "%n 只", unrated), "warn"))
    declared = review.profile.declared_assets_fen
    if declared is not None:
        facts.append(Fact(t(_CTX, "他处资产"), t(_CTX, "{amount}(自述)").format(amount=_money(declared))))
    asks = _asks(
        (
            (not review.assessments, t(_CTX, "完成风险测评，才能推荐产品")),
            (not holdings, t(_CTX, "导入持仓，可看到资产配置")),
            (declared is None, t(_CTX, "补充他处资产，可判断合格投资者条件")),
        )
    )
    return Block(t(_CTX, "投资属性"), "pie", tuple(facts), asks)


def _risk_facts(review: ClientReview, rules: RuleSet) -> Iterable[Fact]:
    state = labels_scores.assessment(review, review.standing.as_of, rules)
    level = labels.risk(review.row.c_level)
    tone = "" if state.is_fine else "warn"
    yield Fact(t(_CTX, "风险承受"), level, "" if review.row.c_level else "warn", "C_LEVEL")
    if review.row.c_level_expires_on:
        until = f"{formats.day(review.row.c_level_expires_on)} · {state.short}"
        yield Fact(t(_CTX, "测评有效至"), until, tone, "C_LEVEL")
    latest = max(review.assessments, key=lambda line: line.taken_on, default=None)
    if latest is None:
        return
    if latest.horizon_months:
        yield Fact(t(_CTX, "投资期限"), t(_CTX, "%n 个月", latest.horizon_months))
    if latest.varieties:
        yield Fact(t(_CTX, "投资品种"), latest.varieties)
    if latest.investor_class:
        yield Fact(t(_CTX, "投资者类别"), _word(InvestorClass, latest.investor_class) or "")


def _giving(review: ClientReview) -> Block:
    bought = review.standing.purchases
    facts = [
        Fact(t(_CTX, "创收"), discreet.money(bought.window_benefit_fen), why="BENEFIT"),
        *(
            Fact("  " + (_word(RevenueKind, line.kind) or line.kind), discreet.money(line.amount_fen))
            for line in review.revenue
        ),
        Fact(t(_CTX, "购买总额"), discreet.money(bought.window_amount_fen), why="AMOUNT"),
        Fact(t(_CTX, "购买次数"), t(_CTX, "%n 次", bought.window_purchases), why="FREQUENCY"),
    ]
    if bought.last_purchase_on:
        ago = formats.ago(bought.last_purchase_on, review.standing.as_of)
        facts.append(Fact(t(_CTX, "最近购买"), f"{formats.day(bought.last_purchase_on)} · {ago}"))
    if bought.lifetime_purchases:
        facts.append(Fact(t(_CTX, "累计购买"), t(_CTX, "%n 次", bought.lifetime_purchases)))
    if bought.benefit_is_estimated:
        facts.append(Fact(t(_CTX, "创收口径"), t(_CTX, "含估算"), "warn"))
    asks = _asks(
        (
            (not bought.lifetime_purchases, t(_CTX, "导入交易，可计算购买总额与频次")),
            (
                not review.revenue and not bought.window_benefit_fen,
                t(_CTX, "导入创收，可计算效益得分"),
            ),
        )
    )
    return Block(t(_CTX, "贡献属性"), "trending-up", tuple(facts), asks)


def _word(
    kind: type[AccountKind | ContactChannel | InvestorClass | RevenueKind], code: str | None
) -> str | None:
    return labels.word_of(kind, code) if code else None


def _money(fen: int | None) -> str | None:
    return None if fen is None else discreet.money(fen)


def class_share(review: ClientReview) -> list[tuple[AssetClass, int]]:
    """What is held by asset class, in fen, through the products' exposure, the largest first.

    What a product's weights do not cover counts as nothing: it is shown apart.
    """
    totals = dict.fromkeys(AssetClass, 0)
    for line in review.holdings:
        for klass, weight_bp in line.exposure_bp.items():
            totals[klass] += line.value_fen * weight_bp // 10_000
    held = [(klass, fen) for klass, fen in totals.items() if fen]
    return sorted(held, key=lambda share: share[1], reverse=True)
