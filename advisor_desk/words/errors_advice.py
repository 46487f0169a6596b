"""Sentences about shelf, suitability, suggestions, questionnaires and the meeting brief."""

from typing import Final

ADVICE_WORDS: Final[dict[str, tuple[str, str]]] = {
    "product.unknown": ("产品库里没有代码为 {code} 的产品。", "请核对代码，或先导入产品。"),
}
