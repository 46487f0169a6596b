"""Masks show what people need to tell clients apart, and no more (domain notes §3.8)."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.mask import mask_address, mask_card, mask_email, mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (mask_phone, "13812341234", "138****1234"),
        (mask_phone, "021-55556666", "021*****6666"),
        (mask_phone, "55556666", "******66"),
        (mask_phone, "120", "***"),
        (mask_id, "11010119800101123X", "110***********123X"),
        (mask_id, "E1234567", "E12*4567"),
        (mask_id, "1234", "****"),
        (mask_card, "6222020200112233445", "622202*********3445"),
        (mask_card, "123456", "****56"),
        (mask_name, "张三", "张*"),
        (mask_name, "欧阳雨桐", "欧*"),
        (mask_name, "", ""),
        (mask_email, "zhang@example.com", "z***@example.com"),
        (mask_email, "@x", "**"),
        (mask_address, "上海市浦东新区世纪大道1号", "上海市浦东新区******"),
        (mask_address, "昆山市周市镇", "昆山市***"),
        (mask_address, "somewhere", "*********"),
    ],
)
def test_shows(mask: Callable[[str], str], text: str, shown: str) -> None:
    assert mask(text) == shown


def test_an_organisation_keeps_its_kind() -> None:
    assert mask_name("远航贸易有限公司", is_person=False) == "远**有限公司"
    assert mask_name("红星", is_person=False) == "红**"


@pytest.mark.parametrize("mask", [mask_phone, mask_id, mask_card])
@given(text=st.text(alphabet="0123456789X-", max_size=30))
def test_a_number_keeps_its_length_and_hides_at_least_a_part(mask: Callable[[str], str], text: str) -> None:
    shown = mask(text)
    assert len(shown) == len(text)
    assert "*" in shown or not text
