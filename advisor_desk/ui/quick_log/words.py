"""Words of the quick log: what keeps a record from being saved, what was saved."""

from collections.abc import Iterable, Mapping
from typing import Final

from advisor_desk.ui import discreet, formats
from advisor_desk.ui.i18n import mark, t
from advisor_desk.usecases.log_caps import Against
from advisor_desk.usecases.log_contact import LogProblem

CTX: Final = "QuickLog"

_PROBLEMS: Final = {
    "log.nobody": mark("请先选一位客户。"),
    "log.person_unknown": mark("「{word}」还没有认出是哪位客户：回车选第一个，或新建潜客。"),
    "log.prospect_unfinished": mark("潜客还没有建好：回车新建，或按 Esc 返回。"),
    "log.day_ahead": mark("日期看不懂，或晚于今天。"),
    "log.next_without_day": mark("下一步还缺日期：如 +3、12-05、下周三。"),
    "log.promise_without_day": mark("承诺还缺日期：如 +3、12-05。"),
    "log.promise_without_text": mark("承诺还没有写明答应了什么。"),
    "log.too_long": mark("文字太长，请删减。"),
    "log.forbidden_word": mark("「{word}」不能这样用：请改写，或写明保留的原因。"),
    "log.product_unknown": mark("「{word}」还没有选定是哪只产品。"),
    "log.no_consent": mark("转介需要客户同意：请征得同意后勾选。"),
}

_AGAINST: Final = {
    "COMPLAINT_OPEN": mark("{since_on} 起投诉未结，只应做服务联系"),
    "OPT_OUT": mark("{since_on} 起拒绝营销"),
    "COOLING_OFF": mark("{bought_on} 购买私募，冷静期到 {until_on}"),
    "WEEK_CAP": mark("{days} 天内已营销联系 {made} 次，上限 {cap} 次"),
    "MONTH_CAP": mark("{days} 天内已营销联系 {made} 次，上限 {cap} 次"),
    "OUT_OF_HOURS": mark("现在不在可联系时间 {from_minute} 至 {until_minute} 内"),
}


def warnings(found: Iterable[Against], names: Mapping[str, str]) -> list[str]:
    """What stands against a marketing contact, and how to record it all the same."""
    said = [_warning(one, names) for one in found]
    return [*dict.fromkeys(said), t(CTX, "如确有此事，再按一次 Ctrl+Enter 照实记录。")]


def _warning(one: Against, names: Mapping[str, str]) -> str:
    code, params = one.reason
    shown = {name: _clock(value) if name.endswith("_minute") else value for name, value in params}
    text = t(CTX, _AGAINST[code]).format(**shown) if code in _AGAINST else code
    name = discreet.name(names.get(one.client_no, one.client_no))
    return t(CTX, "{name}：{text}").format(name=name, text=text)


def _clock(minute: object) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}" if isinstance(minute, int) else str(minute)


def problem(found: LogProblem) -> str:
    """One sentence about what keeps it from being saved."""
    is_person = found.code == "log.person_unknown"
    word = discreet.name(found.word) if is_person else found.word
    return t(CTX, _PROBLEMS[found.code]).format(word=word)


def knows(code: str) -> bool:
    """True when the code has a sentence."""
    return code in _PROBLEMS


def forbidden(words: Iterable[str]) -> str:
    """Which words may not stand, and why."""
    listed = t(CTX, "、").join(dict.fromkeys(words))
    said = t(CTX, "不能使用：{words}。对客户不得承诺收益、淡化风险或催促购买；请改写，或写明保留的原因：")
    return said.format(words=listed)


def elapsed(seconds: int) -> str:
    """8 秒, 1:05."""
    return t(CTX, "%n 秒", seconds) if seconds < 60 else f"{seconds // 60}:{seconds % 60:02d}"


def saved(names: list[str], seconds: int) -> str:
    """What a toast says of a record."""
    if len(names) == 1:
        return t(CTX, "已记录 {name}，用时 {time}").format(
            name=discreet.name(names[0]), time=elapsed(seconds)
        )
    return t(CTX, "已记录 {count} 位，用时 {time}").format(
        count=formats.count(len(names)), time=elapsed(seconds)
    )
