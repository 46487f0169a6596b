"""Words of the client's form: its fields, what is wrong with one, who is there already."""

from datetime import date
from typing import Final

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.edits import Twin, TwinSign
from advisor_desk.domain.kinds import FieldType
from advisor_desk.ui import discreet, i18n, labels_errors
from advisor_desk.ui.i18n import mark, t
from advisor_desk.usecases.edit_client import SPECS

_CTX = "ClientForm"

_PROBLEMS: Final = {
    "intake.required": mark("请填写{field}。"),
    "intake.date": mark("看不懂这个日期，可以写成 1985-3-2 或 19850302。"),
    "intake.date_in_future": mark("{field}不能晚于今天。"),
    "intake.phone": mark("电话号码不对：手机 11 位，座机要带区号。"),
    "intake.id_no": mark("证件号码不对，请对照证件核对位数、生日和末位校验码。"),
    "intake.id_damaged": mark("证件号码的末几位像是被表格软件改成了 0，请对照证件重填。"),
    "intake.number": mark("这里要填金额，可以写成 500,000 或 50万。"),
    "intake.number_damaged": mark("请写出全部数字，不要用科学计数。"),
    "intake.too_precise": mark("金额最多精确到分。"),
    "intake.too_large": mark("金额过大，请核对单位。"),
    "intake.formula": mark("{field}不能以 = + - @ 开头。"),
    "intake.too_long": mark("{field}最多 {limit} 个字。"),
    "import.opened_before_born": mark("开户日期早于出生日期，请核对两个日期。"),
    "client.number_taken": mark("这个客户号已有客户使用。"),
}
_SIGNS: Final = {
    TwinSign.CLIENT_NO: mark("客户号相同"),
    TwinSign.ID_NO: mark("证件号码相同"),
    TwinSign.PHONE: mark("手机号相同"),
    TwinSign.NAME_BORN: mark("姓名和出生日期相同"),
}


def field(name: str, client_type: ClientType = ClientType.PERSON) -> str:
    """The label of a field: the words of its specification; an organisation has 名称 for 姓名."""
    if name == "name" and not client_type.is_person:
        return t(_CTX, "名称")
    spec = SPECS[name]
    return spec.en if i18n.language() == i18n.ENGLISH else spec.zh


def placeholder(name: str) -> str:
    """An example where the form of a value is not obvious."""
    if name == "id_expires_on":
        return t(_CTX, "如 2035-6-1 或长期")
    if name == "opened_on":
        return t(_CTX, "如 2020-6-1")
    examples = {
        FieldType.DATE: t(_CTX, "如 1985-3-2"),
        FieldType.MONEY: t(_CTX, "如 50万"),
    }
    return examples.get(SPECS[name].type, "")


def problem(name: str, code: str, client_type: ClientType = ClientType.PERSON) -> str:
    """One sentence about a field that cannot be taken."""
    said = _PROBLEMS.get(code)
    if said is None:
        return labels_errors.reject(code)
    words = field(name, client_type) if name in SPECS else name
    limit = SPECS[name].max_length if name in SPECS else 0
    return t(_CTX, said).format(field=words, limit=limit)


def unreadable_day() -> str:
    """A date that is none."""
    return t(_CTX, _PROBLEMS["intake.date"])


def born_differs(born_on: date) -> str:
    """The identity number names another date of birth."""
    return t(_CTX, "与证件号码中的 {day} 不一致。").format(day=born_on.isoformat())


def twin(found: Twin) -> str:
    """One line: who is there already, and what is the same."""
    signs = t(_CTX, "、").join(t(_CTX, _SIGNS[sign]) for sign in found.signs)
    return t(_CTX, "{name}({no})：{signs}").format(
        name=discreet.name(found.name), no=found.client_no, signs=signs
    )
