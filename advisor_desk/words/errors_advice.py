"""Sentences about shelf, suitability, suggestions, questionnaires and the meeting brief."""

from typing import Final

ADVICE_WORDS: Final[dict[str, tuple[str, str]]] = {
    "product.move_refused": (
        "产品状态没有改变。",
        "请核对批准人、原因和产品现在的状态，再试一次。",
    ),
    "import.shelf_is_offices": (
        "没有导入：产品货架由总部下发。",
        "产品有缺漏时请联系总部；客户、持仓、成交等照常导入。",
    ),
    "suggestion.comment_needed": ("建议没有记录：还没有写顾问意见。", "请写下自己的判断和与客户沟通的要点。"),
    "suggestion.forbidden_word": ("顾问意见里有不能使用的词：{word}。", "请改写后再试。"),
    "suggestion.stopped": ("现在不能给出建议，没有记录。", "请先处理列出的原因，再重新计算。"),
    "suggestion.broken": ("手工金额超出了限制，建议没有记录。", "请按列出的限制调整金额。"),
    "suggestion.is_trial": (
        "这是按试算等级得出的结果，不能作为建议记录。",
        "请回到客户实际的风险等级再计算。",
    ),
    "suggestion.outdated": ("建议是 {day} 按当时的规则计算的，没有记录。", "请重新计算。"),
    "suggestion.not_allowed": ("产品 {product} 现在不适合这位客户，建议没有记录。", "请重新计算。"),
    "suggestion.quota_gone": (
        "产品 {product} 的剩余额度已经不够，建议没有记录。",
        "请重新计算，或调小这一行的金额。",
    ),
    "suggestion.reason_needed": (
        "产品 {product} 的金额没有保存：还没有写原因。",
        "请写明为什么不用算出的金额。",
    ),
    "brief.forbidden_word": (
        "给客户的那一页有不能使用的词：{words}。",
        "请改写目标或产品说明后再试。",
    ),
    "brief.no_font": ("这台电脑上没有可用的中文字体。", "请安装 Noto Sans CJK SC 或微软雅黑后再试。"),
    "brief.unavailable": (
        "排版的组件没有装好，简报暂时不能生成。",
        "其余功能不受影响；请重新安装程序。",
    ),
    "brief.not_set": ("这一页没有排成。", "请再试一次；若仍不行，请联系技术支持。"),
    "brief.nobody": ("这一页没有排成。", "请再试一次；若仍不行，请联系技术支持。"),
    "product.unknown": ("产品库里没有代码为 {product} 的产品。", "请核对代码，或先导入产品。"),
    "order.evidence_needed": (
        "没有记录：客户主动提出的，要写明依据。",
        "请写明客户怎样提出(例如电话录音编号、书面申请)后再记录。",
    ),
    "questionnaire.no_form": (
        "没有版本为 {version} 的风险测评问卷。",
        "请检查 resources/questionnaires 里的文件和业务规则中的问卷版本。",
    ),
    "questionnaire.incomplete": ("还有 {count} 道题需要回答。", "请先答完所有题目，再看结果。"),
    "questionnaire.not_confirmed": (
        "测评结果没有保存：还没有客户的确认。",
        "请客户看过结果后勾选确认，并写明确认人。",
    ),
    "questionnaire.day_limit": (
        "今天已经测评 {most} 次，达到每天的上限。",
        "最早可以在 {again_on} 重新测评。",
    ),
    "questionnaire.year_limit": (
        "近 12 个月已经测评 {most} 次，达到上限。",
        "最早可以在 {again_on} 重新测评。",
    ),
}
