"""Wrong calls, help, languages, and what a script sees of them."""

import io
from pathlib import Path

import pytest

from advisor_desk import __version__
from advisor_desk.cli.arguments import IMPORT_KINDS
from advisor_desk.cli.output import Output
from advisor_desk.errors import UserCanFix
from tests.cli.calling import call, environment, js
from tests.test_english_complete import CHINESE

PERSON = "欧阳雨桐 13800138001"
WRONG = [
    ("frob", "usage.choice"),
    ("clients --json", "usage.misplaced"),
    ("score --as-of=2026-01-01", "usage.misplaced"),
    ("score --exp", "usage.unknown"),
    ("book", "usage.missing"),
    ("book open", "usage.choice"),
    ("book backup", "usage.missing"),
    ("client", "usage.missing"),
    ("clients --find", "usage.missing"),
    ("import", "usage.missing"),
    ("import clients", "usage.missing"),
    ("import undo", "usage.missing"),
    ("import people x.csv", "usage.choice"),
    ("import clients a.csv --mode replace", "usage.choice"),
    ("import batches now", "usage.unknown"),
    ("import --template clients a.csv b.csv", "usage.unknown"),
    ("--as-of 2026-13-01 score", "usage.form"),
    ("--as-of 20261121 score", "usage.form"),
    ("--as-of 2026-1-1 score", "usage.form"),
    ("--as-of 9999-12-31 score", "usage.form"),
    ("--lang fr score", "usage.choice"),
    ("demo --clients 0", "usage.form"),
    ("demo --clients many", "usage.form"),
    ("demo --clients 00000000000199999999999", "usage.form"),
    ("demo --seed x", "usage.form"),
    ("shots", "usage.missing"),
    ("shots out --size 10", "usage.form"),
    ("shots out --size 9999999x1", "usage.form"),
    ("shots out --theme blue", "usage.choice"),
    ("rules verify rfm", "usage.missing"),
    ("rules verify colour a.csv", "usage.choice"),
]


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("line", "code"), WRONG, ids=[line for line, _ in WRONG])
def test_a_wrong_call_is_one_sentence_and_status_2(line: str, code: str) -> None:
    ran = call("--json", *line.split())
    assert (ran.status, ran.error["code"]) == (2, code)
    assert CHINESE.search(ran.error["message"])
    assert "?" not in ran.error["message"]
    plain = call(*(word for word in line.split() if word != "--json"))
    if "--json" not in line:
        assert (plain.status, plain.out, plain.err) == (2, "", ran.err)
    if "--lang" not in line:
        english = call("--lang", "en", *line.split())
        assert english.status == 2
        assert not CHINESE.search(english.err)


def test_the_language_comes_from_the_option_then_the_environment_then_is_chinese(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert CHINESE.search(call("clients").err)
    monkeypatch.setenv("ADVISOR_DESK_LANG", "en")
    assert not CHINESE.search(call("clients").err)
    assert CHINESE.search(call("--lang", "zh_CN", "clients").err)
    assert CHINESE.search(call("--lang=zh_CN", "clients").err)
    monkeypatch.setenv("ADVISOR_DESK_LANG", "klingon")
    assert CHINESE.search(call("clients").err)


def test_the_book_comes_from_the_option_then_the_environment_then_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from advisor_desk import paths

    assert js("clients").error["code"] == "book.missing"
    monkeypatch.delenv("ADVISOR_DESK_BOOK")
    assert paths.default_book().parent == tmp_path / "data"
    assert js("clients").error["code"] == "book.missing"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_help_names_every_command_in_the_language(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    ran = call("--lang", language, "--help")
    assert ran.status == 0
    for command in ("open", "demo", "shots", "book", "import", "clients", "client", "score", "rules"):
        assert f"    {command} " in ran.out
    assert bool(CHINESE.search(ran.out)) is (language == "zh_CN")
    kinds = call("--lang", language, "import", "--help").out
    assert all(kind in kinds for kind in IMPORT_KINDS)
    for family in ("book", "rules"):
        assert call("--lang", language, family, "--help").status == 0
    assert call("--version").out == f"{__version__}\n"


def test_an_interrupt_is_told_and_leaves_with_a_status(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("advisor_desk.cli.book.book_path", interrupted)
    ran = js("book", "check")
    assert (ran.status, ran.error["code"]) == (4, "desk.interrupted")


def test_our_own_fault_is_told_without_a_traceback_or_a_datum(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError(PERSON)

    monkeypatch.setattr("advisor_desk.cli.session.paths.default_book", broken)
    monkeypatch.delenv("ADVISOR_DESK_BOOK")
    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)
    from advisor_desk.cli.program import main

    assert main(["--json", "clients"]) == 5
    assert "desk.unexpected" in out.getvalue()
    assert "KeyError advisor_desk.cli.session:" in err.getvalue()
    assert "欧阳" not in out.getvalue() + err.getvalue()
    assert "Traceback" not in err.getvalue()


def test_what_the_system_refuses_unexpectedly_is_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(28, "secret path")

    monkeypatch.setattr("advisor_desk.cli.book.book_path", refused)
    ran = js("book", "check")
    assert (ran.status, ran.error["code"], ran.error["params"]) == (4, "desk.system", {"errno": 28})
    assert "secret" not in ran.err


def test_progress_is_drawn_on_a_terminal_and_ends_before_the_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    err = io.StringIO()
    monkeypatch.setattr("sys.stderr", err)
    output = Output(as_json=False, language="zh_CN")
    assert output.progress() is None, "no terminal, no progress"
    monkeypatch.setattr(err, "isatty", lambda: True)
    draw = output.progress()
    assert draw is not None
    draw(1, 2)
    output.error(UserCanFix("import.cancelled"))
    draw(2, 2)
    assert err.getvalue() == "\r 50%\n已取消，没有写入任何内容。\n\r100%\n"
