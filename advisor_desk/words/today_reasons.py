"""Why a line stands in 今日, in one sentence: the rhythm, the task, the moment with its evidence.

Codes come as text. Figures that end in `_fen` are money and go through the caller's money, so that the window
can hide them; days are ISO dates, codes get their words.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from advisor_desk.words import needs, service
from advisor_desk.words.client_codes import CHANNELS, STATES

Translate = Callable[[str], str]
Money = Callable[[int], str]
Params = Iterable[tuple[str, object]]

SENTENCES: Final[Mapping[str, str]] = {
    "today.due": "期限是今天",
    "today.late": "期限 {due_on}，已逾期 {days} 天",
    "today.meeting": "约在今天",
    "today.meeting_missed": "约在 {due_on}，还没有记录结果",
    "today.own_promise": "是自己答应客户的",
    "today.put_off": "推后到 {until_on}，现在到时间了",
    "today.enquiry": "{asked_on} {channel}咨询，{hours} 个工作小时内要答复",
    "today.unsent": "{count} 条记录还没有发送到总部",
    "today.own_rhythm": "按这位客户自己的周期，{rhythm_days} 天",
    "today.contact_unknown": "没有任何有效联系的记录，周期 {rhythm_days} 天",
    "today.contact_never": "{opened_on} 开户，{waited_days} 天还没有有效联系，周期 {rhythm_days} 天",
    "today.contact_ideal": "上次有效联系 {waited_days} 天前，周期 {rhythm_days} 天，最迟 {latest_on}",
    "today.contact_late": "上次有效联系 {waited_days} 天前，周期 {rhythm_days} 天，最迟日 {latest_on} 已过",
    "moment.BIG_INFLOW": "{event_on} 净流入 {net_fen}，20 日日均 {avg20_fen}",
    "moment.BIG_OUTFLOW": "{event_on} 净流出 {size_fen}，20 日日均 {avg20_fen}",
    "moment.MATURITY": "{product_code} {ends_on} 到期，市值 {value_fen}",
    "moment.LARGE_LOSS.HOLDING": "{product_code} 亏损 {loss_fen}，超过成本的 {percent}%",
    "moment.LARGE_LOSS.ACCOUNT": "账户 {trading_days} 个交易日亏损 {loss_fen}，超过 {percent}%",
    "moment.R_CHANGED.R_LEVEL": "{product_code} 调到 {r_level}，高于客户的 {c_level}，持有 {value_fen}",
    "moment.R_CHANGED.C_LEVEL": "客户变为 {c_level}，持有的 {product_code}（{r_level}）不再匹配，{value_fen}",
    "moment.KYC_EXPIRING": "{taken_on} 的测评（{c_level}）{expires_on} 到期",
    "moment.KYC_EXPIRED": "{taken_on} 的测评（{c_level}）{expires_on} 已失效",
    "moment.ID_EXPIRING": "身份证件 {expires_on} 到期",
    "moment.BIRTHDAY": "{birthday_on} 满 {turns} 岁",
    "moment.BIRTHDAY.lunar": "{birthday_on} 满 {turns} 岁（农历 {month} 月 {day} 日）",
    "moment.BIRTHDAY.lunar_moved": "{birthday_on} 满 {turns} 岁（今年按农历 {month} 月 {day} 日过）",
    "moment.DORMANT_ENTER": "上次购买 {last_purchase_on}，已 {days} 天，从{before}转为休眠",
    "moment.DORMANT_ENTER.never": "从未购买，从{before}转为休眠",
    "moment.AT_RISK_ENTER": "上次购买 {last_purchase_on}，已 {days} 天，从{before}转为潜在流失",
    "moment.AT_RISK_ENTER.never": "从未购买，从{before}转为潜在流失",
    "moment.TOPIC_BROWSE": "{days} 天内 {times} 次关注“{topic}”",
    "moment.ONLINE_ENQUIRY": "{event_on} 线上咨询，{working_hours} 个工作小时内要答复",
    "moment.UPGRADE_NEAR": "20 日日均 {avg20_fen}，距{next_tier}等级还差 {gap_fen}",
    "moment.SALARY_BONUS.YEAR_END": "{event_on} 年终入账 {net_fen}",
    "moment.SALARY_BONUS.RECURRING": "{event_on} 入账 {net_fen}，第 {times} 次金额相近的定期入账",
    "moment.FIRST_PURCHASE": "{event_on} 首次购买 {product_code}，{amount_fen}（T+{trading_days}）",
    "moment.COMPLAINT": "{since_on} 起有投诉未结，营销已暂停",
    "moment.RETURN_VISIT.PRIVATE": "{bought_on} 买入私募 {product_code}，{amount_fen}，冷静期已过",
    "moment.RETURN_VISIT.SAMPLE": "{bought_on} 买入 R5 产品 {product_code}，{amount_fen}，抽中回访",
    "moment.ACCOUNT_ANNIVERSARY": "{anniversary_on} 开户满 {years} 年",
    "moment.INTEREST_PAID": "{event_on} {product_code} 派息 {amount_fen}",
    "moment.TIER_CHANGED.up": "20 日日均 {avg20_fen}，从{tier_before}升为{tier}",
    "moment.TIER_CHANGED.down": "20 日日均 {avg20_fen}，从{tier_before}降为{tier}",
    "moment.LONG_UNCONTACTED": "上次有效联系 {last_contact_on}，已 {days} 天，超过 {limit_days} 天",
    "moment.LONG_UNCONTACTED.never": "{opened_on} 开户后没有有效联系，已 {days} 天",
    "moment.NO_TRADE_90": "上次交易 {last_trade_on}，已 {days} 天没有交易",
    "moment.SIP_STOPPED": "定投上次扣款 {last_on}，已停 {days} 天（此前 {times} 次）",
    "moment.AGREEMENT_RENEWAL": "“{agreement}”{renewal_on} 到期",
    "moment.LIFE_EVENT_NEAR": "预计 {expected_on} {life_event}",
    "moment.EVENT_FOLLOW_UP": "{attended_on} 参加了活动",
    "moment.NEW_ACCOUNT_VISIT": "{opened_on} 开户，{visit_days} 天内要回访",
    "moment.due": "{due_on} 前处理（规则：{due} {due_unit}内）",
    "moment.cooldown": "同一事项 {days} 天内不再提醒",
    "moment.held_back": "暂不处理：{by}",
    "journey.nothing_yet": "还没有购买，也没有答复过的咨询",
    "journey.first_purchase": "有首次购买",
    "journey.answered_enquiry": "答复过 {answered} 次咨询",
    "journey.purchases": "购买 {purchases} 次，达到 {cut} 次",
    "journey.contacts": "{months} 个月内有效联系 {contacts} 次，达到 {cut} 次",
    "journey.key_develop": "是重要发展客户",
    "journey.loyal": "是忠诚客户",
    "phase.purchases": "购买 {purchases} 次，以 {cut} 次为界",
    "phase.years": "相处 {years} 年，以 {cut} 年为界",
    "life.child_age": "按子女年龄 {age} 岁推算",
    "life.own_age": "按本人年龄 {age} 岁推算",
}
"""By code; where one has several causes, by code and cause."""
_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "tier": needs.TIER_WORDS,
    "tier_before": needs.TIER_WORDS,
    "next_tier": needs.TIER_WORDS,
    "before": STATES,
    "channel": CHANNELS,
    "due_unit": service.DUE_UNITS,
    "by": service.HINDRANCES,
    "life_event": service.LIFE_EVENTS,
}
_UNKNOWN: Final = "?"
_LEAP: Final = ("lunar.no_leap_month", "lunar.same_day_29", "lunar.leap_month_29", "lunar.no_leap_month_29")
"""Rules of a lunar birthday that is kept on another day than its own."""


def sentence(code: str, params: Params, translate: Translate, money: Money) -> str:
    """A reason in one sentence without a full stop; the code itself when it is not known."""
    known = dict(params)
    source = SENTENCES.get(f"{code}.{_cause(known)}") or SENTENCES.get(code)
    if source is None:
        return code
    shown = {name: _figure(name, value, translate, money) for name, value in _counted(known).items()}
    # A payment that belongs to no product leaves the place of its name empty.
    return translate(source).format_map(_Shown(shown)).replace("  ", " ").strip()


def covers(code: str) -> bool:
    """True when there is a sentence for a code, or for its causes."""
    return code in SENTENCES or any(each.startswith(f"{code}.") for each in SENTENCES)


def all_texts() -> list[str]:
    """Every Chinese text here, for the test that asks for its English."""
    return [text for table in (SENTENCES, STATES, CHANNELS) for text in table.values()]


class _Shown(dict[str, str]):
    """A figure that is not given is shown as unknown: an older book must not stop the list."""

    def __missing__(self, _name: str) -> str:
        return _UNKNOWN


def _cause(params: Mapping[str, object]) -> str:
    if "is_up" in params:
        return "up" if params["is_up"] else "down"
    rule = str(params.get("calendar_rule", ""))
    if rule.startswith("lunar.") and rule != "lunar.civil":
        return "lunar_moved" if rule in _LEAP else "lunar"
    for name in ("last_purchase_on", "last_contact_on"):
        if name in params and params[name] is None:
            return "never"
    return str(params.get("cause", ""))


def _counted(params: Mapping[str, object]) -> dict[str, object]:
    """The figures with what sentences speak of: the average of the days, a net's size, a product by name."""
    found = dict(params)
    total, days, net = params.get("sum20_fen"), params.get("days20"), params.get("net_fen")
    if isinstance(total, int) and isinstance(days, int) and days:
        found["avg20_fen"] = total // days
    if isinstance(net, int):
        found["size_fen"] = abs(net)
    for name in ("product_code", "agreement"):
        if name in params and params.get("product_name"):
            found[name] = f"{params['product_name']} {params[name]}"
    return found


def _figure(name: str, value: object, translate: Translate, money: Money) -> str:
    if value is None:
        return _UNKNOWN
    if isinstance(value, int) and name.endswith("_fen"):
        return money(value)
    if value == "C1_MIN":
        return "C1−"  # As it is written on documents.
    table = _TABLES.get(name)
    return translate(table[str(value)]) if table and str(value) in table else str(value)
