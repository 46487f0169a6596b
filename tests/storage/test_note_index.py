"""Notes are found by characters, syllables and initials, the newest first, and a save does not pay for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.interaction import Confidentiality, NextStep, ProductMention, Promise
from advisor_desk.storage import note_index
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.note_text import expression, pieces
from tests.builders import TODAY, Builder, open_desk
from tests.contacts import contact


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        with opened.sql.change() as connection:
            builder = Builder(connection)
            opened.refresh(connection, [builder.client(client_no=number) for number in ("N1", "N2")])
        yield opened


@pytest.mark.parametrize(
    "typed",
    [
        "资金安排",
        "资金",
        "金安",
        "排",
        "资",
        "zijinanpai",
        "zijinanp",
        "zi jin",
        "ZI JIN AN",
        "jin an",
        "zjap",
        "zja",
        "jap",
        "资金 ETF",
        "etf",
        "ET",
        "ＥＴＦ",
        "510300",
        "5103",
        "资金zjap",
        "jijin",
    ],
)
def test_what_was_said_is_found(desk: DeskBook, typed: str) -> None:
    wanted = desk.record(contact("N1", note="谈了资金安排，想买ETF基金510300"))
    desk.record(contact("N1", note="问候"))
    assert desk.find_notes(typed, 10) == [wanted]


@pytest.mark.parametrize("typed", ["", "  ", "，", "*", '"', "安金", "anjin", "jz", "zzz", "OR", "资金 问候"])
def test_what_was_not_said_is_not_found(desk: DeskBook, typed: str) -> None:
    desk.record(contact("N1", note="谈了资金安排"))
    desk.record(contact("N1", note="问候"))
    assert desk.find_notes(typed, 10) == []


def test_all_that_people_wrote_is_found(desk: DeskBook) -> None:
    made = contact(
        "N1",
        client_words="想稳健",
        judgement="可谈债券",
        products=(ProductMention("000123"),),
        promises=(Promise("寄合同", TODAY),),
        next_step=NextStep("约茶叙", TODAY),
    )
    record_id = desk.record(made)
    for typed in ("稳健", "债券", "000123", "hetong", "chaxu"):
        assert desk.find_notes(typed, 5) == [record_id], typed


def test_the_newest_day_comes_first_whatever_was_recorded_when(desk: DeskBook) -> None:
    days = (5, 1, 9, 1, 3)
    ids = [desk.record(contact("N1", note="例会", on=TODAY - timedelta(days=back))) for back in days[:3]]
    assert len(desk.find_notes("例会", 9)) == 3
    ids += [desk.record(contact("N1", note="例会", on=TODAY - timedelta(days=back))) for back in days[3:]]
    order = [ids[place] for place in (3, 1, 4, 0, 2)]
    assert desk.find_notes("lihui", 9) == order
    assert desk.find_notes("lihui", 2) == order[:2]
    assert [one.id for one in desk.service_file(desk.client_id("N1"))] == order
    desk.roll(TODAY - timedelta(days=4))
    assert desk.find_notes("lihui", 9) == order[3:]


def test_of_one_client_alone(desk: DeskBook) -> None:
    desk.record(contact("N1", note="例会"))
    second = desk.record(contact("N2", note="例会"))
    assert desk.find_notes("例会", 9, desk.client_id("N2")) == [second]
    assert desk.find_notes("lh", 9, 999) == []


def test_what_was_put_right_or_taken_back_is_found_and_says_so(desk: DeskBook) -> None:
    first = desk.record(contact("N1", note="旧的计划"))
    second = desk.correct(first, contact("N1", note="新的计划"), "补充")
    desk.withdraw(second, "误记")
    assert set(desk.find_notes("计划", 9)) == {first, second}
    assert desk.recorded(first).replaced_by == second
    assert desk.recorded(second).is_withdrawn


def test_the_index_catches_up_in_portions_and_notes_how_far(desk: DeskBook) -> None:
    for number in range(7):
        desk.record(contact("N1", note=f"第{number}次"))
    with desk.sql.change() as connection:
        assert note_index.is_behind(connection)
        assert note_index.catch_up(connection, 3)
        assert note_index.catch_up(connection, 3)
        assert not note_index.catch_up(connection, 3)
        assert not note_index.is_behind(connection)
        assert connection.execute("SELECT count(*) FROM note_page").fetchone() == (7,)
    assert not desk.take_in_notes()
    desk.record_fact("audit.viewed", None, {})
    with desk.sql.read() as connection:
        assert not note_index.is_behind(connection), "other events leave nothing to take in"
    assert len(desk.find_notes("次", 99)) == 7


def test_a_strict_note_is_found_but_the_timeline_keeps_its_words(desk: DeskBook) -> None:
    record_id = desk.record(contact("N1", note="病情", confidentiality=Confidentiality.STRICT))
    assert desk.find_notes("病情", 5) == [record_id]
    assert [entry.text for entry in desk.timeline_search(desk.client_id("N1"), "病情")] == [""]


def test_a_save_does_not_import_the_dictionary() -> None:
    source = (
        "import sys, tempfile, pathlib\n"
        "from tests.builders import open_desk, Builder\n"
        "from tests.contacts import contact\n"
        "folder = tempfile.TemporaryDirectory()\n"
        "with open_desk(pathlib.Path(folder.name)) as desk:\n"
        "    with desk.sql.change() as connection:\n"
        '        connection.execute("INSERT INTO client (client_no, name, client_type) VALUES '
        "('N1', 'n', 'PERSON')\")\n"
        "        desk.refresh(connection, None)\n"
        "    desk.record(contact('N1', note='谈话'))\n"
        "print('pypinyin' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


@given(st.text(max_size=40))
def test_whatever_is_typed_makes_an_expression_that_the_index_takes(typed: str) -> None:
    asked = expression(typed)
    assert asked.count('"') % 2 == 0
    assert asked.count("(") == asked.count(")")


@given(st.text(alphabet="资金安排客户，。 abz19\n", min_size=1, max_size=30))
def test_pieces_stand_one_for_each_place(text: str) -> None:
    words, syllables, initials = pieces(text)
    assert len(syllables.split()) == len(initials.split()) <= len(words.split())
