"""Words of the meeting brief: codes with figures become the lines of the page. No Qt; codes come as text."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from advisor_desk.words import allocation, brief_lines, brief_reasons, figures, needs, service, suitability
from advisor_desk.words.client_codes import CHANNELS, STATES
from advisor_desk.words.figures import HIDDEN, Figures

Translate = Callable[[str], str]
Figure = str | int | bool | None
Params = tuple[tuple[str, Figure], ...]

TIERS: Final[Mapping[str, str]] = {
    "RETAIL": "零售",
    "HNW": "高净值",
    "INST": "机构",
    "PERSON_TOP": "机构级(个人)",
    "ORG": "机构客户",
}
CODES: Final[Mapping[str, str]] = {
    "KEY_DEVELOP": "重要发展",
    "KEY_GUIDE": "重要引导",
    "POTENTIAL": "潜在增值",
    "LONG_TAIL": "长尾",
    **STATES,
    "F": "女",
    "M": "男",
    "PERSON": "个人",
    "ENTERPRISE": "企业",
    "FIN_INST": "金融机构",
    "PRODUCT": "产品户",
    "GOV": "政府机构",
    "CORE": "核心",
    "SATELLITE": "卫星",
}
SIGNALS: Final[Mapping[str, str]] = {
    "VIEW": "浏览",
    "SEARCH": "搜索",
    "LOGIN": "登录",
    "ENQUIRY": "咨询",
    "MENTION": "客户提到",
}
LEVELS: Final[Mapping[str, str]] = {
    "C1_MIN": "最低类别",
    "C1": "保守",
    "C2": "谨慎",
    "C3": "稳健",
    "C4": "积极",
    "C5": "激进",
}
_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "tier": TIERS,
    "channel": CHANNELS,
    "signal": SIGNALS,
    "need": needs.NEED_WORDS,
    "task": service.TASK_KINDS,
    "moment": service.MOMENTS,
    "right": service.ENTITLEMENTS,
    "asset_class": needs.CLASS_WORDS,
    "because": allocation.BECAUSE,
    "liquidity": allocation.LIQUIDITY,
}
_REASONS: Final = {**brief_reasons.ADVICE, **brief_reasons.NOTES}
_SUFFIXES: Final = ("_fen", "_bp", "_on", "_text", "_tier", "_level")
_LONGEST_TEXT: Final = 48
_FIRST_WIDE: Final = "\u2e80"


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return figures.NOTHING


class BriefWords:
    """The words of one brief in one language; `is_hidden` shows dots for money and for what people wrote."""

    def __init__(self, translate: Translate, *, is_english: bool = False, is_hidden: bool = False) -> None:
        self.say = translate
        self.is_english = is_english
        self.is_hidden = is_hidden
        self.figures = Figures(is_english=is_english, is_hidden=is_hidden)

    def line(self, code: str, params: Params = ()) -> str:
        """A line of the page; the code itself where it is not known."""
        told = self._filled(brief_lines.LINES.get(code, code), params)
        # A record without a name leaves a gap.
        return " ".join(told.split())

    def frame(self, code: str, params: Params = ()) -> str:
        """A heading, label or other fixed part of the page."""
        return self._filled(brief_lines.FRAME[code], params)

    def section(self, code: str) -> str:
        """The title of a section."""
        return self.say(brief_lines.SECTIONS[code])

    def code(self, code: str) -> str:
        """The word of a group, state, role or kind of client."""
        return self.say(CODES.get(code, code))

    def tier(self, tier: str, variant: str | None) -> str:
        """零售, 高净值, 机构; a person with an institution's assets is 机构级(个人)."""
        return self.say(TIERS[variant if variant == "PERSON_TOP" else tier])

    def level(self, level: str | None) -> str:
        """C4 积极, C1− 最低类别, 未测评."""
        if level is None:
            return self.frame("who.no_level")
        shown = "C1−" if level == "C1_MIN" else level
        return f"{shown} {self.say(LEVELS[level])}"

    def asset_class(self, code: str) -> str:
        """现金, 境内债券."""
        return self.say(needs.CLASS_WORDS.get(code, code))

    def need(self, code: str) -> str:
        """养老规划."""
        return needs.need(code, self.say)

    def point(self, code: str, params: Params) -> str:
        """What points to a need."""
        return needs.point(code, dict(params), self.say)

    def tier_why(self, reasons: tuple[tuple[str, Params], ...]) -> str:
        """The reasons of the tier in one line, the deciding one first."""
        told = []
        for code, params in reasons:
            source = brief_reasons.TIER.get(code)
            if source is not None:
                told.append(self.say(source).format_map(self._tier_figures(dict(params))))
        return self.frame("join").join(told)

    def reason(self, code: str, params: Params) -> str:
        """A reason of the suggestion; the code itself where it is not known."""
        if code == "mix.short" and ("asset_class", "CASH") in params:
            return self._filled(brief_reasons.SHORT_OF_CASH, params)
        return self._filled(_REASONS.get(code, code), params)

    def finding(self, code: str, params: Params) -> str:
        """What stands against a product; without the client's figures where they are hidden."""
        return suitability.sentence(code, () if self.is_hidden else params, self.say)

    def cure(self, code: str, params: Params) -> str:
        """What would cure it; empty where nothing does."""
        return suitability.cure(code, params, self.say)

    def duty(self, code: str) -> str:
        """A duty by its name."""
        return suitability.duty(code, self.say)

    def phrases(self, told: Iterable[str]) -> str:
        """Phrases one after the other, each said once; their own full stops are not needed."""
        parts = dict.fromkeys(one.strip().rstrip("。.") for one in told)
        return self.frame("join").join(part for part in parts if part)

    def joined(self, names: Iterable[str]) -> str:
        """Names side by side."""
        return self.frame("and").join(names)

    def step(self, code: str, params: Params) -> str:
        """What to do before anything can be suggested."""
        known = brief_reasons.STOPS.get(code)
        if known is not None:
            return self._filled(known, params)
        return self.phrases((self.finding(code, params), self.cure(code, params)))

    def risk(self, grade: str) -> str:
        """What a risk grade means for the client."""
        return self.say(brief_lines.RISKS[grade])

    def text(self, value: str, longest: int = _LONGEST_TEXT) -> str:
        """What a person wrote, on one line and not too long; dots where it is hidden."""
        return HIDDEN if self.is_hidden and value else clipped(value, longest)

    def _tier_figures(self, params: Mapping[str, Figure]) -> _Known:
        """The names that sentences of the tier use, from the figures of its reasons."""
        shown = _Known()
        days, total = params.get("days20"), params.get("sum20_fen")
        if isinstance(days, int) and isinstance(total, int) and days > 0:
            shown["average"] = self.figures.money(total // days)
        for name, key in (("edge", "threshold_fen"), ("floor", "floor_fen")):
            value = params.get(key)
            if isinstance(value, int):
                shown[name] = self.figures.edge(value)
        for name, key in (("below", "below_days"), ("down", "down_days"), ("until", "until_on")):
            shown[name] = str(params.get(key))
        shown["approver"] = self.text(str(params.get("approver")))
        shown["kind"] = self.code(str(params.get("client_type")))
        return shown

    def _filled(self, source: str, params: Params) -> str:
        shown = _Known({_stem(name): self._figure(name, value) for name, value in params})
        return self.say(source).format_map(shown)

    def _figure(self, name: str, value: Figure) -> str:
        if value is None:
            return figures.NOTHING
        if isinstance(value, int) and name.endswith("_fen"):
            return self.figures.signed(value) if name == "delta_fen" else self.figures.money(value)
        if isinstance(value, int) and name.endswith("_bp"):
            return _rate(name, value)
        if name == "fields":
            return self.joined(suitability.field(one, self.say) for one in str(value).split("|"))
        if name.endswith("_text"):
            return self.text(str(value))
        if name.endswith("_level"):
            return self.level(str(value))
        table = _TABLES.get("tier" if name.endswith("_tier") else name)
        return self.say(table.get(str(value), str(value))) if table else str(value)


def clipped(value: str, longest: int) -> str:
    """One line as long as so many Chinese characters at most; dots at the end of what was cut.

    A Latin letter counts half.
    """
    line = " ".join(value.split())
    room = 2 * longest
    if sum(map(_width, line)) <= room:
        return line
    taken, end = 0, 0
    while taken + _width(line[end]) <= room - 2:
        taken += _width(line[end])
        end += 1
    return line[:end].rstrip() + "…"


def _width(sign: str) -> int:
    return 2 if sign >= _FIRST_WIDE else 1


def all_texts() -> list[str]:
    """Every Chinese text here, for the test that asks for its English."""
    tables = (
        *(brief_lines.LINES, brief_lines.SECTIONS, brief_lines.FRAME, brief_lines.RISKS),
        *(brief_reasons.STOPS, brief_reasons.NOTES, TIERS, CODES, CHANNELS, SIGNALS, LEVELS),
        *(brief_reasons.TIER, brief_reasons.ADVICE, allocation.BECAUSE, allocation.LIQUIDITY),
    )
    return [brief_reasons.SHORT_OF_CASH, *(text for table in tables for text in table.values())]


def _rate(name: str, bp: int) -> str:
    """A change has a sign, a fee two decimals, a weight one; a gap is told in points."""
    if name == "change_bp":
        return figures.percent(bp)
    if name in figures.IN_POINTS:
        return figures.points(bp)
    return figures.percent(bp).lstrip("+") if name == "fee_bp" else figures.share(bp)


def _stem(name: str) -> str:
    return next((name.removesuffix(end) for end in _SUFFIXES if name.endswith(end)), name)
