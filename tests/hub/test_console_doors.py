"""Who comes into the console and how: codes, sessions, and what a desk's token is worth there."""

import httpx
import jwt
import pytest

from advisor_desk.hub.auth import Tokens, key_for
from advisor_desk.hub.console.codes import CODE_SECONDS, SESSION_SECONDS
from advisor_desk.hub.console.session import AUDIENCE, Sessions
from advisor_desk.hub.hub import Hub
from tests.hub.console_visit import WHO, Visit, console_of, journal, visit
from tests.hubs import Clock, enrolled


def test_a_code_lets_somebody_in_once(guest: Visit, hub: Hub) -> None:
    code = Sessions(hub).invite("李雷")
    answer = guest.post("/sign-in", code=f" {code[:4].lower()}-{code[4:].lower()} ")
    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    assert {"HttpOnly", "SameSite=strict", "Path=/", f"Max-Age={SESSION_SECONDS}"} <= set(cookie.split("; "))
    assert "李雷" in guest.page()
    assert code not in cookie
    again = httpx.post(f"{guest.url}/console/sign-in", data={"code": code}, trust_env=False)
    assert (again.status_code, "set-cookie" in again.headers) == (403, False)
    assert "登录码不对、已经用过或已过期" in again.text
    assert set(journal(hub)) >= {("console.invited", "李雷"), ("console.entered", "李雷")}


@pytest.mark.parametrize("code", ["", "AAAA", "0.AAAABBBBCCCCDDDDEEEEFFFFGG", "x" * 500, "登录码"])
def test_a_wrong_code_opens_nothing(guest: Visit, code: str) -> None:
    assert guest.post("/sign-in", code=code).status_code == 403
    assert guest.get().headers["location"] == "/console/sign-in"


def test_a_code_runs_out(guest: Visit, hub: Hub, clock: Clock) -> None:
    code = Sessions(hub).invite(WHO)
    clock.now += CODE_SECONDS + 1
    assert guest.post("/sign-in", code=code).status_code == 403


def test_the_code_of_a_desk_is_none_of_the_console(guest: Visit, hub: Hub) -> None:
    assert guest.post("/sign-in", code=hub.invite("B1", "A1")).status_code == 403


def test_over_tls_the_cookie_never_travels_in_the_open(hub: Hub) -> None:
    with console_of(hub, is_secure=True) as at, visit(at) as guest:
        cookie = guest.post("/sign-in", code=Sessions(hub).invite(WHO)).headers["set-cookie"]
    assert cookie.startswith("__Host-console=")
    assert "Secure" in cookie.split("; ")


def test_a_session_lasts_eight_hours(person: Visit, clock: Clock) -> None:
    clock.now += SESSION_SECONDS - 1
    assert person.get().status_code == 200
    clock.now += 2
    answer = person.get("/desks")
    assert answer.headers["location"] == "/console/sign-in?over=1"
    assert "登录已结束" in person.get("/sign-in?over=1").text


def test_who_signs_out_is_out_with_every_copy_of_the_cookie(person: Visit, hub: Hub) -> None:
    cookie = person.http.cookies["console"]
    answer = person.post("/sign-out", proof=person.proof)
    assert answer.headers["location"] == "/console/sign-in?out=1"
    assert "console" not in person.http.cookies
    person.http.cookies.set("console", cookie)
    assert person.get().status_code == 303
    assert journal(hub).count(("console.left", WHO)) == 1


def test_everybody_is_signed_out_at_once(person: Visit, hub: Hub) -> None:
    waiting = Sessions(hub).invite("别人")
    assert Sessions(hub).end_all() == 2
    assert person.get().status_code == 303
    assert person.post("/sign-in", code=waiting).status_code == 403
    assert Sessions(hub).end_all() == 0


def test_a_token_of_a_desk_is_no_session_and_a_session_no_token(person: Visit, hub: Hub) -> None:
    device = enrolled(hub, "B1", "A1")[0]
    token = Tokens(hub.keys, hub.around.clock).token(device.id)
    session = person.http.cookies["console"]
    by_token = httpx.get(
        f"{person.url}/console", headers={"Authorization": f"Bearer {token}"}, trust_env=False
    )
    as_cookie = httpx.get(f"{person.url}/console", headers={"Cookie": f"console={token}"}, trust_env=False)
    assert (by_token.status_code, as_cookie.status_code) == (303, 303)
    hello = httpx.get(
        f"{person.url}/v1/hello", headers={"Authorization": f"Bearer {session}"}, trust_env=False
    )
    assert hello.status_code == 401
    claims = jwt.decode(session, options={"verify_signature": False})
    assert claims["aud"] == AUDIENCE
    for name, change in (("aud", "advisor-desk-hub"), ("sub", device.id), ("exp", 0)):
        forged = jwt.encode({**claims, name: change}, key_for(hub.keys, b"console sessions"), "HS256")
        assert answer_to(forged, person) == 303
    for key in (key_for(hub.keys, b"tokens"), bytes(32)):
        assert answer_to(jwt.encode(claims, key, "HS256"), person) == 303


def answer_to(cookie: str, person: Visit) -> int:
    """The status with which the console answers whoever comes with a cookie alone."""
    headers = {"Cookie": f"console={cookie}"}
    return httpx.get(f"{person.url}/console", headers=headers, trust_env=False).status_code


def test_who_tries_codes_is_slowed_down(hub: Hub) -> None:
    with console_of(hub) as at, visit(at) as guest:
        answers = [guest.post("/sign-in", code="AAAA").status_code for _ in range(32)]
        assert (answers[0], answers[-1]) == (403, 429)
        assert "尝试太多" in guest.post("/sign-in", code=Sessions(hub).invite(WHO)).text


def test_what_is_no_form_is_refused(person: Visit) -> None:
    url = f"{person.url}/console/sign-in"
    assert (
        person.http.post(url, content=b"{}", headers={"content-type": "application/json"}).status_code == 415
    )
    assert person.post("/sign-in", code="x" * 5_000).status_code == 413
    many = {f"f{n}": "x" for n in range(20)}
    assert person.http.post(url, data=many).status_code == 400
    assert person.post("/sign-in", code="\0").status_code == 400
    assert person.get("/quarantine?id=%00").status_code == 400
    assert person.get("?" + "&".join(f"a{n}=1" for n in range(20))).status_code == 400
    assert person.http.put(url, content=b"").status_code == 405
