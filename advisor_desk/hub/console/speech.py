"""The language of one request: Chinese unless somebody asks for English; links that keep to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from advisor_desk.hub.console import words
from advisor_desk.rules.working_time import CHINA
from advisor_desk.wire.shaped import instant
from advisor_desk.words.catalogue import english, translated

ROOT: Final = "/console"
CHINESE: Final = "zh_CN"
ENGLISH: Final = "en"
_ASKED: Final = {"zh": CHINESE, "en": ENGLISH}
_CONTEXT: Final = "Console|"
_MOST_LANGUAGES: Final = 16
_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
_FEW_MINUTES: Final = 120


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago something was: `level` is ok, late, gone or never; `said` and `told` are in words."""

    level: str
    said: str
    told: str


@dataclass(frozen=True, slots=True)
class Speech:
    """Words, figures, times and links of one request. `asked` is what `?lang=` said, if it said anything."""

    language: str
    asked: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], accepted: str) -> Speech:
        """As `?lang=zh` or `?lang=en` says, or else as the browser's list of languages begins."""
        asked = query.get("lang", "")
        if asked in _ASKED:
            return cls(_ASKED[asked], asked)
        return cls(_preferred(accepted))

    @property
    def tag(self) -> str:
        """The language as HTML names it."""
        return "en" if self.language == ENGLISH else "zh-CN"

    @property
    def other(self) -> tuple[str, str]:
        """The other language: for `?lang=`, and its own name."""
        return ("zh", "中文") if self.language == ENGLISH else ("en", "English")

    def say(self, source: str, **figures: object) -> str:
        """`source` in this language, with its figures."""
        said = source
        if self.language == ENGLISH:
            found = english().get(_CONTEXT + source)
            said = found if isinstance(found, str) else translated(source, self.language)
        return said.format_map(figures) if figures else said

    def link(self, path: str = "", /, **params: str | int | None) -> str:
        """An address of the console with these parameters; what is empty is left out."""
        given = {name: value for name, value in params.items() if value not in (None, "")}
        if self.asked and "lang" not in given:
            given["lang"] = self.asked
        return f"{ROOT}{path}" + (f"?{urlencode(given, errors='replace')}" if given else "")

    def moment(self, text: str | None) -> str:
        """An instant (UTC text) in China's time, to the minute; what cannot be read as it is."""
        at = instant(text or "")
        return (text or "") if at is None else f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"

    def age(self, text: str | None, now: float) -> Age:
        """How long ago an instant (UTC text) was."""
        at = instant(text or "")
        if at is None:
            return Age("never", self.say(words.NEVER), "")
        seconds = int(now - at.timestamp())
        level, said = ("ok", words.FRESH)
        if seconds > _DAY:
            level, said = ("late", words.LATE) if seconds <= 7 * _DAY else ("gone", words.GONE)
        return Age(level, self.say(said), self._ago(seconds))

    def _ago(self, seconds: int) -> str:
        if seconds < _FEW_MINUTES:
            return self.say(words.JUST_NOW)
        if seconds < 2 * _HOUR:
            return self.say(words.MINUTES_AGO, n=seconds // 60)
        if seconds < 2 * _DAY:
            return self.say(words.HOURS_AGO, n=seconds // _HOUR)
        return self.say(words.DAYS_AGO, n=seconds // _DAY)


def _preferred(accepted: str) -> str:
    """English where it stands before Chinese in an `Accept-Language` header."""
    wanted: list[tuple[int, int, str]] = []
    for place, part in enumerate(accepted.split(",")[:_MOST_LANGUAGES]):
        tag, _, weight = part.strip().lower().partition(";")
        language = tag.partition("-")[0].strip()
        rank = _weight(weight)
        if language in _ASKED and rank:
            wanted.append((-rank, place, language))
    return _ASKED[min(wanted)[2]] if wanted else CHINESE


def _weight(text: str) -> int:
    """`q=0.8` in thousandths; 1,000 where nothing is said."""
    name, _, value = text.strip().partition("=")
    whole, _, part = value.strip().partition(".")
    if name.strip() != "q" or not (whole + part).isascii() or not (whole + part).isdigit():
        return 1_000
    return min(1_000, int(whole[:1] or 0) * 1_000 + int(f"{part[:3]:0<3}"))
