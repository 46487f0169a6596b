"""Sentences of suitability: what was found with the figures that failed, what to do, what must be done.

Codes come as plain text, figures as they were recorded; a code that is not known is shown as it is. Amounts
are exact, never rounded: a client who lacks one fen must see it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from advisor_desk.words import suitability_texts as s

Translate = Callable[[str], str]
Figures = Mapping[str, object] | Iterable[tuple[str, object]]
_Known = dict[str, object]

_FEN: Final = 100
_HUNDRED: Final = 100 * _FEN
_WAN: Final = 10_000 * _FEN
_YI: Final = 10_000 * _WAN


def sentence(code: str, params: Figures, translate: Translate) -> str:
    """What was found: one sentence with the failing figures, without a full stop."""
    if code not in s.SENTENCES:
        return code
    said, failing = translate(s.SENTENCES[code]), figures(code, params, translate)
    if not failing:
        return said
    return translate(s.JOIN_FIGURES).format(sentence=said, figures=failing)


def figures(code: str, params: Figures, translate: Translate) -> str:
    """The failing figures alone; empty where there are none."""
    return _joined(_figures(code, dict(params), translate), s.JOIN_PARTS, translate)


def cure(code: str, params: Figures, translate: Translate) -> str:
    """What to do about it, in one sentence; empty for a code without a cure."""
    del params
    return translate(s.CURES[code]) if code in s.CURES else ""


def duty(code: str, translate: Translate) -> str:
    """A duty by its name."""
    return _name(s.DUTIES, code, translate)


def field(name: str, translate: Translate) -> str:
    """A field that is missing, by its name."""
    return _name(s.FIELDS, name, translate)


def figure(name: str, translate: Translate) -> str:
    """A figure that is asked for, by its name."""
    return _name(s.FIGURES, name, translate)


def permission(code: str, translate: Translate) -> str:
    """A trading permission by its name."""
    return _name(s.PERMISSIONS, code, translate)


def amount(fen: int, translate: Translate) -> str:
    """An exact amount: 48.2 万, 1.28 亿, 162,301.26 元, 0.01 元; in English yuan with thousands separated."""
    sign, size = ("−" if fen < 0 else ""), abs(fen)
    is_chinese = translate(s.YUAN) == s.YUAN
    if is_chinese and size >= _YI and size % _WAN == 0:
        return f"{sign}{_plain(size, _YI)} 亿"
    if is_chinese and size >= _WAN and size % _HUNDRED == 0:
        return f"{sign}{_plain(size, _WAN)} 万"
    whole, cents = divmod(size, _FEN)
    text = f"{sign}{whole:,}" + (f".{cents:02d}" if cents else "")
    return translate(s.YUAN).format(amount=text)


def all_texts() -> list[str]:
    """Every Chinese text here, for the test that asks for its English."""
    return [*s.TEMPLATES, *(text for table in s.TABLES for text in table.values())]


def _plain(size: int, unit: int) -> str:
    """An exact decimal without trailing zeros."""
    return f"{Decimal(size) / unit:f}"


def _name(names: Mapping[str, str], code: str, translate: Translate) -> str:
    return translate(names[code]) if code in names else code


def _joined(parts: Iterable[str], template: str, translate: Translate) -> str:
    whole = ""
    for part in parts:
        whole = translate(template).format(first=whole, second=part) if whole else part
    return whole


def _names(codes: object, names: Mapping[str, str], translate: Translate) -> str:
    """A parameter that lists codes, as names."""
    words = (_name(names, code, translate) for code in str(codes).split("|"))
    return _joined(words, s.JOIN_NAMES, translate)


def _figures(code: str, known: _Known, translate: Translate) -> Iterator[str]:
    """The figures of a code in words, each part on its own."""
    yield from _SPECIAL.get(code.removesuffix("_PUSH").removesuffix("_BLOCK"), _nothing)(known, translate)
    for name in known:
        if name.startswith("need_") and name.endswith(("fen", "months")):
            yield _short(code, name.removeprefix("need_"), known, translate)


def _short(code: str, suffix: str, known: _Known, translate: Translate) -> str:
    """近20日日均资产 48.2万 < 50万，差 1.8万."""
    title = translate(s.FIGURES.get(f"{code}.{suffix}", s.FIGURES[suffix]))
    have, need = known.get(f"have_{suffix}"), known[f"need_{suffix}"]
    asked = _measure(suffix, need, translate)
    if not isinstance(have, int) or not isinstance(need, int):
        return translate(s.UNKNOWN).format(name=title, need=asked)
    held, gap = _measure(suffix, have, translate), _measure(suffix, need - have, translate)
    return translate(s.SHORT).format(name=title, have=held, need=asked, gap=gap)


def _measure(suffix: str, value: object, translate: Translate) -> str:
    if suffix.endswith("fen"):
        return _money(value, translate)
    return translate(s.MONTHS).format(months=value)


def _money(value: object, translate: Translate) -> str:
    return amount(value, translate) if isinstance(value, int) else "?"


def _nothing(_known: _Known, _translate: Translate) -> Iterator[str]:
    return iter(())


def _problem(known: _Known, translate: Translate) -> Iterator[str]:
    yield _name(s.PROBLEMS, str(known.get("problem")), translate)


def _lacking(known: _Known, translate: Translate) -> Iterator[str]:
    if known.get("missing"):
        yield translate(s.LACKING).format(names=_names(known["missing"], s.FIELDS, translate))
    if known.get("is_refused"):
        yield translate(s.REFUSED)


def _day(template: str) -> Callable[[_Known, Translate], Iterator[str]]:
    def said(known: _Known, translate: Translate) -> Iterator[str]:
        if known.get("until_on") or known.get("from_on"):
            yield translate(template).format(**known)

    return said


def _age(known: _Known, translate: Translate) -> Iterator[str]:
    if known.get("age") is not None:
        yield translate(s.AGE).format(age=known["age"])
    if known.get("r_level"):
        yield translate(s.GRADE_ALONE).format(r_level=known["r_level"])


def _grades(known: _Known, translate: Translate) -> Iterator[str]:
    template = s.GRADES if known.get("c_level") else s.GRADE_ALONE
    yield translate(template).format(r_level=known.get("r_level"), c_level=known.get("c_level"))


def _permission(known: _Known, translate: Translate) -> Iterator[str]:
    yield _name(s.PERMISSIONS, str(known.get("permission")), translate)


def _paper(known: _Known, translate: Translate) -> Iterator[str]:
    yield _name(s.PAPERS, str(known.get("paper")), translate)


def _variety(known: _Known, translate: Translate) -> Iterator[str]:
    need, have = _name(s.VARIETIES, str(known.get("need_variety")), translate), known.get("have_varieties")
    template = s.VARIETY if have else s.VARIETY_UNKNOWN
    yield translate(template).format(need=need, have=_names(have, s.VARIETIES, translate))


def _concentration(known: _Known, translate: Translate) -> Iterator[str]:
    have, base = _money(known.get("have_fen"), translate), known.get("base_fen")
    if base is None:
        yield translate(s.CONCENTRATION_UNKNOWN).format(have=have)
        return
    over, whole = _money(known.get("over_fen"), translate), _money(base, translate)
    yield translate(s.CONCENTRATION).format(have=have, base=whole, percent=known.get("percent"), over=over)


def _premium(known: _Known, translate: Translate) -> Iterator[str]:
    premium = _money(known.get("premium_fen"), translate)
    if "single_most_fen" in known:
        most = _money(known["single_most_fen"], translate)
        yield translate(s.PREMIUM_SINGLE).format(premium=premium, times=known.get("times"), most=most)
    if "yearly_most_fen" in known:
        most = _money(known["yearly_most_fen"], translate)
        yield translate(s.PREMIUM_YEARLY).format(premium=premium, percent=known.get("percent"), most=most)
    if "age_and_years" in known:
        limit, age = known["age_and_years"], known.get("age")
        yield translate(s.PREMIUM_AGE).format(years=known.get("years"), age=age, limit=limit)
    if "budget_fen" in known:
        budget, percent = _money(known["budget_fen"], translate), known.get("budget_percent")
        yield translate(s.PREMIUM_BUDGET).format(premium=premium, budget=budget, percent=percent)


_SPECIAL: Final[Mapping[str, Callable[[_Known, Translate], Iterator[str]]]] = {
    "P_NOT_ON_SALE": _problem,
    "P_UNRATED": _lacking,
    "K_ID_EXPIRED": _day(s.UNTIL),
    "K_NO_CAPACITY": _age,
    "K_LIMITED_CAPACITY": _age,
    "K_INFO_REFUSED": _lacking,
    "Q_PERMISSION": _permission,
    "A_EXPIRED": _day(s.ENDED),
    "R_C1_MIN": _grades,
    "R_NFRA_ABOVE": _grades,
    "R_PUSH_ABOVE": _grades,
    "R_CLIENT_ABOVE": _grades,
    "M_VARIETY": _variety,
    "M_CONC": _concentration,
    "I_PREMIUM": _premium,
    "class.not_yet": _day(s.FROM),
    "class.ended": _day(s.UNTIL),
    "permission.paper": _paper,
}
