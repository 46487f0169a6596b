"""Words of the journey strip, and of the explanations that it opens."""

from collections.abc import Sequence
from typing import Final

from advisor_desk.domain.client import Tier
from advisor_desk.domain.journey import Journey, LifeEventLine, Stage4R
from advisor_desk.domain.today import Why
from advisor_desk.ui import discreet, formats, labels, labels_service
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_explain import source_words
from advisor_desk.ui.widgets.explain_drawer import ExplainWords
from advisor_desk.ui.widgets.life_axis import AxisPoint
from advisor_desk.usecases.client_service import ClientService

_CTX = "Journey"
STAGE: Final = "STAGE_4R"
PHASE: Final = "RELATION_PHASE"
LIFE: Final = "LIFE_STAGE"
NEEDS: Final = "NEED_HINTS"
EVENTS: Final = "LIFE_EVENTS"


def stages(journey: Journey) -> tuple[list[str], int, str]:
    """The names of the four stages, the client's place, and both in one sentence."""
    names = [labels.word(stage) for stage in Stage4R]
    at = list(Stage4R).index(journey.stage)
    return names, at, t(_CTX, "4R 阶段：{stage}（第 {at} 步，共 4 步）").format(stage=names[at], at=at + 1)


def phase(journey: Journey) -> str:
    """关系：成熟期."""
    return t(_CTX, "关系：{phase}").format(phase=labels.word(journey.phase))


def life_stage(journey: Journey) -> str:
    """人生阶段：积累期, marked when it was set by hand; what is lacking when it is not known."""
    if journey.life_stage is None:
        return t(_CTX, "人生阶段：缺出生日期")
    told = t(_CTX, "人生阶段：{stage}").format(stage=labels.word(journey.life_stage))
    return t(_CTX, "{told}（人工）").format(told=told) if journey.is_life_stage_set else told


def cell(journey: Journey, tier: Tier) -> str:
    """积累期 × 高净值: the cell of the matrix that the hints come from."""
    return t(_CTX, "{stage} × {tier}").format(stage=labels.word(journey.life_stage), tier=labels.word(tier))


def points(journey: Journey) -> list[AxisPoint]:
    """The events for the axis, by day."""
    return [
        AxisPoint(
            on=line.on,
            name=labels.word(line.code),
            when=f"{line.on.year}",
            is_derived=not line.id,
            told=event(line),
            key=EVENTS,
        )
        for line in sorted(journey.events, key=lambda line: line.on)
    ]


def event(line: LifeEventLine) -> str:
    """退休 · 2039-05-04（推算）."""
    told = " · ".join(
        part for part in (labels.word(line.code), formats.day(line.on), discreet.text(line.note)) if part
    )
    return told if line.id else t(_CTX, "{told}（推算）").format(told=told)


def explanations(service: ClientService) -> list[ExplainWords]:
    """What the drawer tells of the journey."""
    journey = service.journey
    names, at, _told = stages(journey)
    told = [
        _words(service, STAGE, t(_CTX, "4R 阶段"), names[at], steps=_whys(journey.stage_why)),
        _words(
            service,
            PHASE,
            t(_CTX, "关系阶段"),
            labels.word(journey.phase),
            steps=_whys(journey.phase_why),
        ),
        _words(service, LIFE, t(_CTX, "人生阶段"), labels.word(journey.life_stage), steps=_life(journey)),
        _words(
            service,
            EVENTS,
            t(_CTX, "人生事件"),
            t(_CTX, "%n 件", len(journey.events)),
            steps=[_event_why(line) for line in journey.events],
        ),
    ]
    if journey.life_stage is not None:
        hints = " · ".join(labels.word(need) for need in journey.needs) or t(_CTX, "这一格没有需求提示")
        steps = [t(_CTX, "格子：{cell}").format(cell=cell(journey, service.tier))]
        told.append(_words(service, NEEDS, t(_CTX, "需求提示"), hints, steps=steps))
    return told


def _words(
    service: ClientService, key: str, title: str, result: str, *, steps: Sequence[str]
) -> ExplainWords:
    rules = service.rules
    return ExplainWords(
        key=key,
        title=title,
        result=result,
        rule=_rule(key),
        steps=steps,
        source=source_words(rules.sources.get("journey", "domain §6")),
        version=t(_CTX, "{version}，自 {day} 起施行").format(
            version=rules.version, day=formats.day(rules.effective_from)
        ),
        as_of=formats.day(service.as_of),
    )


def _rule(key: str) -> str:
    return {
        STAGE: t(
            _CTX,
            "没有购买为关联；首次购买或首次答复咨询为反应；多次购买或多次联系为关系；重要发展或忠诚客户为报酬。",
        ),
        PHASE: t(_CTX, "按购买次数和相处年数，分为初始期、成熟期和后期。"),
        LIFE: t(_CTX, "按年龄推定，顾问可以更正并写明原因。"),
        EVENTS: t(_CTX, "已知的由顾问记录；推算的由本人和子女的出生日期算出，以客户所说为准。"),
        NEEDS: t(_CTX, "画像（等级）与人生阶段的交叉格给出可能的需求，只作谈话的提示。"),
    }[key]


def _whys(whys: Sequence[Why]) -> list[str]:
    return [labels_service.why(one) for one in whys]


def _life(journey: Journey) -> list[str]:
    if journey.life_stage is None:
        return [t(_CTX, "没有出生日期，不能推定。")]
    if journey.is_life_stage_set:
        return [t(_CTX, "由顾问更正。原因：{reason}").format(reason=discreet.text(journey.life_stage_reason))]
    return [t(_CTX, "按年龄推定。")]


def _event_why(line: LifeEventLine) -> str:
    told = event(line)
    return f"{told} · {labels_service.why(line.why)}" if line.why else told
