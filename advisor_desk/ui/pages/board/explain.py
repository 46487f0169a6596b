"""Where the figures of the board come from, in words: rule, inputs and the sums line by line."""

from collections.abc import Sequence
from typing import Final

from advisor_desk.ui import discreet, formats
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.board import words
from advisor_desk.ui.pages.board.service_cards import channels_of, response_rule
from advisor_desk.ui.pages.board.words import CTX, Measure
from advisor_desk.ui.pages.segments.grid_card import percent
from advisor_desk.ui.widgets.explain_drawer import ExplainWords
from advisor_desk.usecases.board_view import BoardView, CadenceDay, Flow, MonthContacts, MonthStructure, Moves
from advisor_desk.usecases.reports import Figures

_EQUALS: Final = " = "


def explanations(view: BoardView, moves: Moves | None, key: str) -> Sequence[ExplainWords]:
    """All explanations of the family that `key` (such as `flow:HNW`) belongs to."""
    family = key.partition(":")[0]
    if family == "flow" and moves is not None:
        return [_flow(view, moves, flow) for flow in moves.flows]
    if family == "cadence":
        return [_cadence(view, one) for one in reversed(view.cadence)]
    if family == "contacts":
        return [_contacts(view, one) for one in reversed(view.contacts)]
    if family == "responses":
        return [_responses(view)]
    if family == "path":
        return [_path(view)]
    return [_structure(view, one) for one in reversed(view.structures)]


def _structure(view: BoardView, month: MonthStructure) -> ExplainWords:
    total = month.structure.total
    rule = t(
        CTX,
        "等级与资产取自该月末保存的快照：当日在册、已开户、未销户的客户；缺的月末按现有记录补算。"
        "创收是截至该月末 {months} 个月内的合计。占比按最大余数法取到 0.1%。",
    ).format(months=view.window_months)
    return ExplainWords(
        key=f"structure:{month.on.isoformat()}",
        title=f"{t(CTX, '客户结构')} {formats.day(month.on)}",
        result=_clients(total.clients),
        rule=rule,
        inputs=[(words.segment_word(line.key), _figures(line.figures)) for line in month.structure.lines]
        + [(t(CTX, "合计"), _figures(total))],
        steps=[step for measure in Measure if (step := _shares(view, month, measure))],
        notes=[words.reason_words(one, view.window_months) for one in month.reasons],
        source=t(CTX, "S0 §一 客户结构(0-1)；等级见分层规则"),
        version=view.rules_version,
        as_of=formats.day(month.on),
    )


def _shares(view: BoardView, month: MonthStructure, measure: Measure) -> str:
    found = [words.share_of(line, measure) for line in month.structure.lines]
    known = [one for one in found if one is not None]
    if len(known) != len(found):
        return ""
    word = words.measure_word(measure, view.window_months)
    return f"{word}: {' + '.join(percent(one) for one in known)}{_EQUALS}{percent(sum(known))}"


def _figures(figures: Figures) -> str:
    parts = (
        _clients(figures.clients),
        discreet.money(figures.assets_fen),
        discreet.money(figures.revenue_fen),
    )
    return " · ".join(parts)


def _clients(many: int) -> str:
    return t(CTX, "{count} 位", many).format(count=formats.count(many))


def _flow(view: BoardView, moves: Moves, flow: Flow) -> ExplainWords:
    name = words.segment_word(flow.key)
    return ExplainWords(
        key=f"flow:{flow.key.value}",
        title=f"{t(CTX, '升降与进出')} {name}",
        result=f"{_clients(flow.start.clients)} → {_clients(flow.end.clients)}",
        rule=t(
            CTX,
            "逐位比较两个月末：等级不同为转入、转出；只在期末为新增，只在期初为流失；其余是留存，"
            "数额的变化记在留存变动。转出与流失按期初数额，转入与新增按期末数额。",
        ),
        inputs=[
            (t(CTX, "期初"), _figures(flow.start)),
            (t(CTX, "转入"), _figures(flow.arrived)),
            (t(CTX, "新增"), _figures(flow.new)),
            (t(CTX, "转出"), _figures(flow.left)),
            (t(CTX, "流失"), _figures(flow.gone)),
            (t(CTX, "期末"), _figures(flow.end)),
        ],
        steps=[_sum(view, flow, measure) for measure in Measure],
        source=t(CTX, "S0 §一 客户结构(0-1)；等级见分层规则"),
        version=view.rules_version,
        as_of=f"{formats.day(moves.start)} → {formats.day(moves.end)}",
    )


def _sum(view: BoardView, flow: Flow, measure: Measure) -> str:
    """期初 + 转入 + 新增 − 转出 − 流失 + 留存变动 = 期末, with its figures."""
    figures = (flow.start, flow.arrived, flow.new, flow.left, flow.gone, flow.change, flow.end)
    signs = ("", "+", "+", formats.MINUS, formats.MINUS, "+", "=")
    shown = [_one(words.figure_of(each, measure), measure) for each in figures]
    terms = " ".join(f"{sign} {text}".strip() for sign, text in zip(signs, shown, strict=True))
    return f"{words.measure_word(measure, view.window_months)}: {terms}"


