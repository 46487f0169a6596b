"""The kinds that travel are the tables that come from the hub, each with all of its columns."""

import pytest

from advisor_desk.storage.tables import METADATA, SyncStance, stance
from advisor_desk.wire.shapes import CONFLICT, EVENT, RANKS, SHAPES, UNKNOWN_RANK, Home, rank_of

NOT_SENT = {"id", "client_id", "added_by", "changed_by", "scope", "seq", "row_hash", "extra"}
LINKS = {"product_id": "product_code", "other_client_id": None, "event_id": "event_id"}
NOT_IN_THE_TABLE = {"rules_version": {"signature"}}
WITHOUT_LINK = {"shelf_move": {"event_id"}}
OF_THE_LINE = {"event_echo", "parked_row", "sync_conflict"}


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_a_shape_has_every_column_of_its_table_and_no_other(kind: str) -> None:
    shape = SHAPES[kind]
    names = {
        LINKS.get(one.name, one.name) for one in METADATA.tables[kind].columns if one.name not in NOT_SENT
    }
    expected = names - {None} - WITHOUT_LINK.get(kind, set())
    sent = [*shape.key, *shape.values]
    assert len(sent) == len(set(sent))
    assert set(sent) - NOT_IN_THE_TABLE.get(kind, set()) == expected


def test_every_table_of_the_hub_travels() -> None:
    from_hub = {name for name, one in METADATA.tables.items() if stance(one) is SyncStance.FROM_HUB}
    assert from_hub - OF_THE_LINE == set(SHAPES)


def test_what_is_referred_to_comes_first() -> None:
    assert rank_of("client") < min(
        rank_of(one.kind) for one in SHAPES.values() if one.home is Home.ADVISOR and one.kind != "client"
    )
    assert rank_of("product") < rank_of("product_exposure")
    assert rank_of(EVENT) < rank_of("tier_override")
    assert rank_of(CONFLICT) < rank_of("of a newer hub") == UNKNOWN_RANK
    assert len(set(RANKS.values())) == len(RANKS)
