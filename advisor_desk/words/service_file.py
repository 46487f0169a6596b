"""Words of the printed service file (客户服务档案). Codes come as text; no Qt."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from advisor_desk.words import brief, service
from advisor_desk.words.client_codes import CHANNELS
from advisor_desk.words.figures import HIDDEN

Translate = Callable[[str], str]

FRAME: Final[Mapping[str, str]] = {
    "title": "客户服务档案",
    "client_no": "客户号",
    "phone": "手机",
    "id_no": "证件",
    "tier": "等级",
    "level": "风险承受",
    "opened": "开户",
    "as_of": "截至",
    "join": "；",
    "need": "需求",
    "action": "动作",
    "result": "结果",
    "feedback": "反馈",
    "words": "客户原话：“{text}”",
    "judgement": "我方判断：{text}",
    "line": "只关于这位客户：{text}",
    "product": "产品 {code}（适当性：{outcome}）",
    "unchecked": "未检查",
    "files": "附件 {count} 个",
    "effective": "计入服务节奏",
    "not_effective": "不计入服务节奏",
    "next": "下一步 {on}：{text}",
    "promise": "承诺 {on}：{text}",
    "task_open": "{text}（{on} 前，未完成）",
    "task_done": "{text}（{on} 已完成）",
    "task_dropped": "{text}（{on} 已取消）",
    "corrected": "已被第 {seq} 号记录更正，原文保留。",
    "corrects": "更正第 {seq} 号记录。原因：{reason}",
    "withdrawn": "已撤回。原因：{reason}",
    "wording": "保留用语的理由：{text}",
    "made_by": "第 {seq} 号 · {author} · {time} 记录",
    "together": "共 {count} 位客户参加",
    "none": "还没有服务记录。",
    "left_out": "另有 {count} 条保密记录没有列在这里。",
    "summary": "共 {count} 条记录，{first} 至 {last}",
    "counts": "有效联系 {effective} 次，更正 {corrected} 条，撤回 {withdrawn} 条",
    "chain_title": "记录链",
    "chain_whole": "打印前核对了全部 {events} 条记录：首尾相接，没有改动。",
    "chain_broken": "打印前核对发现第 {seq} 条记录不符，请先核查记录链。",
    "chain_empty": "记录链还没有记录。",
    "chain_head": "链尾 第 {seq} 号 {hash}",
    "foot": "客户服务档案 · {name} · {client_no}",
    "page": "第 {page} 页，共 {pages} 页",
    "purpose": "用途：{text}",
}
OUTCOMES: Final[Mapping[str, str]] = {"ALLOW": "可以建议", "WARN": "须警示", "FORBID": "禁止"}


class ServiceFileWords:
    """The words of one file in one language; `is_hidden` shows dots for what people wrote."""

    def __init__(self, translate: Translate, *, is_english: bool = False, is_hidden: bool = False) -> None:
        self.say = translate
        self.is_english = is_english
        self.is_hidden = is_hidden
        self._brief = brief.BriefWords(translate, is_english=is_english, is_hidden=is_hidden)

    def frame(self, code: str, /, **params: object) -> str:
        """A heading, label or sentence of the page."""
        return self.say(FRAME[code]).format(**params)

    def code(self, family: str, code: str) -> str:
        """The word of a code of `words.service`, the code itself where it is not known."""
        source = service.WORDS.get(family, {}).get(code)
        return self.say(source) if source else code

    def channel(self, code: str) -> str:
        """面访, 电话."""
        return self.say(CHANNELS.get(code, code))

    def outcome(self, code: str) -> str:
        """The outcome of a suitability check."""
        return self.say(OUTCOMES[code]) if code in OUTCOMES else code or self.frame("unchecked")

    def tier(self, tier: str, variant: str | None) -> str:
        """零售, 高净值, 机构."""
        return self._brief.tier(tier, variant)

    def level(self, level: str | None) -> str:
        """C4 积极."""
        return self._brief.level(level)

    def text(self, value: str) -> str:
        """What a person wrote."""
        return HIDDEN if self.is_hidden and value else value.strip()

    def phrases(self, told: Iterable[str]) -> str:
        """Phrases one after the other, what is empty left out."""
        return self.frame("join").join(one for one in told if one)


def all_texts() -> list[str]:
    """Every Chinese text here, for the test that asks for its English."""
    return [*FRAME.values(), *OUTCOMES.values()]
