"""Native templates: the empty file of a kind, with Chinese headers, one worked row and a legend.

A template imports as it is: the lines of the legend begin with # above the header (CSV) or stand on
a second sheet (workbook).
"""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from advisor_desk.domain.kinds import KINDS, Check, FieldSpec, FieldType, Kind, KindSpec
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.intake.template_rows import WORKED_ROWS
from advisor_desk.intake.vocabulary import chinese_word

_TYPE_WORDS: Mapping[FieldType, str] = {
    FieldType.TEXT: "文字",
    FieldType.CODE: "代码",
    FieldType.DATE: "日期，如 2026-11-21",
    FieldType.MONEY: "金额（元），如 12,345.67 或 1.5万",
    FieldType.WHOLE: "整数",
    FieldType.BP: "百分数，如 1.5%",
    FieldType.UNITS: "份额，至多四位小数",
    FieldType.FLAG: "是 或 否",
}
_CHECK_WORDS: Mapping[Check, str] = {
    Check.PHONE: "手机号 11 位，座机带区号",
    Check.ID_NO: "身份证 18 位须为文本格式",
    Check.NOT_FUTURE: "日期，不晚于今天，如 2026-11-21",
    Check.EXPOSURE: "各资产类别权重，合计 100%，如 债券 60%、现金 40%",
    Check.DAYS: "一个或几个日期，以顿号分开，如 2026-09-01、2026-12-01",
}
REQUIRED_MARK = "*"


def write_template(kind: Kind, path: Path) -> None:
    """Writes the template of `kind` as .csv or .xlsx, by the name of the file.

    Raises UserCanFix("intake.template_name", file) for another ending and
    OutsideFailed("intake.template_not_written", file).
    """
    spec = KINDS[kind]
    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise UserCanFix("intake.template_name", file=path.name)
    try:
        if ending == ".csv":
            path.write_text(template_csv(kind), encoding="utf-8-sig", newline="")
        else:
            _write_workbook(spec, path)
    except OSError as error:
        raise OutsideFailed("intake.template_not_written", file=path.name) from error


def template_csv(kind: Kind) -> str:
    """The template as CSV text, without a byte order mark."""
    spec = KINDS[kind]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        [f"# {spec.zh}导入模板。带 {REQUIRED_MARK} 的列必填；示例行请替换；以 # 开头的说明行可保留。"]
    )
    for field in spec.fields:
        writer.writerow([f"# {field.zh}：{legend(field)}"])
    writer.writerow(_header(spec))
    writer.writerow(_worked(spec))
    return text.getvalue()


def legend(field: FieldSpec) -> str:
    """What may stand in a column, in one line of Chinese."""
    words = _CHECK_WORDS.get(field.check) or _TYPE_WORDS[field.type]
    codes = field.codes or field.list_of
    if codes is not None:
        words = " | ".join(f"{chinese_word(codes, code.value)}({code.value})" for code in codes)
        words += "，可填几个，以顿号分开" if field.list_of is not None else ""
    limit = (
        f"，至多 {field.max_length} 字" if field.type is FieldType.TEXT and field.check is Check.NONE else ""
    )
    return f"{'必填，' if field.required else ''}{words}{limit}"


def _header(spec: KindSpec) -> list[str]:
    return [(REQUIRED_MARK if field.required else "") + field.zh for field in spec.fields]


def _worked(spec: KindSpec) -> list[str]:
    row = WORKED_ROWS[spec.kind]
    return [row.get(field.name, "") for field in spec.fields]


def _write_workbook(spec: KindSpec, path: Path) -> None:
    """Two sheets: the table, every column as text so that Excel damages no number, and the legend."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    book = Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False})
    as_text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "num_format": "@", "bg_color": "#E6EEFC"})
    sheet = book.add_worksheet(spec.zh)
    sheet.set_column(0, len(spec.fields) - 1, 16, as_text)
    sheet.write_row(0, 0, _header(spec), bold)
    for at, text in enumerate(_worked(spec)):
        if text:
            sheet.write_string(1, at, text, as_text)
    sheet.freeze_panes(1, 0)
    notes = book.add_worksheet("说明")
    notes.set_column(0, 0, 20)
    notes.set_column(1, 1, 90)
    notes.write_row(0, 0, ["列", "填写要求"], bold)
    for at, field in enumerate(spec.fields, 1):
        notes.write_row(at, 0, [field.zh, legend(field)])
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error
