"""The pages of a PDF as pictures, in memory alone: the typesetter of the brief reads them."""

from __future__ import annotations

import json
from typing import Final

from advisor_desk.domain.interaction import Attachment

PDF: Final = "application/pdf"
MOST_BYTES: Final = 2 * 1024 * 1024
"""Larger files are not drawn: they are handed to the typesetter number by number."""
MOST_PAGES: Final = 12
_PPI: Final = 110
_TEMPLATE: Final = b"""
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(json(bytes(sys.inputs.data))), format: "pdf", page: int(sys.inputs.page))
"""


def pages_of(file: Attachment, content: bytes) -> list[bytes]:
    """Pictures of the first pages of a PDF, a photo as it is; nothing where it cannot be shown."""
    if file.media_type != PDF:
        return [content]
    if len(content) > MOST_BYTES:
        return []
    try:
        import typst
    except ImportError:
        return []
    data = json.dumps(list(content))
    pages: list[bytes] = []
    for number in range(1, MOST_PAGES + 1):
        inputs = {"data": data, "page": str(number)}
        try:
            made = typst.compile(_TEMPLATE, format="png", ppi=_PPI, sys_inputs=inputs)
        except typst.TypstError:
            # No such page, or no PDF that can be read: its message may quote the file.
            break
        pages.append(made[0] if isinstance(made, list) else made)
    return pages
