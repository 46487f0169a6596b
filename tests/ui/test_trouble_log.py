"""What is logged of an error: where in our code, never what the error says."""

import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.app.trouble_log import TroubleLog, catch_all, facts
from advisor_desk.settings import from_mapping


@pytest.fixture(autouse=True)
def hooks() -> Iterator[None]:
    before, before_thread = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = before, before_thread


def error_in_our_code() -> BaseException:
    try:
        from_mapping(None)  # type: ignore[arg-type]
    except TypeError as error:
        return error
    raise AssertionError


def test_facts_name_the_place_and_not_the_words() -> None:
    told = facts(error_in_our_code())
    assert told["kind"] == "TypeError"
    assert any("advisor_desk.settings:" in place for place in told["where"])  # type: ignore[attr-defined]
    assert "NoneType" not in json.dumps(told)


def test_an_error_nobody_caught_is_logged_and_told_without_its_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[BaseException] = []
    catch_all(TroubleLog(tmp_path), told.append)
    error = ValueError("张三 13900001111")
    sys.excepthook(ValueError, error, None)
    assert told == [error]
    written = (tmp_path / "trouble.log").read_text(encoding="utf-8")
    assert json.loads(written)["kind"] == "ValueError"
    assert "139" not in written.replace(json.loads(written)["at"], "")
    assert capsys.readouterr() == ("", "")


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_start(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    told: list[BaseException] = []
    catch_all(TroubleLog(blocked / "logs"), told.append)
    sys.excepthook(ValueError, ValueError(), None)
    assert len(told) == 1
