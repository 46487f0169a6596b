"""From the text of one cell to the typed value of one field. Columns are `columns.py`'s matter.

`reader_of(spec, style)` makes the function for a field once; it is then called once per different
text. Cells of a workbook that are not text go through `typed_cells.py` first.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.kinds import Check, FieldSpec, FieldType
from advisor_desk.domain.product import AssetClass
from advisor_desk.intake import amounts, day_words, identity
from advisor_desk.intake import verdict as v
from advisor_desk.intake.clean import FORMULA_SIGNS, clean, half_width, is_empty_mark
from advisor_desk.intake.lists import codes_reader, days_reader
from advisor_desk.intake.verdict import Bad, Verdict
from advisor_desk.intake.vocabulary import FLAG_WORDS, bare_word, words_of

ReadCell = Callable[[str], Verdict]

IDENTIFIERS = frozenset(
    {"client_no", "other_client_no", "account_no", "product_code", "code", "trade_no", "entry_no"}
    | {"plan_no", "household_no", "id_no", "phone", "email"}
)
"""Fields whose text is a key or number: full-width characters in them become plain ones."""

_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]+")
_WEIGHT = re.compile(r"([^\d:：=,;，；、%]+?)\s*[:：=]?\s*(\d+(?:\.\d+)?)\s*%")
_WHOLE_WEIGHT = 10_000
_BARE_WEIGHT = re.compile(r"[0-9]{1,5}")
_ASSET_WORDS: Mapping[str, AssetClass] = {
    "现金": AssetClass.CASH, "货币": AssetClass.CASH, "现金类": AssetClass.CASH,
    "债券": AssetClass.CN_BOND, "境内债券": AssetClass.CN_BOND, "固收": AssetClass.CN_BOND,
    "股票": AssetClass.CN_EQUITY, "境内股票": AssetClass.CN_EQUITY, "权益": AssetClass.CN_EQUITY,
    "海外股票": AssetClass.GLOBAL_EQUITY, "海外": AssetClass.GLOBAL_EQUITY,
    "黄金": AssetClass.COMMODITY_GOLD, "商品": AssetClass.COMMODITY_GOLD,
    "量化对冲": AssetClass.QUANT_HEDGE, "私募股权": AssetClass.PRIVATE_EQUITY,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CellStyle:
    """How one column of one file writes its values; the defaults are those of our templates."""

    today: date
    words: Mapping[str, str] = field(default_factory=dict)
    order: day_words.DateOrder = day_words.DateOrder.AUTO
    century: int = 1900
    unit: int = 1
    plain_percent: str | None = None


def reader_of(spec: FieldSpec, style: CellStyle) -> ReadCell:
    """The function that reads a cell of the field `spec` in a column written in `style`."""
    typed = _typed_reader(spec, style)
    words = style.words
    missing: Verdict = v.REQUIRED if spec.required else None
    plain = spec.type is FieldType.TEXT and spec.check is not Check.PHONE

    def read(raw: str) -> Verdict:
        text = clean(raw)
        if text in words:
            text = words[text]
        if is_empty_mark(text):
            return missing
        if plain and text[0] in FORMULA_SIGNS:
            return v.FORMULA
        return typed(text)

    return read


def _typed_reader(spec: FieldSpec, style: CellStyle) -> ReadCell:
    kind = spec.type
    if kind is FieldType.MONEY:
        return _checked_amount(lambda text: amounts.money(text, style.unit), spec)
    if kind is FieldType.WHOLE:
        return _checked_amount(amounts.whole, spec)
    if kind is FieldType.UNITS:
        return _checked_amount(amounts.units, spec)
    if kind is FieldType.BP:
        return _checked_amount(lambda text: amounts.basis_points(text, style.plain_percent), spec)
    if kind is FieldType.DATE:
        return _date_reader(spec, style)
    if kind is FieldType.FLAG:
        return lambda text: FLAG_WORDS.get(half_width(text).casefold(), v.BAD_FLAG)
    if kind is FieldType.CODE and spec.codes is not None:
        return _code_reader(spec.codes)
    if spec.check is Check.CODES and spec.list_of is not None:
        return codes_reader(spec.list_of)
    if spec.check is Check.DAYS:
        return days_reader(style.order, style.century, spec.max_length)
    return _text_reader(spec)


def _checked_amount(read: Callable[[str], int | Bad], spec: FieldSpec) -> ReadCell:
    if spec.check is not Check.POSITIVE:
        return read

    def positive(text: str) -> Verdict:
        found = read(text)
        return v.NOT_POSITIVE if not isinstance(found, Bad) and found <= 0 else found

    return positive


def _date_reader(spec: FieldSpec, style: CellStyle) -> ReadCell:
    order, century, today = style.order, style.century, to_day(style.today)
    limited = spec.check is Check.NOT_FUTURE

    def read(text: str) -> Verdict:
        found = day_words.day(text, order, century)
        return v.FUTURE_DATE if limited and not isinstance(found, Bad) and found > today else found

    return read


def _code_reader(codes: type[StrEnum]) -> ReadCell:
    words = words_of(codes)

    def read(text: str) -> Verdict:
        return words.get(bare_word(text), v.UNKNOWN_CODE)

    return read


def _text_reader(spec: FieldSpec) -> ReadCell:
    if spec.check is Check.PHONE:
        return identity.phone
    if spec.check is Check.ID_NO:
        return identity.id_no
    if spec.check is Check.EXPOSURE:
        return exposure
    identifier, longest = spec.name in IDENTIFIERS, spec.max_length

    def read(text: str) -> Verdict:
        if identifier:
            text = half_width(text).strip()
            if _SCIENTIFIC.fullmatch(text):
                return v.DAMAGED_NUMBER
            if not text or text[0] in FORMULA_SIGNS:
                return v.FORMULA
        if len(text) > longest:
            return v.TOO_LONG
        return text if text.isprintable() else _unprintable(text)

    return read


def _unprintable(text: str) -> Verdict:
    """Text with characters outside print: line breaks and control characters are refused."""
    if "\n" in text or "\r" in text:
        return v.LINE_BREAK
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        return v.CONTROL
    return text


def exposure(text: str) -> Verdict:
    """Weights by asset class, such as 债券 60%、现金 40%, as `CASH:4000,CN_BOND:6000` (basis points).

    Bad unless every class is known, none comes twice and the weights make 100 %.
    """
    weights: dict[AssetClass, int] = {}
    rest = half_width(text)
    for word, percent in _WEIGHT.findall(rest):
        name = word.strip()
        found = _ASSET_WORDS.get(name) or AssetClass.__members__.get(name.upper())
        share = amounts.basis_points(percent + "%")
        if found is None or found in weights or isinstance(share, Bad):
            return v.BAD_EXPOSURE
        weights[found] = share
    left_over = _WEIGHT.sub("", rest).strip(",;、， ；")
    if left_over.strip(",;、 ") or sum(weights.values()) != _WHOLE_WEIGHT:
        return _bare_exposure(text)
    return ",".join(f"{item.value}:{weights[item]}" for item in AssetClass if weights.get(item))


def _bare_exposure(text: str) -> Verdict:
    """Codes with bare numbers: percents that make 100, or basis points that make 10,000."""
    plain = half_width(text).replace(" ", "").replace(";", ",").strip(",")
    parts = [part.partition(":") for part in plain.split(",")]
    weights = {name: int(share) for name, _, share in parts if _BARE_WEIGHT.fullmatch(share)}
    known = all(name in AssetClass.__members__ for name in weights)
    total = sum(weights.values())
    if not known or len(weights) != len(parts) or total not in (100, _WHOLE_WEIGHT):
        return v.BAD_EXPOSURE
    factor = _WHOLE_WEIGHT // total
    shares = {item: weights.get(item.value, 0) * factor for item in AssetClass}
    return ",".join(f"{item.value}:{share}" for item, share in shares.items() if share)
