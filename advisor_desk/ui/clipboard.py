"""Rows of the client list and tables of figures for the clipboard, as tab-separated text and as HTML.

Masked when discreet.

Texts that a spreadsheet would take for a formula are defused; codes keep their leading zeros.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData

from advisor_desk.domain.standing import ClientRow
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.models.client_columns import Column

if TYPE_CHECKING:
    from advisor_desk.ui.widgets.figure_grid import Grid, GridRow

MOST_ROWS: Final = 2_000
_FORMULA_STARTS: Final = ("=", "+", "-", "@")

Cell = Callable[[ClientRow], str]


@dataclass(frozen=True, slots=True)
class _Field:
    title: str
    cell: Cell
    is_text: bool = True


def _yuan(fen: int | None) -> str:
    if fen is None:
        return ""
    if discreet.is_on():
        return discreet.HIDDEN
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _percent(bp: int | None) -> str:
    return "" if bp is None else formats.percent(bp).replace(formats.MINUS, "-")


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


_FIELDS: Final[dict[Column, tuple[_Field, ...]]] = {
    Column.CLIENT: (
        _Field(mark("客户号"), lambda r: r.client_no),
        _Field(mark("姓名"), lambda r: discreet.name(r.name)),
    ),
    Column.TIER: (_Field(mark("等级"), lambda r: labels.tier(r.tier, r.tier_variant)),),
    Column.SCORE: (
        _Field("A", lambda r: str(r.a), is_text=False),
        _Field("F", lambda r: str(r.f), is_text=False),
        _Field("B", lambda r: str(r.b), is_text=False),
        _Field(mark("分组"), lambda r: labels.word(r.group)),
    ),
    Column.CLASSIC: (_Field("RFM", lambda r: labels.classic(r.classic)),),
    Column.RISK: (_Field(mark("风险承受"), lambda r: labels.risk(r.c_level)),),
    Column.AUM: (_Field(mark("总资产(元)"), lambda r: _yuan(r.aum_fen), is_text=False),),
    Column.CHANGE30: (_Field(mark("近30日"), lambda r: _percent(r.change30_bp), is_text=False),),
    Column.LAST_CONTACT: (_Field(mark("上次联系"), lambda r: _day(r.last_contact_on), is_text=False),),
    Column.NEXT_DUE: (_Field(mark("下次服务"), lambda r: _day(r.next_due_on), is_text=False),),
    Column.AUM_ON: (_Field(mark("数据日期"), lambda r: _day(r.aum_on), is_text=False),),
}


def client_rows(rows: Sequence[ClientRow], columns: Sequence[Column]) -> QMimeData:
    """`rows` with the fields of `columns`, for spreadsheets (HTML) and for chats (text)."""
    fields = [field for column in columns for field in _FIELDS[column]]
    made = QMimeData()
    made.setText(_tab_separated(rows, fields))
    made.setHtml(_html(rows, fields))
    return made


def _title(field: _Field) -> str:
    return t("Clipboard", field.title)


def _tab_separated(rows: Sequence[ClientRow], fields: Sequence[_Field]) -> str:
    lines = ["\t".join(_title(field) for field in fields)]
    lines.extend("\t".join(_plain(field, row) for field in fields) for row in rows)
    return "\r\n".join(lines) + "\r\n"


def _plain(field: _Field, row: ClientRow) -> str:
    text = " ".join(field.cell(row).split())
    return "'" + text if field.is_text and text.startswith(_FORMULA_STARTS) else text


def _html(rows: Sequence[ClientRow], fields: Sequence[_Field]) -> str:
    head = "".join(f"<th>{escape(_title(field))}</th>" for field in fields)
    body = "".join(f"<tr>{''.join(_html_cell(field, row) for field in fields)}</tr>" for row in rows)
    return f'<meta charset="utf-8"><table><tr>{head}</tr>{body}</table>'


def _html_cell(field: _Field, row: ClientRow) -> str:
    style = " style=\"mso-number-format:'\\@'\"" if field.is_text else ""
    return f"<td{style}>{escape(field.cell(row))}</td>"


def figure_grids(grids: "Sequence[Grid]") -> QMimeData:
    """Tables of figures one below the other, each under its title."""
    made = QMimeData()
    made.setText("\r\n".join(_grid_text(grid) for grid in grids))
    body = "".join(_grid_html(grid) for grid in grids)
    made.setHtml(f'<meta charset="utf-8">{body}')
    return made


def _copied(row: "GridRow") -> list[str]:
    return [cell.text if cell.copied is None else cell.copied for cell in row.cells]


def _grid_text(grid: "Grid") -> str:
    lines = [[grid.title], list(grid.heads), *(_copied(row) for row in grid.rows)]
    return "".join("\t".join(" ".join(text.split()) for text in line) + "\r\n" for line in lines)


def _grid_html(grid: "Grid") -> str:
    head = "".join(f"<th>{escape(title)}</th>" for title in grid.heads)
    rows = (f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in _copied(row))}</tr>" for row in grid.rows)
    return f"<table><caption>{escape(grid.title)}</caption><tr>{head}</tr>{''.join(rows)}</table>"
