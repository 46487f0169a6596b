"""The document of a brief: the template set with a sheet, in memory alone. Same sheet, same bytes.

Nothing is written to a disk and no network is asked for: the template has no packages, and the data comes as
input of the compiler, so that a client's text can never become markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from advisor_desk import paths
from advisor_desk.errors import DeskBug, OutsideFailed
from advisor_desk.usecases.brief_sheet import Sheet

if TYPE_CHECKING:
    from typst import Fonts

FAMILIES: Final = (
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Heiti SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
"""Fonts with Chinese, the first that is there is used."""

SCREEN_PPI: Final = 144
PRINT_PPI: Final = 300
_SKETCH_PPI: Final = 8


@dataclass(frozen=True, slots=True)
class Document:
    """A finished PDF."""

    content: bytes
    pages: int


def render_pdf(sheet: Sheet) -> bytes:
    """The PDF, with its fonts embedded and its text to be searched.

    Raises OutsideFailed(`brief.no_font` | `brief.unavailable`).
    """
    made = _compile(sheet, "pdf", None)
    return made[0]


def render_png(sheet: Sheet, ppi: int = SCREEN_PPI) -> tuple[bytes, ...]:
    """The pages as pictures. Raises as `render_pdf`."""
    return _compile(sheet, "png", ppi)


def make_document(sheet: Sheet) -> Document:
    """The PDF and how many pages it has. Raises as `render_pdf`."""
    return Document(render_pdf(sheet), len(render_png(sheet, _SKETCH_PPI)))


def type_size(sheet: Sheet) -> float:
    """The size in points at which the page fits; 0 where it had to be scaled down. Raises as `render_pdf`."""
    import typst

    inputs, fonts = _inputs(sheet)
    found = typst.query(_template(), "<size>", field="value", one=True, sys_inputs=inputs, font_paths=fonts)
    return float(json.loads(found))


def warm_up() -> None:
    """Bring in the typesetter and find the fonts, so that the first brief does not wait for them."""
    families_here()


def _compile(sheet: Sheet, form: str, ppi: int | None) -> tuple[bytes, ...]:
    return set_pages(_template(), sheet, form, ppi)


class SetSheet(Protocol):
    """What a template is set with."""

    @property
    def as_of(self) -> date:
        """The day of the document."""

    @property
    def body(self) -> Mapping[str, object]:
        """Its data as plain JSON."""


def set_pages(template: bytes, sheet: SetSheet, form: str, ppi: int | None) -> tuple[bytes, ...]:
    """The pages of a template set with a sheet, in memory alone. Raises as `render_pdf`."""
    inputs, fonts = _inputs(sheet)
    import typst

    try:
        made = typst.compile(  # type: ignore[call-overload]
            template,
            format=form,
            ppi=ppi,
            sys_inputs=inputs,
            font_paths=fonts,
            timestamp=noon(sheet.as_of),
        )
    except typst.TypstError as error:
        # Its message may quote the data: only our own code leaves this place.
        raise DeskBug("brief.not_set", where=form) from error
    return tuple(made) if isinstance(made, list) else (made,)


def _inputs(sheet: SetSheet) -> tuple[dict[str, str], Fonts]:
    families, fonts = families_here()
    data = json.dumps(sheet.body, ensure_ascii=False, sort_keys=True)
    return {"data": data, "fonts": json.dumps(families, ensure_ascii=False)}, fonts


@lru_cache(maxsize=1)
def families_here() -> tuple[tuple[str, ...], Fonts]:
    """The fonts of this machine that have Chinese, and where everything is. Looked for once.

    Raises OutsideFailed(`brief.no_font` | `brief.unavailable`).
    """
    try:
        import typst
    except ImportError as problem:
        raise OutsideFailed("brief.unavailable", module=problem.name or "typst") from problem
    fonts = typst.Fonts()
    there = set(fonts.families())
    known = tuple(family for family in FAMILIES if family in there)
    if not known:
        raise OutsideFailed("brief.no_font")
    return known, fonts


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (paths.resources() / "brief" / "brief.typ").read_bytes()


def noon(on: date) -> int:
    """The day of the brief as the time of the document: what the clock says is not in it."""
    return int(datetime.combine(on, time(12), UTC).timestamp())
