"""Headers of an exported list."""

from typing import Final

from advisor_desk.ui.i18n import mark, t
from advisor_desk.usecases.export_clients import ExportField

_HEADERS: Final[dict[ExportField, str]] = {
    ExportField.CLIENT_NO: mark("客户号"),
    ExportField.NAME: mark("姓名"),
    ExportField.KIND: mark("客户类型"),
    ExportField.PHONE: mark("手机号"),
    ExportField.ID_NO: mark("证件号码"),
    ExportField.EMAIL: mark("电子邮箱"),
    ExportField.REGION: mark("地区"),
    ExportField.TIER: mark("等级"),
    ExportField.AUM: mark("总资产(元)"),
    ExportField.AVG20: mark("20 日日均(元)"),
    ExportField.AUM_ON: mark("数据日期"),
    ExportField.CHANGE30: mark("近30日"),
    ExportField.AMOUNT_SCORE: mark("数量分"),
    ExportField.FREQUENCY_SCORE: mark("质量分"),
    ExportField.BENEFIT_SCORE: mark("效益分"),
    ExportField.GROUP: mark("分组"),
    ExportField.CLASSIC: mark("RFM 分"),
    ExportField.STATE: mark("状态"),
    ExportField.ACTION: mark("建议动作"),
    ExportField.C_LEVEL: mark("风险承受"),
    ExportField.C_LEVEL_EXPIRES: mark("测评到期日"),
    ExportField.LAST_CONTACT: mark("上次联系"),
    ExportField.NEXT_DUE: mark("下次服务"),
}


def header(field: ExportField) -> str:
    """The header of a column, in the language in force."""
    return t("Export", _HEADERS[field])
