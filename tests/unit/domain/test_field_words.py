"""Headers of fields in English, for sentences that list the columns of a file."""

from advisor_desk.domain.field_words import LISTED, in_english, listed_in_english
from advisor_desk.domain.kinds import KINDS, Kind


def test_every_header_has_an_english_name() -> None:
    headers = [field.zh for field in KINDS[Kind.CLIENTS].fields]
    assert in_english(headers) == [field.en for field in KINDS[Kind.CLIENTS].fields]


def test_a_column_of_the_person_stays_as_it_is() -> None:
    assert in_english(["姓名", "备注"]) == ["Name", "备注"]


def test_a_list_in_one_text_is_turned_name_by_name() -> None:
    assert listed_in_english(LISTED.join(["客户号", "姓名"])) == "Client no., Name"
