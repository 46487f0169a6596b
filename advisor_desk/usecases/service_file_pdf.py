"""The document of a service file: the template set with a sheet, in memory alone. Same sheet, same bytes.

The fonts are those of the brief; nothing is written to a disk and no network is asked for.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from advisor_desk import paths
from advisor_desk.errors import DeskBug
from advisor_desk.usecases.brief_pdf import SCREEN_PPI, Document, families_here, noon

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
    families, fonts = families_here()
    import typst

    inputs = {
        "data": json.dumps(sheet.body, ensure_ascii=False, sort_keys=True),
        "fonts": json.dumps(families, ensure_ascii=False),
    }
    try:
        made = typst.compile(  # type: ignore[call-overload]
            _template(),
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


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (paths.resources() / "brief" / "service_file.typ").read_bytes()
