"""A stored suggestion read back for people: what was bought in it and how its explanation went."""

from collections.abc import Iterator, Mapping

from advisor_desk.domain.advice import GivenSuggestion
from advisor_desk.ui import discreet, formats, labels_explain
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX
from advisor_desk.ui.widgets.explain_drawer import ExplainWords


def stored_lines(body: Mapping[str, object]) -> list[tuple[str, int]]:
    """Name and amount of each line."""
    return [
        (str(line.get("name", line.get("code", ""))), _whole(line, "amount_fen")) for line in _lines(body)
    ]


def explanation(one: GivenSuggestion, key: str) -> ExplainWords:
    """The explanation as it was stored, in the words of that day."""
    body = one.body
    steps = []
    for line in _lines(body):
        why = t(CTX, "；").join(_texts(line.get("why")))
        steps.append(
            t(CTX, "{name} {amount}：{why}").format(
                name=str(line.get("name", line.get("code", ""))),
                amount=discreet.money(_whole(line, "amount_fen")),
                why=why or formats.NOTHING,
            )
        )
    steps += ["· " + text for text in _texts(body.get("binding"))]
    residual = body.get("residual_fen")
    if isinstance(residual, int):
        steps.append(t(CTX, "留作现金 {amount}").format(amount=discreet.money(residual)))
    return ExplainWords(
        key=key,
        title=t(CTX, "{day} 的建议").format(day=formats.day(one.on)),
        result=t(CTX, "{count} 只产品").format(count=len(list(_lines(body)))),
        rule=t(CTX, "顾问意见：{comment}").format(comment=discreet.text(one.comment)),
        inputs=(
            (t(CTX, "顾问"), discreet.name(one.author)),
            (t(CTX, "记录编号"), one.event_id),
        ),
        steps=steps,
        source=labels_explain.source_words("domain §5.2"),
        version=str(body.get("advice_version") or body.get("rules_version") or formats.NOTHING),
        as_of=str(body.get("as_of") or formats.day(one.on)),
    )


def _lines(body: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    found = body.get("lines")
    if isinstance(found, list | tuple):
        yield from (line for line in found if isinstance(line, Mapping))


def _texts(found: object) -> list[str]:
    if not isinstance(found, list | tuple):
        return []
    said = []
    for one in found:
        text = one.get("text") or one.get("code") if isinstance(one, Mapping) else one
        if isinstance(text, list | tuple):
            text = text[0] if text else ""
        said.append(str(text))
    return [text for text in said if text]


def _whole(line: Mapping[str, object], name: str) -> int:
    value = line.get(name)
    return value if isinstance(value, int) else 0
