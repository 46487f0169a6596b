"""The frame of an explanation on this screen: source, version and day come from the rules of advice."""

from dataclasses import replace

from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.ui import formats, labels_explain
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX
from advisor_desk.ui.pages.allocation.view import PageView
from advisor_desk.ui.widgets.explain_drawer import ExplainWords


def cited(view: PageView, section: str, words: ExplainWords) -> ExplainWords:
    """An explanation with the nearest section of the rules that names a source, their version and the day."""
    advice = view.sheet.advice
    return replace(
        words,
        source=labels_explain.source_words(source_of(advice, section)),
        version=t(CTX, "{version}，自 {day} 起施行").format(
            version=advice.version, day=formats.day(advice.effective_from)
        ),
        as_of=formats.day(view.sheet.as_of),
    )


def source_of(advice: AdviceRules, section: str) -> str:
    """The citation of a section or of what it lies in; a dash when none is named."""
    while section and section not in advice.sources:
        section = section.rpartition(".")[0]
    return advice.sources.get(section, formats.NOTHING)
