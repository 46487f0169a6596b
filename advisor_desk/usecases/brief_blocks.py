"""Blocks of the page: bounded lists with their words, the table, the chart. Plain JSON for the template."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from advisor_desk.domain.product import AssetClass, RiskGrade
from advisor_desk.usecases.brief_content import Bar, BriefContent, Item, Source
from advisor_desk.words import figures
from advisor_desk.words.brief import BriefWords

Json = dict[str, object]

MOST: Mapping[str, int] = {
    "changes": 5,
    "questions": 3,
    "needs": 3,
    "papers": 4,
    "pains": 2,
    "promises": 4,
    "moments": 3,
    "blocked": 3,
    "steps": 6,
    "notes": 3,
}
"""Lines that a section shows; what is left out is counted."""

_MANY_LINES = 5
_BESIDE_MANY: Mapping[str, int] = {
    "changes": 4,
    "needs": 2,
    "papers": 3,
    "pains": 1,
    "blocked": 2,
    "promises": 3,
    "moments": 2,
}
"""Fewer where the suggestion itself has more products than `_MANY_LINES`."""

_CLASSES = list(AssetClass)
_GRADES = list(RiskGrade)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line that can be ticked off: `key` as in the content, the section's title, its words."""

    key: str
    section: str
    text: str
    is_on: bool


@dataclass(slots=True)
class Page:
    """What a page under construction keeps: numbers given to sources, lines that can be ticked off."""

    content: BriefContent
    words: BriefWords
    off: frozenset[str]
    ticks: list[Tick] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def refs(self, names: Iterable[str]) -> list[int]:
        """The numbers of sources, given in the order in which the page first names them."""
        known = [name for name in names if name in self.content.sources]
        return [self._numbers.setdefault(name, len(self._numbers) + 1) for name in known]

    def sources(self) -> list[str]:
        """The footnotes in the order of their numbers."""
        return [_source(self.content.sources[name], self.words) for name in self._numbers]

    def is_shown(self, key: str, section: str, text: str) -> bool:
        """Offer something to be ticked off; True when it is to be on the page."""
        is_on = key not in self.off
        self.ticks.append(Tick(key, self.words.section(section), text, is_on))
        return is_on

    def most(self, section: str) -> int:
        """How many lines the section may have on this page."""
        if len(self.content.lines) > _MANY_LINES:
            return _BESIDE_MANY.get(section, MOST[section])
        return MOST[section]

    def bounded(self, section: str, lines: Sequence[tuple[str, Json]]) -> Json | None:
        """A block of lines (key, line), as many as fit; None when nothing is to be shown.

        A line names its sources under `names`; only those of lines on the page get a number.
        """
        shown: list[Json] = []
        left = 0
        for key, line in lines:
            if len(shown) == self.most(section) and key not in self.off:
                left += 1
            elif self.is_shown(key, section, _plain(line)):
                shown.append(line)
        if not shown:
            return None
        for line in shown:
            names = line.pop("names", ())
            line["refs"] = self.refs(names if isinstance(names, tuple) else ())
        more = self.words.frame("more", (("count", left),)) if left else ""
        return {"kind": "lines", "title": self.words.section(section), "items": shown, "more": more}

    def items(self, section: str, items: Sequence[Item]) -> Json | None:
        """A block of plain lines."""
        return self.bounded(section, [(item.key, self._line(item)) for item in items])

    def _line(self, item: Item) -> Json:
        text = self.words.line(item.code, item.params)
        return {"text": text, "tone": item.tone, "names": item.sources}


def _plain(line: Json) -> str:
    return " · ".join(str(line[part]) for part in ("lead", "text") if line.get(part))


def mix_block(page: Page, title: str, names: Sequence[str] = ()) -> Json | None:
    """The chart: stacked bars by class, and what they are made of in figures."""
    bars = page.content.bars
    words = page.words
    if not bars or not page.is_shown("mix", "parts", words.section(title)):
        return None
    used = [klass for klass in _CLASSES if any(bar.weights_bp.get(klass, 0) for bar in bars)]
    legend: list[Json] = [
        {
            "step": _CLASSES.index(klass),
            "name": words.asset_class(klass.value),
            "values": [figures.share(bar.weights_bp.get(klass, 0)) for bar in bars],
        }
        for klass in used
    ]
    if any(bar.other_bp for bar in bars):
        values = [figures.share(bar.other_bp) for bar in bars]
        legend.append({"step": -1, "name": words.frame("bar.other"), "values": values})
    return {
        "kind": "mix",
        "title": words.section(title),
        "refs": page.refs(names),
        "heads": [words.frame("bar.class"), *(words.frame(f"bar.{bar.code}") for bar in bars)],
        "bars": [_bar(bar, used, words) for bar in bars],
        "legend": legend,
    }


def _bar(bar: Bar, used: Sequence[AssetClass], words: BriefWords) -> Json:
    weights = [(_CLASSES.index(klass), bar.weights_bp.get(klass, 0)) for klass in used]
    parts = [
        {"step": step, "bp": bp, "label": figures.share(bp)}
        for step, bp in (*weights, (-1, bar.other_bp))
        if bp > 0
    ]
    return {"title": words.frame(f"bar.{bar.code}"), "parts": parts}


def grade_step(grade: RiskGrade | None) -> int:
    """How many of the five blocks are filled; 0 without a grade."""
    return 0 if grade is None else _GRADES.index(grade) + 1


def class_step(klass: AssetClass) -> int:
    """Which colour of the chart a class has."""
    return _CLASSES.index(klass)


def _source(source: Source, words: BriefWords) -> str:
    on = source.on.isoformat() if source.on else ""
    params = (("on", on), ("version", source.version), ("section", source.section))
    return words.frame(f"source.{source.code}", params).strip()
