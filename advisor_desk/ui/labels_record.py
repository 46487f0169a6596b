"""A contact in words, whole: what was said, by whom, what was promised, what became of it."""

from dataclasses import dataclass
from datetime import datetime

from advisor_desk.domain.interaction import Confidentiality, NextStep, RecordedInteraction
from advisor_desk.domain.suitability import SuitabilityOutcome
from advisor_desk.ui import discreet, formats, labels, labels_advice
from advisor_desk.ui.i18n import t

_CTX = "Record"
_HOUR = 60


@dataclass(frozen=True, slots=True)
class RecordPart:
    """A titled part of a record; `is_quote` for the client's own words."""

    title: str
    text: str
    is_quote: bool = False


def title(record: RecordedInteraction) -> str:
    """电话 · 2026-11-18 · 已联系上."""
    made = record.made
    return " · ".join((labels.word(made.channel), formats.day(made.on), labels.word(made.outcome)))


def facts(record: RecordedInteraction) -> list[str]:
    """What is known beside the words, a short phrase each."""
    made = record.made
    told = [
        labels.word(made.kind),
        labels.word(made.purpose),
        labels.word(made.initiator),
        t(_CTX, "计入服务节奏") if made.is_effective else t(_CTX, "不计入服务节奏"),
    ]
    if record.attendees > 1:
        told.append(t(_CTX, "共 %n 位客户参加", record.attendees))
    if made.confidentiality is not Confidentiality.NORMAL:
        told.append(labels.word(made.confidentiality))
    if made.seconds:
        told.append(t(_CTX, "记录用时 %n 秒", made.seconds))
    return told


def parts(record: RecordedInteraction) -> list[RecordPart]:
    """Everything that was written, in the order of a service file; what is empty is left out."""
    made = record.made
    line = made.attendees[0].line if made.attendees else ""
    found = [
        RecordPart(t(_CTX, "内容"), discreet.text(made.note)),
        RecordPart(t(_CTX, "只关于这位客户"), discreet.text(line)),
        RecordPart(t(_CTX, "客户原话"), discreet.text(made.client_words), is_quote=True),
        RecordPart(t(_CTX, "我方判断"), discreet.text(made.judgement)),
        RecordPart(t(_CTX, "谈到的产品"), "\n".join(_products(record))),
        RecordPart(t(_CTX, "承诺"), "\n".join(_promises(record))),
        RecordPart(t(_CTX, "下一步"), _next(made.next_step)),
        RecordPart(t(_CTX, "网点"), _outlet(record)),
        RecordPart(t(_CTX, "保留用语的理由"), discreet.text(made.wording_reason)),
    ]
    return [part for part in found if part.text]


def state(record: RecordedInteraction) -> str:
    """What became of the record, with the reason; empty for one that stands as it was made."""
    reason = discreet.text(record.reason)
    if record.is_withdrawn:
        return t(_CTX, "已撤回。原因：{reason}").format(reason=reason) if reason else t(_CTX, "已撤回。")
    if record.replaced_by:
        return t(_CTX, "已被更正，两份记录都保留。")
    if record.corrects:
        return t(_CTX, "这是更正后的记录。原因：{reason}").format(reason=reason)
    return ""


def recorded(record: RecordedInteraction) -> str:
    """记录人 lin · 2026-11-18 09:20 · 第 123 号."""
    return t(_CTX, "记录人 {author} · {time} · 第 {seq} 号").format(
        author=record.author or formats.NOTHING, time=_local(record.recorded_at), seq=record.device_seq
    )


def _local(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _products(record: RecordedInteraction) -> list[str]:
    return [f"{one.code} · {_checked(one.outcome)}" for one in record.made.products]


def _checked(outcome: str) -> str:
    if outcome in SuitabilityOutcome.__members__:
        return labels_advice.outcome(SuitabilityOutcome(outcome))
    return outcome or t(_CTX, "未做适当性检查")


def _promises(record: RecordedInteraction) -> list[str]:
    return [f"{formats.day(one.due_on)}  {discreet.text(one.what)}" for one in record.made.promises]


def _next(step: NextStep | None) -> str:
    if step is None:
        return ""
    at = f" {step.minute // _HOUR:02d}:{step.minute % _HOUR:02d}" if step.minute is not None else ""
    return f"{formats.day(step.on)}{at}  {discreet.text(step.what)}"


def _outlet(record: RecordedInteraction) -> str:
    outlet = record.made.outlet
    if outlet is None:
        return ""
    told = [outlet.partner, outlet.outlet, discreet.text(outlet.bank_manager), discreet.text(outlet.intent)]
    if outlet.consent_at is not None:
        told.append(t(_CTX, "客户同意于 {time}").format(time=_local(outlet.consent_at)))
    return " · ".join(part for part in told if part)
