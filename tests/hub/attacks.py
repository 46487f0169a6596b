"""Hostile requests at the hub's line, one of a kind at a time, by chance from a seed."""

import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx
import jwt

from advisor_desk.hub.auth import Tokens
from advisor_desk.wire.asking import attachment_body, token_answer, token_question
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.messages import PushBatch, written
from advisor_desk.wire.packing import packed
from advisor_desk.wire.proofs import push_proof
from tests.hub_server import Line
from tests.hubs import HUB_KEYS, NOW, Chain, Clock, keys_of, request_of

BOMBS = tuple(packed(bytes(size)) for size in (3_000_000, 18_000_000))
ODD: tuple[Any, ...] = (
    None, True, -1, 1 << 63, 1e308, "", "\x00", "\ud800", "'; DROP TABLE event; --", [], [[]], {}, {"a": {}},
    "x" * 70_000, ["B1"] * 600,
)  # fmt: skip
DEEP = ("[" * 3_000, '{"a":' * 3_000, '{"events":' + "[" * 100_000)
HASHED = ("id", "device_seq", "author", "client_no", "type", "v", "body", "prev_hash", "hash")
SCOPES = ("adv:A1", "adv:'; --", "0", "firm' OR '1'='1", "../br", "adv:%")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass
class Attacker:
    """Somebody with a stolen device of another branch, and an ear on the line of an honest one."""

    chance: random.Random
    own: Line
    victim: Line
    overheard: bytes
    chain: Chain

    def ways(self) -> list[Callable[[], httpx.Response]]:
        """Each sends one request."""
        return [
            self.altered_body, self.wrong_signature, self.foreign_device, self.replayed, self.stale_token,
            self.forged_token, self.stale_question, self.nested, self.bomb, self.cut_or_random,
            self.wrong_types, self.wrong_event, self.foreign_client, self.foreign_author,
            self.foreign_scope, self.guessed_code, self.odd_small_body, self.attachment,
        ]  # fmt: skip

    def altered_body(self) -> httpx.Response:
        raw = bytearray(self.overheard)
        raw[self.chance.randrange(len(raw))] ^= 1 << self.chance.randrange(8)
        return self._as_victim(bytes(raw), self.victim.keys.signature(push_proof(self.overheard)))

    def wrong_signature(self) -> httpx.Response:
        raw = written(replace(self._fresh(), device_id=self.victim.device.id))
        return self._as_victim(
            raw, self.chance.choice([b"", os.urandom(64), self.own.keys.signature(push_proof(raw))])
        )

    def foreign_device(self) -> httpx.Response:
        return self.own.push(replace(self._fresh(), device_id=self.victim.device.id))

    def replayed(self) -> httpx.Response:
        return self._as_victim(self.overheard, self.victim.keys.signature(push_proof(self.overheard)))

    def stale_token(self) -> httpx.Response:
        then = Tokens(HUB_KEYS, Clock(NOW - 901 - self.chance.randrange(10_000)))
        return self._with_token(then.token(self.victim.device.id))

    def forged_token(self) -> httpx.Response:
        claims = {"sub": self.victim.device.id, "aud": "advisor-desk-hub", "iat": int(NOW), "exp": 1 << 40}
        algorithm = self.chance.choice(["HS256", "HS512", "none"])
        key = "" if algorithm == "none" else os.urandom(64)
        return self._with_token(jwt.encode(claims, key, algorithm=algorithm))

    def stale_question(self) -> httpx.Response:
        me = self.victim.device.id
        then = Tokens(HUB_KEYS, Clock(NOW - 61)).question(me)
        other = str(self.own.post("/v1/token", token_question(self.own.device.id)).json()["nonce"])
        nonce = self.chance.choice([then, "1.00", other])
        return self.victim.post("/v1/token", token_answer(me, nonce, self.own.keys.signature(b"x")))

    def nested(self) -> httpx.Response:
        return self.own.push_raw(self.chance.choice(DEEP).encode(), is_packed=self.chance.random() < 0.5)

    def bomb(self) -> httpx.Response:
        return self.own.push_raw(self.chance.choice(BOMBS), Content_Encoding="gzip")

    def cut_or_random(self) -> httpx.Response:
        cut = self.overheard[: self.chance.randrange(len(self.overheard))]
        return self.own.push_raw(
            self.chance.choice([cut, os.urandom(99)]), is_packed=self.chance.random() < 0.3
        )

    def wrong_types(self) -> httpx.Response:
        """A field of the batch is of another kind, or holds events that are none; signed all the same."""
        given = json.loads(written(self._fresh()))
        given["events"] = [self._odd()]
        given[self.chance.choice(["device_id", "batch", "sent_at", "events"])] = self._odd()
        return self.own.push_raw(json.dumps(given).encode())

    def wrong_event(self) -> httpx.Response:
        """A field of an event is of another kind, or was altered after it was hashed."""
        given = json.loads(written(self._fresh()))
        given["events"][0][self.chance.choice(HASHED)] = self.chance.choice([*ODD, "other", "C1"])
        return self.own.push_raw(json.dumps(given).encode())

    def foreign_client(self) -> httpx.Response:
        return self.own.push(self.chain.batch(self.chain.event(self.chance.choice(["C1", "C2", "nobody"]))))

    def foreign_author(self) -> httpx.Response:
        chain = Chain(self.own.device, author=self.chance.choice(["A1", "A2"]))
        return self.own.push(chain.batch(chain.event("C9")))

    def foreign_scope(self) -> httpx.Response:
        cursor = self.chance.choice(["0", "-1", "1e9", str(1 << 70), "x"])
        return self.own.pull(self.chance.choice(SCOPES), cursor=cursor)

    def guessed_code(self) -> httpx.Response:
        code = f"B1.{''.join(self.chance.choices(LETTERS, k=26))}"
        return self.own.post("/v1/enroll", written(request_of(code, keys_of("x"))))

    def odd_small_body(self) -> httpx.Response:
        path = self.chance.choice(["/v1/enroll", "/v1/token", "/v1/report"])
        given = {name: self._odd() for name in ("device", "code", "nonce", "tiers", "signing_key")}
        body = self.chance.choice([json.dumps(given), "["])
        return self.own.http.post(self.own.url + path, content=body.encode(), headers=self.own.headers())

    def attachment(self) -> httpx.Response:
        digest = self.chance.choice(["0" * 64, "..%2f..%2fetc%2fpasswd", "A" * 64, "%00"])
        raw = attachment_body(AttachmentHead(digest, "../x", "text/html", 3), b"abc")
        return self.own.http.put(
            f"{self.own.url}/v1/attachment/{digest}", content=raw, headers=self.own.headers()
        )

    def _odd(self) -> Any:
        return self.chance.choice(ODD)

    def _fresh(self) -> PushBatch:
        """A regular batch of the attacker's own device, never to be sent as it is."""
        return self.chain.batch(self.chain.event("C9"))

    def _as_victim(self, raw: bytes, signature: bytes) -> httpx.Response:
        given = {**self.victim.headers(), "X-Desk-Signature": signature.hex()}
        return self.victim.http.post(f"{self.victim.url}/v1/push", content=raw, headers=given)

    def _with_token(self, token: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return self.own.http.post(f"{self.own.url}/v1/push", content=self.overheard, headers=headers)
