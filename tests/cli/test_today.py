"""`today` and `tasks export` by the command line: every line says why, a calendar file says no names."""

import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from advisor_desk.assembly.demo import open_or_make_demo
from advisor_desk.demo.book import DemoPlan
from advisor_desk.usecases.find_moments import find_moments
from tests.cli.calling import PASSPHRASE, Ran, call, environment

END = "2026-06-30"
KINDS = {"MEETING", "TASK", "ENQUIRY", "MOMENT", "CONTACT", "BIRTHDAY", "EXPIRING", "UNSENT"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.book"
    with closing(open_or_make_demo(path, DemoPlan(300, 6_000, end=date(2026, 6, 30)), PASSPHRASE)) as desk:
        find_moments(desk.book)
    return path


@pytest.fixture
def at_the_demo(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = environment(monkeypatch, tmp_path)
    shutil.copyfile(demo, path)
    shutil.copyfile(f"{demo}.key", f"{path}.key")
    return path


def js(*arguments: object) -> Ran:
    return call("--json", "--as-of", END, *arguments)


@pytest.mark.usefixtures("at_the_demo")
def test_every_line_has_a_sentence_and_points_that_add_up() -> None:
    ran = js("today")
    assert ran.status == 0
    document = ran.json
    assert list(document) == ["as_of", "rules_version", "unsent", "held_back", "totals", "items", "quiet"]
    assert set(document["totals"]) == KINDS
    assert all(document["totals"][kind] for kind in KINDS)
    assert {item["kind"] for item in document["items"]} == KINDS
    for item in document["items"]:
        assert item["score"] == sum(part["points"] for part in item["parts"])
        assert item["why"] or item["kind"] == "MEETING"
        for why in item["why"]:
            assert why["text"] != why["code"]
            assert "?" not in why["text"]
    scores = [item["score"] for item in document["items"]]
    assert scores == sorted(scores, reverse=True)
    assert js("today").out == ran.out


@pytest.mark.usefixtures("at_the_demo")
def test_lines_for_people_in_both_languages() -> None:
    chinese = call("--as-of", END, "today")
    english = call("--as-of", END, "--lang", "en", "today")
    assert (chinese.status, english.status) == (0, 0)
    assert chinese.out.startswith("今日会面")
    assert english.out.startswith("Meetings today")
    assert len(chinese.out.splitlines()) == len(english.out.splitlines())


@pytest.mark.usefixtures("at_the_demo")
def test_a_logged_contact_takes_its_client_off_the_list_at_once() -> None:
    first = next(item for item in js("today").json["items"] if item["kind"] == "CONTACT")
    asked = ("log", "--client", first["client_no"], "--channel", "CALL", "--outcome")
    assert js(*asked, "NOT_REACHED").status == 0
    keys = {item["key"] for item in js("today").json["items"]}
    assert first["key"] in keys
    assert js(*asked, "REACHED").status == 0
    after = js("today").json
    assert first["key"] not in {item["key"] for item in after["items"]}


@pytest.mark.usefixtures("book")
def test_an_empty_book_has_nothing_to_do() -> None:
    ran = call("--as-of", END, "today")
    assert (ran.status, ran.out) == (0, "今天没有要做的事。\n")
    document = js("today").json
    assert (document["items"], document["quiet"], document["unsent"]) == ([], [], 0)


def test_tasks_are_exported_with_masked_names(at_the_demo: Path) -> None:
    names = {item["name"] for item in js("today").json["items"] if item["kind"] in ("TASK", "MEETING")}
    file = at_the_demo.with_name("待办.ics")
    ran = js("tasks", "export", file)
    assert ran.status == 0
    text = file.read_bytes().decode().replace("\r\n ", "")
    assert ran.json["tasks"] == text.count("BEGIN:VEVENT") > 10
    assert names
    assert not any(name in text for name in names if name)
    assert "DTSTART;VALUE=DATE:" in text
    assert "DTSTART;TZID=Asia/Shanghai:" in text


def test_a_calendar_is_never_written_over_a_book(at_the_demo: Path) -> None:
    assert js("tasks", "export", at_the_demo).status == 3


@pytest.mark.usefixtures("at_the_demo")
def test_a_look_ahead_changes_nothing() -> None:
    before = js("today").json
    ahead = call("--json", "--as-of", "2039-06-30", "today").json
    assert ahead["as_of"] == "2039-06-30"
    assert ahead["totals"]["CONTACT"] > before["totals"]["CONTACT"]
    for command in ("board", "clients"):
        assert call("--json", "--as-of", "2039-06-30", command).status == 0
    assert js("today").json == before
