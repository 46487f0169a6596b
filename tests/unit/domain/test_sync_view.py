"""What the screen of the sync adds up by itself."""

from advisor_desk.domain.sync_view import OutboxLine, SyncView


def test_what_waits_is_the_sum_over_kinds_and_ages() -> None:
    lines = (OutboxLine("interaction", 3, 2, 1), OutboxLine("task", 0, 4, 0))
    assert [line.total for line in lines] == [6, 4]
    assert SyncView(None, lines).waiting == 10
    assert SyncView(None).waiting == 0
