"""What four desks send: signed batches of recorded contacts, made before the clock runs.

The senders are to be cheap, for they share the machine with hub and database: a thread a desk puts ready
bytes on a kept line and reads the answer.
"""

from __future__ import annotations

import http.client
import json
import random
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from advisor_desk.domain.interaction import Attendee, Interaction, NextStep, Outcome, Promise, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.hub.hub import Device, Hub
from advisor_desk.storage.interaction_body import body_of
from advisor_desk.wire.asking import token_answer, token_question
from advisor_desk.wire.messages import PushBatch, written
from advisor_desk.wire.packing import GZIP, packed
from advisor_desk.wire.proofs import push_proof, token_proof
from advisor_desk.wire.seal import KeyPair
from advisor_desk.wire.version import DEVICE_HEADER, JSON_TYPE, SIGNATURE_HEADER, TOKEN_HEADER
from tests.bench.contact_books import note
from tests.bench.hub_host import BRANCH
from tests.hubs import Chain, enrolled

DESKS = 4
CLIENTS = 200
"""Of each desk's advisor."""
BATCH = 500
_TODAY = date(2026, 6, 30)


@dataclass
class Sender:
    """One desk at the wire."""

    device: Device
    keys: KeyPair
    batches: list[PushBatch] = field(default_factory=list)
    bodies: list[tuple[bytes, str]] = field(default_factory=list)
    """Ready bytes with their signature."""
    token: str = ""

    def log_in(self, port: int) -> None:
        """Get a token, as a desk does."""
        line = _line(port)
        nonce = _post(line, "/v1/token", token_question(self.device.id))["nonce"]
        proof = self.keys.signature(token_proof(self.device.id, nonce))
        self.token = _post(line, "/v1/token", token_answer(self.device.id, nonce, proof))["token"]
        line.close()

    def send_all(self, port: int) -> None:
        """Every batch, one after the other, each answered well."""
        line = _line(port)
        for body, signature in self.bodies:
            headers = {
                "Content-Type": JSON_TYPE,
                "Content-Encoding": GZIP,
                "Accept-Encoding": GZIP,
                TOKEN_HEADER: f"Bearer {self.token}",
                DEVICE_HEADER: self.device.id,
                SIGNATURE_HEADER: signature,
            }
            line.request("POST", "/v1/push", body, headers)
            answer = line.getresponse()
            raw = answer.read()
            assert answer.status == http.client.OK, (answer.status, raw[:200])
        line.close()


def _line(port: int) -> http.client.HTTPConnection:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.connect()
    line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def _post(line: http.client.HTTPConnection, path: str, body: bytes) -> dict[str, str]:
    line.request("POST", path, body, {"Content-Type": JSON_TYPE})
    answer: dict[str, str] = json.loads(line.getresponse().read())
    return answer


def senders(hub: Hub, events: int, name: str) -> list[Sender]:
    """Four enrolled desks with so many events each, in batches; `name` tells a further four apart."""
    made = []
    for number in range(DESKS):
        advisor = f"{name}{number}"
        device, keys = enrolled(hub, BRANCH, advisor)
        clients = [f"{advisor}-{client:04}" for client in range(CLIENTS)]
        hub.add_clients(BRANCH, dict.fromkeys(clients, advisor))
        one = Sender(device, keys)
        _fill(one, clients, events, random.Random(advisor))  # noqa: S311
        made.append(one)
    return made


def send(desks: Sequence[Sender], port: int) -> float:
    """All desks at once; events per second."""
    threads = [threading.Thread(target=desk.send_all, args=(port,)) for desk in desks]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - begun
    return count(desks) / taken


def count(desks: Sequence[Sender]) -> int:
    """Events in all batches."""
    return sum(len(batch.events) for desk in desks for batch in desk.batches)


def _fill(desk: Sender, clients: Sequence[str], events: int, draw: random.Random) -> None:
    chain = Chain(desk.device)
    chain.now = time.time() - events - 3_600
    while events > 0:
        part = min(BATCH, events)
        events -= part
        numbers = [draw.choice(clients) for _ in range(part)]
        batch = chain.batch(
            *(chain.event(number, "interaction.recorded", contact_body(number, draw)) for number in numbers)
        )
        body = written(batch)
        desk.batches.append(batch)
        desk.bodies.append((packed(body, 1), desk.keys.signature(push_proof(body)).hex()))


def contact_body(number: str, draw: random.Random) -> dict[str, object]:
    """A contact as the desk's own event says it: a note, a promise, a next step."""
    on = _TODAY - timedelta(days=draw.randrange(90))
    made = Interaction(
        attendees=(Attendee(number),),
        on=on,
        channel=draw.choice(list(ContactChannel)),
        outcome=draw.choice(list(Outcome)),
        purpose=draw.choice([one for one in Purpose if one is not Purpose.COMPLAINT]),
        note=note(draw),
        promises=(Promise("寄送资料", on + timedelta(days=3)),),
        next_step=NextStep("回电", on + timedelta(days=5), 600),
    )
    return {**body_of(made, made.attendees[0], "", 1), "on": on.isoformat()}
