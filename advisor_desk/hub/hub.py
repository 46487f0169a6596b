"""The hub as its server, its command line and the simulator call it: a method a deed, a transaction each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from advisor_desk.errors import UserCanFix
from advisor_desk.hub import (
    assign,
    attachments,
    desk_register,
    feed,
    fields,
    figures,
    forward,
    moves,
    office,
    push,
    put,
    quarantine,
    release,
)
from advisor_desk.hub.desk_register import Device
from advisor_desk.hub.items import Moment
from advisor_desk.hub.moving import Moving
from advisor_desk.hub.office import Entry, utc
from advisor_desk.hub.quarantine import Deed, HeldEvent
from advisor_desk.hub.refused import Refused
from advisor_desk.hub.release import Outcome
from advisor_desk.hub.store import Store
from advisor_desk.storage.uuid7 import uuid7
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.messages import (
    EnrollAnswer,
    EnrollRequest,
    HeldScope,
    Hello,
    Problem,
    PushAnswer,
    PushBatch,
    receipt_bytes,
)
from advisor_desk.wire.pages import Page, PullRequest
from advisor_desk.wire.report import Report
from advisor_desk.wire.rows import RowDraft
from advisor_desk.wire.seal import KeyPair
from advisor_desk.wire.version import (
    BRANCH_SCOPE,
    FIRM_BRANCH,
    FIRM_SCOPE,
    INVITATION_SECONDS,
    LEAST_PROTOCOL,
    PROTOCOL,
    advisor_scope,
)

__all__ = ["Around", "Device", "Hub"]

_MOST_ADVISOR: Final = 128


@dataclass(frozen=True, slots=True)
class Around:
    """What the hub takes from the machine: seconds since 1970 (UTC), identifiers made then, random bytes."""

    clock: Callable[[], float]
    new_id: Callable[[float], UUID] = uuid7
    chance: Callable[[int], bytes] = os.urandom


class Hub:
    """Head office's side. Any thread may call it."""

    def __init__(self, store: Store, keys: KeyPair, around: Around) -> None:
        self.store = store
        self.keys = keys
        self.around = around
        self._moving = Moving(store, around)

    # Who this hub is

    def epoch(self) -> str:
        """Who this hub is since it was last restored."""
        known = self.store.read(office.epoch)
        if known:
            return known
        new = self._new_id()
        return self.store.transact(lambda connection: office.first_epoch(connection, new))

    def new_epoch(self) -> str:
        """To be called after a restore: desks start their scopes anew and send again what may be lost."""
        new = self._new_id()

        def work(connection: sa.Connection) -> None:
            office.begin_epoch(connection, new)
            self._note(connection, FIRM_BRANCH, "epoch.begun", epoch=new)

        self.store.transact(work)
        return new

    # Advisors and desks

    def add_advisor(self, branch: str, advisor: str, name: str = "") -> None:
        """Note an advisor. Raises UserCanFix(`hub.branch_invalid` | `hub.advisor_invalid`)."""
        _demand_advisor(advisor)
        at = self._now()
        self.store.transact(lambda connection: office.register_branch(connection, branch))
        self.store.transact(
            lambda connection: desk_register.add_advisor(connection, branch, advisor, name, at)
        )

    def advisors(self, branch: str) -> dict[str, str]:
        """Names of a branch's advisors by id."""
        return self.store.read(lambda connection: desk_register.advisors(connection, branch))

    def invite(self, branch: str, advisor: str) -> str:
        """A code that lets one desk in within ten minutes. Raises as `add_advisor`."""
        self.add_advisor(branch, advisor)
        seconds = self.around.clock()
        code = desk_register.new_code(branch, self.around.chance(desk_register.CODE_BYTES))
        invitation = desk_register.Invitation(branch, code, advisor)

        def work(connection: sa.Connection) -> None:
            until = utc(seconds + INVITATION_SECONDS)
            desk_register.invite(connection, invitation, utc(seconds), until)
            self._note(connection, branch, "advisor.invited", advisor=advisor)

        self.store.transact(work)
        return code

    def enroll(self, request: EnrollRequest) -> EnrollAnswer:
        """Take in a desk. Raises Refused(CODE_WRONG | SHAPELESS).

        Names of other advisors are not taken among its former authors: nobody's work becomes another's.
        """
        others = self._advisors_among(request.former_authors)
        own = tuple(name for name in request.former_authors if name not in others)
        branch = desk_register.branch_of(request.code)
        device_id, at = f"{branch}.{self._new_id()}", self._now()

        def work(connection: sa.Connection) -> Device:
            device = desk_register.enroll(connection, replace(request, former_authors=own), device_id, at)
            self._note(connection, branch, "device.enrolled", device=device.id, advisor=device.advisor)
            return device

        device = self.store.transact(work)
        public = self.keys.public
        return EnrollAnswer(
            device_id=device.id,
            advisor=device.advisor,
            branch=device.branch,
            hub_signing_key=public.signing.hex(),
            hub_sealing_key=public.sealing.hex(),
            hub_epoch=self.epoch(),
        )

    def _advisors_among(self, names: Sequence[str]) -> set[str]:
        ask = partial(desk_register.known_advisors, ids=names)
        branches = self.branches() if names else []
        return set().union(*(self.store.read(partial(ask, branch=branch)) for branch in branches))

    def device(self, device_id: str) -> Device:
        """Raises Refused(DEVICE_UNKNOWN | DEVICE_REVOKED)."""
        found = self.store.read(lambda connection: desk_register.find(connection, device_id))
        return desk_register.demanded(found)

    def devices(self, branch: str) -> list[Device]:
        """Every desk of a branch, revoked ones too."""
        return self.store.read(lambda connection: desk_register.devices(connection, branch))

    def revoke(self, device_id: str) -> None:
        """Let a desk in no more. Raises UserCanFix("hub.device_unknown")."""
        branch, at = desk_register.branch_of(device_id), self._now()

        def work(connection: sa.Connection) -> None:
            if desk_register.find(connection, device_id) is None:
                raise UserCanFix("hub.device_unknown")
            if desk_register.revoke(connection, device_id, at):
                self._note(connection, branch, "device.revoked", device=device_id)

        self.store.transact(work)

    def note_wrong_signature(self, device: Device) -> None:
        """A push came that the desk did not sign: a line in the journal, nothing else is kept of it."""
        self.store.transact(
            lambda connection: self._note(connection, device.branch, "push.not_signed", device=device.id)
        )

    # The round of a desk

    def hello(self, device: Device) -> Hello:
        """What the hub has: of the desk's events, and of the scopes that it follows, in their order."""
        hub_epoch, scopes = self.epoch(), scopes_of(device)

        def work(connection: sa.Connection) -> Hello:
            now = desk_register.demanded(desk_register.find(connection, device.id))
            held = feed.heads(connection, scopes)
            return Hello(
                hub_epoch=hub_epoch,
                time=self._now(),
                least_protocol=LEAST_PROTOCOL,
                most_protocol=PROTOCOL,
                last_device_seq=now.last_seq,
                advisor=now.advisor,
                branch=now.branch,
                scopes=tuple(HeldScope(scope, scopes[scope], head) for scope, head in held.items()),
                last_epoch=now.last_epoch,
            )

        return self.store.read(work)

    def push(self, device: Device, batch: PushBatch) -> PushAnswer:
        """Take in events; one answer each, and a signed receipt. Raises Refused, OutsideFailed.

        Nothing is kept then; only after `hub.commit_unknown` all of it may be: whatever is sent again is
        told to be there already.
        """
        elsewhere = self._moving.elsewhere(device.branch, fields.made_by(batch.events))
        answer = push.taken_in(self.store, device, batch, Moment(self.around.clock(), elsewhere))
        self._moving.after_push(device.branch, answer.answers)
        signature = self.keys.signature(receipt_bytes(answer.receipt)).hex()
        return replace(answer, receipt=replace(answer.receipt, signature=signature))

    def pull(self, device: Device, request: PullRequest) -> Page:
        """A page of one of the desk's scopes. Raises Refused(SCOPE_FOREIGN | RESYNC_REQUIRED)."""
        branch = scopes_of(device).get(request.scope)
        if branch is None:
            raise Refused(Problem.SCOPE_FOREIGN, scope=request.scope)

        def work(connection: sa.Connection) -> Page:
            return feed.page(connection, branch, request, office.epoch(connection))

        page = self.store.read(work)
        return page if page.hub_epoch else replace(page, hub_epoch=self.epoch())

    def report(self, device: Device, report: Report) -> None:
        """Keep what a desk says of itself: its state, and its advisor's clients by tier and month."""
        at = self._now()

        def work(connection: sa.Connection) -> None:
            now = desk_register.locked(connection, device, at)
            said = {name: value for name, value in asdict(report).items() if name != "tiers"}
            desk_register.keep_report(connection, now, said, at)
            figures.keep_tiers(connection, now.branch, now.advisor, report.tiers)

        self.store.transact(work)

    def put_attachment(self, device: Device, head: AttachmentHead, content: bytes) -> None:
        """Keep an attachment; again does nothing. Raises Refused(SHAPELESS) when its digest is another."""
        attachments.demand_whole(head, content)
        at = self._now()

        def work(connection: sa.Connection) -> int:
            attachments.keep(connection, device, head, content, at)
            return forward.keep_file(connection, device.branch, head.sha256, at)

        if self.store.transact(work):
            self._moving.look(device.branch)

    def attachment(self, device: Device, sha256: str) -> tuple[AttachmentHead, bytes]:
        """One that an event of a client of the desk's advisor names. Raises Refused(SCOPE_FOREIGN)."""
        return self.store.read(lambda connection: attachments.fetch(connection, device, sha256))

    # Rows and clients

    def put_rows(self, branch: str, scope: str, drafts: Sequence[RowDraft]) -> int:
        """Put rows into a scope; its number afterwards."""
        at = self._now()
        return self.store.transact(lambda connection: put.put_rows(connection, branch, scope, drafts, at))

    def add_client(self, branch: str, client_no: str, advisor: str) -> None:
        """Take in a client with its advisor; one who is known stays where it is."""
        self.add_clients(branch, {client_no: advisor})

    def add_clients(self, branch: str, holders: Mapping[str, str]) -> list[str]:
        """Take in clients with the advisor of each; the numbers of those that are new."""
        for advisor in set(holders.values()):
            self.add_advisor(branch, advisor)
        at = self._now()
        new = self.store.transact(lambda connection: assign.add_clients(connection, branch, holders, at))
        self.release_waiting(branch, new)
        return new

    def holders(self, branch: str, client_nos: Iterable[str]) -> dict[str, str]:
        """The advisor of each client that the branch knows."""
        asked = list(client_nos)
        return self.store.read(lambda connection: assign.holders(connection, branch, asked))

    def find_client(self, client_no: str) -> str | None:
        """The branch that holds the client; each is asked."""
        return self._moving.find_client(client_no)

    def assign(self, client_no: str, to: str, order_id: str | None = None, branch: str | None = None) -> int:
        """Move a client to another advisor; rows moved. An order moves it once only.

        `branch` is whose advisor `to` is, where that is not the client's own. Raises as `Moving.assign`.
        """
        return self._moving.assign(client_no, to, order_id, branch)

    def forward_pending(self) -> int:
        """To be called when the hub starts: go on with what was stopped between two branches; how much."""
        return self._moving.forward_pending(again=True)

    def moved_away(self, branch: str, client_nos: Iterable[str]) -> dict[str, str]:
        """Those of the clients who have left the branch, each with the branch to which they went."""
        asked = list(client_nos)
        found = self.store.read(lambda connection: moves.away(connection, branch, asked))
        return {client_no: move.to_branch for client_no, move in found.items()}

    def branches(self) -> list[str]:
        """Every branch, in order."""
        return self.store.read(office.branches)

    def forget_tombstones(self) -> int:
        """Drop deletions that every desk has had 400 days to see; how many went."""
        before = utc(self.around.clock() - feed.KEPT.total_seconds())
        forget = partial(feed.forget_tombstones, before=before)
        branches = [FIRM_BRANCH, *self.branches()]
        return sum(self.store.transact(partial(forget, branch=branch)) for branch in branches)

    # What was kept apart

    def quarantined(self, branch: str) -> list[HeldEvent]:
        """Events of a branch that are kept apart and not settled, in the order of arrival."""
        return self.store.read(lambda connection: quarantine.held(connection, branch))

    def release(self, branch: str, event_id: str, who: str) -> Outcome:
        """Take in what is kept apart under an event's id, as if it arrived now; a second time does nothing.

        What is refused again stays, with the reason of now.
        """
        seconds, deed = self.around.clock(), self._deed(who)
        asked = self.store.read(partial(quarantine.of_event, branch=branch, event_id=event_id))
        made = [one.client_no for one in asked if one.client_no and one.type == fields.EDITED]
        elsewhere = self._moving.elsewhere(branch, made)
        outcome = self.store.transact(
            lambda connection: release.release(connection, branch, event_id, Moment(seconds, elsewhere), deed)
        )
        self._moving.look(branch)
        return outcome

    def give_back(self, branch: str, event_id: str, who: str) -> int:
        """Settle that an event is not taken in; how many were kept apart under its id, 0 the second time."""
        deed = self._deed(who)
        return self.store.transact(
            lambda connection: quarantine.give_back(connection, branch, event_id, deed)
        )

    def release_waiting(self, branch: str, client_nos: Sequence[str]) -> int:
        """To be called once clients or their rows are loaded: take in what had come too early; how many."""
        released = release.release_waiting(self.store, branch, client_nos, self.around)
        self._moving.rows_came(branch, client_nos)
        return released

    def status(self) -> dict[str, Any]:
        """Figures for the command line: devices, events, events kept apart, clients."""
        return figures.status(self.store, self.branches())

    def _now(self) -> str:
        return utc(self.around.clock())

    def _deed(self, who: str) -> Deed:
        return Deed(self._new_id(), self._now(), who)

    def _new_id(self) -> str:
        return str(self.around.new_id(self.around.clock()))

    def _note(self, connection: sa.Connection, branch: str, deed: str, **body: str) -> None:
        office.note(connection, branch, Entry(self._new_id(), self._now(), deed, body))


def scopes_of(device: Device) -> dict[str, str]:
    """The scopes that a desk follows, in the order in which it pulls them, with the branch of each."""
    return {
        FIRM_SCOPE: FIRM_BRANCH,
        BRANCH_SCOPE: device.branch,
        advisor_scope(device.advisor): device.branch,
    }


def _demand_advisor(advisor: str) -> None:
    if not advisor.strip() or len(advisor) > _MOST_ADVISOR or not advisor.isprintable():
        raise UserCanFix("hub.advisor_invalid")
