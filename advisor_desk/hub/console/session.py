"""Who looks: a one-time code from the hub's own command line buys a session of eight hours.

The cookie is signed with a key of its own and for an audience of its own, so that a device's token is no
session and a session no token. What ends a session early is its row in the database, which every request
reads.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import sqlalchemy as sa

from advisor_desk.errors import UserCanFix
from advisor_desk.hub.auth import Pass, key_for, read_pass, signed_pass
from advisor_desk.hub.console import codes
from advisor_desk.hub.console.codes import CODE_SECONDS, SESSION_SECONDS
from advisor_desk.hub.desk_register import CODE_BYTES
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.office import Entry, note, utc
from advisor_desk.wire.version import FIRM_BRANCH

AUDIENCE: Final = "advisor-desk-console"
_KEPT_SECONDS: Final = 30 * 24 * 60 * 60
"""How long a code that ran out is still there to be looked at."""
_MOST_WHO: Final = 64
_MOST_CODE: Final = 64


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of head office who signed in. `session` is the id of the session."""

    who: str
    session: str


class Sessions:
    """Codes and sessions of one hub; good at every hub that has the same keys and database."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._cookie_key = key_for(hub.keys, b"console sessions")
        self._deed_key = key_for(hub.keys, b"console deeds")

    def invite(self, who: str) -> str:
        """A code with which `who` signs in once within ten minutes. Raises UserCanFix("hub.who_invalid")."""
        if not who.strip() or len(who) > _MOST_WHO or not who.isprintable():
            raise UserCanFix("hub.who_invalid")
        seconds = self._hub.around.clock()
        secret = self._hub.around.chance(CODE_BYTES)
        code = base64.b32encode(secret[:CODE_BYTES]).decode().rstrip("=")

        def work(connection: sa.Connection) -> None:
            codes.forget(connection, utc(seconds - _KEPT_SECONDS))
            codes.make(connection, code, who, utc(seconds), utc(seconds + CODE_SECONDS))
            note(connection, FIRM_BRANCH, self._entry("console.invited", who))

        self._hub.store.transact(work)
        return code

    def begin(self, code: str) -> str | None:
        """The cookie of a new session; None for a code that is unknown, used or too old."""
        if len(code) > _MOST_CODE:
            return None
        session = codes.session_of(code)

        def work(connection: sa.Connection) -> str | None:
            who = codes.use(connection, session, utc(self._hub.around.clock()))
            if who is not None:
                note(connection, FIRM_BRANCH, self._entry("console.entered", who))
            return who

        who = self._hub.store.transact(work)
        return None if who is None else self._cookie(session)

    def of(self, cookie: str | None) -> Person | None:
        """Whose session a cookie is, as long as it lasts."""
        session = "" if cookie is None else self._session_in(cookie)
        if not session:
            return None
        since = utc(self._hub.around.clock() - SESSION_SECONDS)
        who = self._hub.store.read(lambda connection: codes.holder(connection, session, since))
        return None if who is None else Person(who, session)

    def end(self, person: Person) -> None:
        """End a session: its cookie opens nothing any more."""
        at = utc(self._hub.around.clock())

        def work(connection: sa.Connection) -> None:
            if codes.end(connection, person.session, at) is not None:
                note(connection, FIRM_BRANCH, self._entry("console.left", person.who))

        self._hub.store.transact(work)

    def end_all(self) -> int:
        """End all sessions and all codes that were not used yet; how many."""
        seconds = self._hub.around.clock()

        def work(connection: sa.Connection) -> int:
            ended = codes.end_all(connection, utc(seconds), utc(seconds - SESSION_SECONDS))
            entry = Entry(self._new_id(seconds), utc(seconds), "console.closed", {"ended": ended})
            note(connection, FIRM_BRANCH, entry)
            return len(ended)

        return self._hub.store.transact(work)

    def proof(self, person: Person) -> str:
        """What a form of this session carries, so that no other site can send one in its name."""
        return hmac.new(self._deed_key, person.session.encode(), sha256).hexdigest()

    def is_proven(self, person: Person, proof: str) -> bool:
        """True for the session's own proof."""
        return hmac.compare_digest(self.proof(person).encode(), proof.encode("utf-8", "replace"))

    def _cookie(self, session: str) -> str:
        now = int(self._hub.around.clock())
        return signed_pass(Pass(session, now, now + SESSION_SECONDS), self._cookie_key, AUDIENCE)

    def _session_in(self, cookie: str) -> str:
        held = read_pass(cookie, self._cookie_key, AUDIENCE)
        return "" if held is None or int(self._hub.around.clock()) >= held.until else held.holder

    def _entry(self, deed: str, who: str) -> Entry:
        seconds = self._hub.around.clock()
        return Entry(self._new_id(seconds), utc(seconds), deed, {}, who)

    def _new_id(self, seconds: float) -> str:
        return str(self._hub.around.new_id(seconds))
