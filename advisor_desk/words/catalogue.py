"""The English texts, read from resources/i18n/en. Chinese is the source and needs no catalogue."""

from functools import cache

from advisor_desk import paths
from advisor_desk.errors import DeskBug

Entry = str | list[str]
"""An English text, or `[one, many]` where the Chinese holds `%n`."""


@cache
def english() -> dict[str, Entry]:
    """All English texts, by Chinese source or "Context|source". Raises DeskBug when two files differ."""
    # Chinese, the usual language, needs neither the catalogue nor its parser.
    import tomllib

    merged: dict[str, Entry] = {}
    for file in sorted((paths.resources() / "i18n" / "en").glob("*.toml")):
        for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if merged.setdefault(key, value) != value:
                raise DeskBug("i18n.two_texts", file=file.name)
    return merged


def translated(source: str, language: str) -> str:
    """`source` in `language` ("zh_CN" or "en"); the source itself where there is no English yet."""
    if not language.startswith("en"):
        return source
    found = english().get(source, source)
    return found if isinstance(found, str) else found[1]
