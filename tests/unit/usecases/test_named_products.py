"""Products in reasons: told by name beside the code that the evidence keeps."""

from collections.abc import Collection
from datetime import date

from advisor_desk.domain.moment import Evidence, KeptMoment, Moment, MomentCode, MomentState
from advisor_desk.domain.today import TodayItem, TodayKind
from advisor_desk.usecases.named_products import named_items, named_moments
from advisor_desk.words.today_reasons import sentence

ON = date(2026, 11, 20)


class Book:
    """Knows one product and counts how often it was asked."""

    asked = 0

    def product_names(self, codes: Collection[str]) -> dict[str, str]:
        self.asked += 1
        return {code: "稳健一号" for code in codes if code == "P1"}


def paid(code: str) -> Evidence:
    return (("event_on", ON.isoformat()), ("product_code", code), ("amount_fen", 100))


def told(params: Evidence, code: str = "moment.INTEREST_PAID") -> str:
    return sentence(code, params, lambda text: text, str)


def test_a_product_has_its_name_beside_the_code_one_of_no_book_has_the_code_and_none_leaves_no_gap() -> None:
    book = Book()
    items = [
        TodayItem(kind=TodayKind.MOMENT, key=code, code="", why=(("moment.INTEREST_PAID", paid(code)),))
        for code in ("P1", "GONE", "")
    ]
    found = [item.why[0][1] for item in named_items(book, items)]
    assert [dict(params)["product_code"] for params in found] == ["P1", "GONE", ""]
    assert [told(params) for params in found] == [
        "2026-11-20 稳健一号 P1 派息 100",
        "2026-11-20 GONE 派息 100",
        "2026-11-20 派息 100",
    ]
    assert book.asked == 1


def test_an_agreement_on_a_product_is_named_as_well() -> None:
    moment = Moment(
        code=MomentCode.AGREEMENT_RENEWAL,
        client_id=1,
        client_no="K1",
        event_on=ON,
        due_on=ON,
        evidence=(("agreement", "P1"), ("renewal_on", "2026-12-04")),
    )
    (kept,) = named_moments(Book(), [KeptMoment(moment=moment, state=MomentState.OPEN)])
    assert told(kept.moment.evidence, "moment.AGREEMENT_RENEWAL") == "“稳健一号 P1”2026-12-04 到期"


def test_nothing_is_looked_up_where_no_product_is_named() -> None:
    book = Book()
    assert named_items(book, [TodayItem(kind=TodayKind.TASK, key="t", code="")])[0].key == "t"
    assert (named_moments(book, ()), book.asked) == ((), 0)
