"""Column widths and the splitter of the client list, kept for this person as short JSON texts."""

import json
from typing import Final

from PySide6.QtWidgets import QSplitter

from advisor_desk.ui.pages.page import Prefs
from advisor_desk.ui.widgets.client_table_view import ClientTableView

COLUMNS_KEY: Final = "clients.columns"
SPLITTER_KEY: Final = "clients.splitter"


def keep(prefs: Prefs, table: ClientTableView, splitter: QSplitter) -> None:
    """Keep what the person has arranged."""
    prefs.set(COLUMNS_KEY, json.dumps(table.columns()))
    prefs.set(SPLITTER_KEY, json.dumps(splitter.sizes()))


def restore(prefs: Prefs, table: ClientTableView, splitter: QSplitter) -> None:
    """Arrange as it was; what cannot be read is left at our own arrangement."""
    columns = _read(prefs.get(COLUMNS_KEY))
    if isinstance(columns, dict):
        table.set_columns({str(name): width for name, width in columns.items() if isinstance(width, int)})
    sizes = _read(prefs.get(SPLITTER_KEY))
    if isinstance(sizes, list) and len(sizes) == splitter.count() and all(isinstance(s, int) for s in sizes):
        splitter.setSizes(sizes)


def _read(text: str | None) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
