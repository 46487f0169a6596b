"""Questions, tokens and signatures: good for whom they were made, for as long as they say."""

import hashlib
import json

import jwt
import pytest

from advisor_desk.hub.auth import QUESTION_SECONDS, Tokens, check_signature
from advisor_desk.hub.refused import Refused
from advisor_desk.wire.messages import Problem
from advisor_desk.wire.seal import KeyPair
from advisor_desk.wire.version import TOKEN_SECONDS
from tests.hubs import HUB_KEYS, NOW, Clock, keys_of


def tokens(clock: Clock | None = None, keys: KeyPair = HUB_KEYS) -> Tokens:
    return Tokens(keys, clock or Clock())


def refusal(deed: object, *given: object) -> Problem:
    with pytest.raises(Refused) as caught:
        deed(*given)  # type: ignore[operator]
    return caught.value.problem


def test_a_token_speaks_for_its_device_until_it_is_over() -> None:
    clock = Clock()
    made = tokens(clock)
    header = f"Bearer {made.token('B.1')}"
    assert made.device_of(header) == "B.1"
    assert made.device_of(header.replace("Bearer", "bearer")) == "B.1"
    clock.now += TOKEN_SECONDS - 1
    assert made.device_of(header) == "B.1"
    clock.now += 1
    assert refusal(made.device_of, header) is Problem.TOKEN_STALE
    assert tokens().device_of(header) == "B.1", "another process with the same keys takes it"


def test_a_token_from_the_future_is_not_taken() -> None:
    header = f"Bearer {tokens(Clock(NOW + 3600)).token('B.1')}"
    assert refusal(tokens().device_of, header) is Problem.TOKEN_STALE


def forged() -> dict[str, str]:
    claims = {"sub": "B.1", "aud": "advisor-desk-hub", "iat": int(NOW), "exp": int(NOW) + 900}
    ours = tokens().token("B.1")
    head, body, mark = ours.split(".")
    key = hashlib.sha256(b"somebody's").digest()
    return {
        "nothing": "",
        "no scheme": ours,
        "other scheme": f"Basic {ours}",
        "other key": f"Bearer {jwt.encode(claims, key, algorithm='HS256')}",
        "no algorithm": f"Bearer {jwt.encode(claims, '', algorithm='none')}",
        "public key as secret": f"Bearer {jwt.encode(claims, HUB_KEYS.public.signing, algorithm='HS256')}",
        "cut": f"Bearer {ours[:-2]}",
        "no mark": f"Bearer {head}.{body}.",
        "other body": f"Bearer {head}.{tokens().token('B.2').split('.')[1]}.{mark}",
        "no token": "Bearer x.y.z",
        "not ascii": "Bearer \xff\xfe",
        "long": "Bearer " + "a" * 60_000,
    }


@pytest.mark.parametrize("name", forged())
def test_a_forged_token_is_none(name: str) -> None:
    assert refusal(tokens().device_of, forged()[name]) is Problem.TOKEN_NEEDED
    assert refusal(tokens().device_of, None) is Problem.TOKEN_NEEDED


def test_a_token_of_another_hub_or_for_something_else_is_none() -> None:
    other = tokens(keys=keys_of("another hub"))
    assert refusal(tokens().device_of, f"Bearer {other.token('B.1')}") is Problem.TOKEN_NEEDED
    nonce = tokens().question("B.1")
    assert refusal(tokens().device_of, f"Bearer {nonce}") is Problem.TOKEN_NEEDED


def test_a_question_is_for_one_device_and_a_minute() -> None:
    clock = Clock()
    made = tokens(clock)
    nonce = made.question("B.1")
    made.check_question("B.1", nonce)
    assert refusal(made.check_question, "B.2", nonce) is Problem.TOKEN_STALE
    clock.now += QUESTION_SECONDS
    made.check_question("B.1", nonce)
    clock.now += 1
    assert refusal(made.check_question, "B.1", nonce) is Problem.TOKEN_STALE
    clock.now = NOW - 1
    assert refusal(made.check_question, "B.1", nonce) is Problem.TOKEN_STALE, "from the future"


@pytest.mark.parametrize("nonce", ["", ".", "1", "x.y", f"{int(NOW)}.00", f"{'9' * 40}.00", "٣.0", "1.\xff"])
def test_what_is_no_question_of_ours_is_told(nonce: str) -> None:
    assert refusal(tokens().check_question, "B.1", nonce) is Problem.TOKEN_STALE


def test_a_signature_is_over_this_message_by_this_device() -> None:
    mine, other = keys_of("mine"), keys_of("other")
    check_signature(mine.public, b"m", mine.signature(b"m").hex())
    for signature in (None, "", "zz", "00" * 64, mine.signature(b"n").hex(), other.signature(b"m").hex()):
        assert refusal(check_signature, mine.public, b"m", signature) is Problem.SIGNATURE_WRONG


def test_keys_of_tokens_are_not_the_keys_themselves() -> None:
    token = tokens().token("B.1")
    for key in (HUB_KEYS.signing, HUB_KEYS.sealing):
        with pytest.raises(jwt.InvalidSignatureError):
            jwt.decode(token, key, algorithms=["HS256"], audience="advisor-desk-hub")
    assert "B.1" in json.dumps(jwt.decode(token, options={"verify_signature": False}))
