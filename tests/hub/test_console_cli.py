"""`console invite` and `console close`, and that `serve` always has the console with it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from advisor_desk.hub import cli_serve
from advisor_desk.hub.console.routes import Console
from advisor_desk.hub.console.session import Sessions
from advisor_desk.hub.hub import Around, Hub
from advisor_desk.hub.keys_file import kept_keys
from advisor_desk.hub.store import Store
from tests.hub.hub_calls import call, environment, js
from tests.hubs import Clock
from tests.test_english_complete import CHINESE


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own, not there yet."""
    return environment(monkeypatch, tmp_path)


@contextmanager
def sessions_in(data: Path) -> Iterator[Sessions]:
    """The sessions of the hub that the commands work on."""
    store = Store.open(f"sqlite:///{data / 'hub.db'}")
    try:
        yield Sessions(Hub(store, kept_keys(data / "hub.key"), Around(Clock(time.time()))))
    finally:
        store.close()


def test_an_invitation_lets_somebody_look_once(data: Path) -> None:
    ran = js("console", "invite", "--who", "王五")
    assert (ran.status, ran.err) == (0, "")
    assert {name: ran.json[name] for name in ("who", "minutes", "path")} == {
        "who": "王五",
        "minutes": 10,
        "path": "/console",
    }
    with sessions_in(data) as sessions:
        person = sessions.of(sessions.begin(ran.json["code"]))
        assert person is not None
        assert person.who == "王五"
        assert sessions.begin(ran.json["code"]) is None
    spoken = call("console", "invite", "--who", "王五")
    assert re.fullmatch(r"[A-Z2-7]{26}\n", spoken.out), "a script reads the code alone"
    assert "/console" in spoken.err


def test_closing_ends_every_session_and_every_code(data: Path) -> None:
    first, second = (js("console", "invite", "--who", who).json["code"] for who in ("甲", "乙"))
    with sessions_in(data) as sessions:
        cookie = sessions.begin(first)
        assert js("console", "close").json == {"ended": 2}
        assert sessions.of(cookie) is None
        assert sessions.begin(second) is None
    assert js("console", "close").json == {"ended": 0}
    assert "0" in call("console", "close").out


@pytest.mark.parametrize("who", ["", "  ", "x" * 65, "甲\n乙"])
def test_nobody_without_a_name(who: str) -> None:
    ran = js("console", "invite", "--who", who)
    assert (ran.status, ran.error["code"]) == (3, "hub.who_invalid")
    assert not CHINESE.search(call("--lang", "en", "console", "invite", "--who", who).err)


def test_help_is_in_the_persons_language() -> None:
    for command in (["console"], ["console", "invite"], ["console", "close"]):
        chinese, english = (call(*lang, *command, "--help") for lang in ([], ["--lang", "en"]))
        assert CHINESE.search(chinese.out)
        assert not CHINESE.search(english.out)


@pytest.mark.parametrize(("options", "is_secure"), [([], False), (["--behind-proxy"], True)])
def test_a_server_always_has_the_console(
    monkeypatch: pytest.MonkeyPatch, options: list[str], is_secure: bool
) -> None:
    made: list[Any] = []

    def build(hub: Hub, *, is_secure: bool) -> Any:
        made.append(is_secure)
        return Console(hub, is_secure=is_secure)

    monkeypatch.setattr(cli_serve, "Console", build)
    monkeypatch.setattr(cli_serve, "serve", lambda app, *_: made.extend(route.path for route in app.routes))
    assert call("serve", "--port", "0", *options).status == 0
    assert made[0] is is_secure
    assert {"/console", "/console/sign-in", "/console/quarantine/release", "/v1/push"} <= set(made[1:])
