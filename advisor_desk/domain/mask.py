"""How personal data looks when it is not shown in full (domain notes §3.8, JR/T 0171-2020).

Masks never grow longer than what they hide and never raise; what is too short to hide a part of is
hidden whole.
"""

STAR = "*"
_COMPANY_ENDS = ("股份有限公司", "有限责任公司", "有限公司", "合伙企业", "公司")


def mask_name(name: str, *, is_person: bool = True) -> str:
    """A person keeps the surname's first character (张*), an organisation its ending."""
    if not name:
        return ""
    if is_person:
        return name[0] + STAR
    ending = next((end for end in _COMPANY_ENDS if name.endswith(end)), "")
    return name[0] + STAR * 2 + ending


def mask_phone(phone: str) -> str:
    """First three and last four digits: 138****1234. Shorter numbers keep their last two."""
    if len(phone) >= 11:
        return phone[:3] + STAR * (len(phone) - 7) + phone[-4:]
    return _tail(phone, 2)


def mask_id(id_no: str) -> str:
    """First three and last four characters: eleven stars in a number of eighteen."""
    if len(id_no) >= 8:
        return id_no[:3] + STAR * (len(id_no) - 7) + id_no[-4:]
    return STAR * len(id_no)


def mask_card(card_no: str) -> str:
    """First six and last four digits."""
    if len(card_no) >= 12:
        return card_no[:6] + STAR * (len(card_no) - 10) + card_no[-4:]
    return _tail(card_no, 2)


def mask_email(email: str) -> str:
    """First character and the domain."""
    user, at, domain = email.partition("@")
    return f"{user[:1]}{STAR * 3}{at}{domain}" if user else STAR * len(email)


def mask_address(address: str) -> str:
    """Down to the district: everything after 区, 县, 旗 or, without those, after 市 is hidden."""
    for marks in ("区县旗", "市州盟", "省"):
        places = [place for place, character in enumerate(address) if character in marks]
        if places:
            end = places[0] + 1
            return address[:end] + STAR * (len(address) - end)
    return STAR * len(address)


def _tail(text: str, shown: int) -> str:
    if len(text) <= shown * 2:
        return STAR * len(text)
    return STAR * (len(text) - shown) + text[-shown:]
