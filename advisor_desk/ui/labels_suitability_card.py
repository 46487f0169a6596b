"""The suitability card in words: each fact with its state, what stands against advice, what is lacking."""

from typing import Final

from advisor_desk.domain.product import Qualification
from advisor_desk.domain.records import Capacity
from advisor_desk.domain.review import ClientReview
from advisor_desk.domain.suitability import Finding
from advisor_desk.rules.assessment import AssessmentState
from advisor_desk.rules.investor import varieties_of
from advisor_desk.rules.papers import PaperState
from advisor_desk.rules.qualified import Gap
from advisor_desk.rules.reasons import reason
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui import labels_suitability as words
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_portrait import Fact
from advisor_desk.usecases.client_suitability import Qualified, SuitabilityStanding
from advisor_desk.words import suitability as said

_CTX = "Suitability"
_WARN: Final = "warn"


def facts(standing: SuitabilityStanding, review: ClientReview) -> tuple[Fact, ...]:
    """The lines of the card, in their fixed order."""
    is_person = review.profile.client_type.is_person
    found = [
        _class(standing),
        _level(standing),
        _assessed(standing),
        *_stated(standing),
        Fact(t(_CTX, "身份证件"), *words.paper(standing.id_state, review.profile.id_expires_on, standing.on)),
        _money_laundering(standing),
        *([_capacity(standing)] if is_person else []),
        _proof(standing),
        *(_qualified(one) for one in standing.qualified),
        _permissions(standing),
    ]
    return tuple(found)


def stop(found: Finding) -> str:
    """What stands against any advice, and what to do."""
    text = words.sentence((found.code.value, found.params))
    cure = words.cure(found.code.value)
    return t(_CTX, "{text}。{cure}").format(text=text, cure=cure)


def class_gap(standing: SuitabilityStanding) -> str:
    """Why the class that is recorded does not count; empty when it does."""
    if discreet.is_on():
        return ""
    return "\n".join(words.sentence(one) for one in standing.class_gaps)


def _class(standing: SuitabilityStanding) -> Fact:
    name, value = t(_CTX, "投资者类别"), labels.word(standing.investor_class)
    if standing.class_gaps:
        return Fact(name, t(_CTX, "{value}，原认定不再有效").format(value=value), _WARN)
    until = standing.kyc.class_until
    if standing.kyc.investor_class is not standing.investor_class or until is None:
        return Fact(name, value)
    tone = "" if standing.class_state is PaperState.VALID else _WARN
    return Fact(name, t(_CTX, "{value} · 至 {day}").format(value=value, day=formats.day(until)), tone)


def _level(standing: SuitabilityStanding) -> Fact:
    level = standing.assessment.c_level if standing.assessment else None
    return Fact(t(_CTX, "风险承受"), labels.risk(level), "" if level else _WARN, "C_LEVEL")


def _assessed(standing: SuitabilityStanding) -> Fact:
    name, taken, until = t(_CTX, "风险测评"), standing.assessment, standing.assessment_until
    if taken is None or until is None:
        return Fact(name, labels.word(AssessmentState.NONE), _WARN)
    left = (until - standing.on).days
    if standing.assessment_state is AssessmentState.EXPIRED:
        state = t(_CTX, "已过期 %n 天", -left) if left else t(_CTX, "今天到期，不再有效")
    elif standing.assessment_state is AssessmentState.EXPIRING:
        state = t(_CTX, "%n 天后到期", left)
    else:
        told = t(_CTX, "{taken} 测评 · 有效至 {until}")
        return Fact(name, told.format(taken=formats.day(taken.taken_on), until=formats.day(until)))
    told = t(_CTX, "{taken} 测评 · {state}").format(taken=formats.day(taken.taken_on), state=state)
    return Fact(name, told, _WARN)


def _stated(standing: SuitabilityStanding) -> tuple[Fact, ...]:
    taken = standing.assessment
    if taken is None:
        return ()
    stated = varieties_of(taken.varieties)
    shown = words.varieties(sorted(stated, key=list(type(next(iter(stated)))).index)) if stated else ""
    return (
        Fact(
            t(_CTX, "投资期限"),
            words.months(taken.horizon_months) if taken.horizon_months else t(_CTX, "未填写"),
            "" if taken.horizon_months else _WARN,
        ),
        Fact(t(_CTX, "投资品种"), shown or t(_CTX, "未填写"), "" if shown else _WARN),
    )


def _money_laundering(standing: SuitabilityStanding) -> Fact:
    if standing.kyc.aml_restricted:
        return Fact(t(_CTX, "反洗钱"), t(_CTX, "有限制，请联系合规"), _WARN)
    return Fact(t(_CTX, "反洗钱"), t(_CTX, "无限制"))


def _capacity(standing: SuitabilityStanding) -> Fact:
    name, capacity = t(_CTX, "行为能力"), standing.capacity
    if capacity is None:
        return Fact(name, t(_CTX, "未登记"), _WARN)
    said_as = "{word}" if standing.kyc.capacity is capacity else t(_CTX, "{word}，按年龄")
    tone = "" if capacity is Capacity.FULL else _WARN
    return Fact(name, said_as.format(word=labels.word(capacity)), tone)


def _proof(standing: SuitabilityStanding) -> Fact:
    name, on = t(_CTX, "资产证明"), standing.kyc.proof_on
    if standing.is_proven:
        return Fact(name, t(_CTX, "{day} 出具，有效").format(day=formats.day(on)))
    if standing.kyc.proof and on is not None:
        return Fact(name, t(_CTX, "{day} 出具，已过期，自述金额不作数").format(day=formats.day(on)), _WARN)
    if standing.is_proven is None:
        return Fact(name, t(_CTX, "未提供"))
    return Fact(name, t(_CTX, "未提供，自述金额不作数"), _WARN)


def _qualified(one: Qualified) -> Fact:
    name = t(_CTX, "私募合格投资者") if one.kind is Qualification.PRIVATE else t(_CTX, "资管合格投资者")
    if one.is_met:
        return Fact(name, t(_CTX, "符合"))
    if discreet.is_on():
        return Fact(name, t(_CTX, "不符合"))
    short = _short(one.gaps)
    if short:
        return Fact(name, t(_CTX, "不符合：{short}").format(short=short))
    unknown = (said.figure(suffix, _translated) for suffix, _, _ in one.gaps)
    return Fact(name, t(_CTX, "不能认定，缺少{names}").format(names=t(_CTX, "、").join(unknown)))


def _short(gaps: tuple[Gap, ...]) -> str:
    """The figures that are known and fall short."""
    params: dict[str, int | None] = {}
    for suffix, have, need in gaps:
        if have is not None:
            params[f"have_{suffix}"], params[f"need_{suffix}"] = have, need
    return words.figures_of([reason("Q_NOT_QUALIFIED", **params)]) if params else ""


def _permissions(standing: SuitabilityStanding) -> Fact:
    opened = [one for one in standing.permissions if one.is_open]
    shown = t(_CTX, "、").join(said.permission(one.permission.value, _translated) for one in opened)
    return Fact(t(_CTX, "交易权限"), shown or t(_CTX, "都未开通"))


def _translated(source: str) -> str:
    return t(_CTX, source)
