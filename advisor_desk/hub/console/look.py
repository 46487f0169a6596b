"""How the console looks: the desktop's colours as a style sheet, its icons, the templates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import jinja2

from advisor_desk import paths
from advisor_desk.hub.console.speech import Speech
from advisor_desk.ui.tokens import DARK, LIGHT, Tokens

_FOLDER: Final = "console"
_ICONS: Final = "icons"
_NAMED: Final = (
    "bg",
    "surface",
    "hover",
    "selected",
    "border",
    "border2",
    "track",
    "text",
    "text2",
    "text3",
    "primary",
    "primary_hover",
    "on_primary",
    "up",
    "down",
    "warn",
    "warn_bg",
    "danger",
    "danger_bg",
    "good",
    "good_bg",
    "bar",
)
_TIER_STEPS: Final = (0, 1, 3, 4)
"""Steps of the ordinal colours: retail, high net worth, institutional; then whatever is not known here."""


class Look:
    """Templates and style sheet, read once."""

    def __init__(self) -> None:
        folder = paths.resources() / _FOLDER
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader([folder, paths.resources() / _ICONS]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters["n"] = _number
        rest = (folder / "style.css").read_text(encoding="utf-8")
        self.style = f"{_colours()}{rest}".encode()

    def page(self, template: str, speech: Speech, values: Mapping[str, Any]) -> bytes:
        """A page in the language of `speech`."""
        return (
            self._templates.get_template(template)
            .render(_=speech.say, link=speech.link, speech=speech, **values)
            .encode("utf-8", "replace")
        )


@cache
def look() -> Look:
    """The one look of this process."""
    return Look()


def _number(value: int | None) -> str:
    """With separators; a dash where nothing is known."""
    return "—" if value is None else f"{value:,}"


def _colours() -> str:
    dark = _variables(DARK)
    return f":root{{{_variables(LIGHT)}}}\n@media (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"


def _variables(tokens: Tokens) -> str:
    named = [f"--{name.replace('_', '-')}:{getattr(tokens, name)}" for name in _NAMED]
    for place, step in enumerate(_TIER_STEPS):
        fill, ink = tokens.tiers[step]
        named += [f"--tier{place}:{fill}", f"--tier{place}-ink:{ink}"]
    return ";".join(named)