def _one(figure: int, measure: Measure) -> str:
    shown = formats.count(figure) if measure is Measure.CLIENTS else discreet.exact(figure)
    return f"({shown})" if figure < 0 else shown


def _cadence(view: BoardView, day: CadenceDay) -> ExplainWords:
    share = day.whole.share
    inputs = [(words.segment_word(key), f"{one.kept} / {one.owed}") for key, one in day.by_tier.items()]
    inputs += [
        (t(CTX, "从未联系且已超时"), _clients(day.never)),
        (t(CTX, "投诉未结或撤回同意，暂停"), _clients(day.paused)),
        (t(CTX, "另设节奏"), _clients(day.own)),
    ]
    said = formats.NOTHING if share is None else percent(share)
    return ExplainWords(
        key=f"cadence:{day.on.isoformat()}",
        title=f"{t(CTX, '服务节奏')} {formats.day(day.on)}",
        result=said,
        rule=t(
            CTX,
            "当日每位客户按等级、分组与状态有规定的天数，另设节奏的按另设的。上次有效联系(没有则从开户日)"
            "到当日不超过这个天数即守时。用现在的联系记录回算，补记与更正都算在内。",
        ),
        inputs=inputs,
        steps=[f"{day.whole.kept} ÷ {day.whole.owed}{_EQUALS}{said}"],
        source=t(CTX, "服务标准 §6"),
        version=view.rules_version,
        as_of=formats.day(day.on),
    )


def _contacts(view: BoardView, month: MonthContacts) -> ExplainWords:
    inputs = []
    for code in channels_of(view):
        good, other = month.by_channel.get(code, (0, 0))
        said = t(CTX, "有效 {good}，未接通等 {other}").format(good=good, other=other)
        inputs.append((words.channel_word(code), said))
    goods = [month.by_channel.get(code, (0, 0))[0] for code in channels_of(view)]
    return ExplainWords(
        key=f"contacts:{month.month.isoformat()}",
        title=f"{t(CTX, '联系')} {words.month_word(month.month)}",
        result=t(CTX, "有效 {good}，未接通等 {other}").format(good=month.effective, other=month.others),
        rule=t(CTX, "有效是客户真正在场的联系；未接通与群发不算有效。待回咨询不算联系。按客户计次。"),
        inputs=inputs,
        steps=[f"{' + '.join(map(str, goods))}{_EQUALS}{month.effective}"],
        source=t(CTX, "服务标准 §6"),
        version=view.rules_version,
        as_of=formats.day(view.as_of),
    )


def _responses(view: BoardView) -> ExplainWords:
    found = view.responses
    inputs = [
        (t(CTX, "已回"), formats.count(found.answered)),
        (t(CTX, "中位"), words.minutes(found.median_minutes)),
        (t(CTX, "最长"), words.minutes(found.worst_minutes)),
        (t(CTX, "按时"), f"{found.in_time} / {found.answered}"),
        (t(CTX, "未回"), formats.count(found.open)),
        (t(CTX, "现在待回(含线上)"), formats.count(view.waiting)),
    ]
    return ExplainWords(
        key="responses",
        title=t(CTX, "首次响应"),
        result=words.minutes(found.median_minutes),
        rule=response_rule(view),
        inputs=inputs,
        steps=[t(CTX, "按用时排好，取正中一个；双数时取中间两个的平均。未回的不算在内。")],
        source=t(CTX, "S1 4R 反应(1-4)；服务标准 §6"),
        version=view.rules_version,
        as_of=formats.day(view.as_of),
    )


def _path(view: BoardView) -> ExplainWords:
    path = view.path
    return ExplainWords(
        key="path",
        title=t(CTX, "转化"),
        result=f"{path.bought} / {path.opened}",
        rule=t(CTX, "潜客是还没有开户日的客户；开户与首购按近 12 个月开户的客户计。"),
        inputs=[
            (t(CTX, "潜客"), formats.count(path.prospects)),
            (t(CTX, "近 12 个月开户"), formats.count(path.opened)),
            (t(CTX, "其中已购买"), formats.count(path.bought)),
        ],
        source=t(CTX, "S0 客户全生命周期(0-29)"),
        version=view.rules_version,
        as_of=formats.day(view.as_of),
    )


def default_key(view: BoardView, moves: Moves | None) -> str:
    """What W explains when nothing in particular is looked at."""
    on = moves.end if moves is not None else (view.ends or (view.as_of,))[-1]
    return f"structure:{on.isoformat()}" if view.structures else f"cadence:{view.as_of.isoformat()}"
