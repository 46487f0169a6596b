"""The kinds of records agree with the command line's words and with themselves."""

import pytest

from advisor_desk.domain.kinds import KINDS, FieldType, Kind


def test_every_word_of_the_command_line_has_a_kind() -> None:
    assert set(KINDS) == set(Kind)
    assert [spec.kind for spec in KINDS.values()] == list(KINDS)


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_told_apart_by_its_fields(kind: Kind) -> None:
    spec = KINDS[kind]
    names = [field.name for field in spec.fields]
    assert len(set(names)) == len(names)
    assert {*spec.key, *spec.needs_one_of} <= set(names)
    assert len({field.zh for field in spec.fields}) == len(names), "one Chinese header twice"
    assert len({field.en.lower() for field in spec.fields}) == len(names), "one English header twice"


@pytest.mark.parametrize("kind", Kind)
def test_a_coded_field_lists_its_codes_and_no_other_does(kind: Kind) -> None:
    for field in KINDS[kind].fields:
        assert (field.codes is not None) == (field.type is FieldType.CODE), field.name


def test_a_field_is_found_by_its_name() -> None:
    clients = KINDS[Kind.CLIENTS]
    assert clients.field("born_on").type is FieldType.DATE
    with pytest.raises(KeyError):
        clients.field("shoe_size")
