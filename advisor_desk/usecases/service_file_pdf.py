"""The document of a service file: the template set with a sheet, in memory alone. Same sheet, same bytes.

The fonts are those of the brief; nothing is written to a disk and no network is asked for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from advisor_desk import paths
from advisor_desk.usecases.brief_pdf import SCREEN_PPI, Document, set_pages

if TYPE_CHECKING:
    from advisor_desk.usecases.service_file import FileSheet

_SKETCH_PPI = 8


def make_file_document(sheet: FileSheet) -> Document:
    """The PDF and how many pages it has. Raises OutsideFailed(`brief.no_font` | `brief.unavailable`)."""
    return Document(_compile(sheet, "pdf", None)[0], len(_compile(sheet, "png", _SKETCH_PPI)))


def draw_file(sheet: FileSheet, ppi: int = SCREEN_PPI) -> tuple[bytes, ...]:
    """The pages as pictures. Raises as `make_file_document`."""
    return _compile(sheet, "png", ppi)


def _compile(sheet: FileSheet, form: str, ppi: int | None) -> tuple[bytes, ...]:
    return set_pages(_template(), sheet, form, ppi)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (paths.resources() / "brief" / "service_file.typ").read_bytes()
