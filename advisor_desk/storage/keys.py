"""What opens a book: a random data key, wrapped by a master key that a passphrase or recovery key opens.

Nothing is stored here; `key_file` reads and writes. The heavy imports wait until a passphrase is tried.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable
from typing import NamedTuple

from advisor_desk.errors import DeskBug, UserCanFix
from advisor_desk.storage import recovery_key
from advisor_desk.storage.engine import KEY_BYTES
from advisor_desk.storage.key_file import KdfCost, KeyFile

FLOOR = KdfCost(memory_kib=65_536, passes=3, lanes=4)
"""The least a new book's passphrase may cost (RFC 9106, second recommended option)."""

CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)
"""For tests and for demo books of invented people only; `create` demands that this be said."""

_TARGET_SECONDS = 0.7
_SALT_BYTES = 16
_NONCE_BYTES = 12
_MAX_PASSES = 24

Random = Callable[[int], bytes]


class DataKey:
    """The raw key of one book's file. Never printed, never written unwrapped, never changed."""

    __slots__ = ("book_id", "raw")

    def __init__(self, book_id: str, raw: bytes) -> None:
        self.book_id = book_id
        self.raw = raw

    def __repr__(self) -> str:
        return f"DataKey(book_id={self.book_id!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DataKey) and (self.book_id, self.raw) == (other.book_id, other.raw)

    def __hash__(self) -> int:
        return hash((self.book_id, self.raw))

    @property
    def fingerprint(self) -> str:
        """Tells keys apart and gives nothing away: the key is random, so it cannot be guessed from it."""
        return hmac.digest(self.raw, b"advisor-desk data key", "sha256")[:8].hex()


class Unlocked(NamedTuple):
    """What a passphrase or recovery key gives: the data keys (current first) and the master key."""

    data_keys: tuple[DataKey, ...]
    master: bytes

    def __repr__(self) -> str:
        return f"Unlocked(data_keys={self.data_keys!r})"


class NewKeys(NamedTuple):
    """A fresh key file's content, its data key, and the recovery key to show once."""

    content: KeyFile
    unlocked: Unlocked
    recovery_text: str

    def __repr__(self) -> str:
        return f"NewKeys(content={self.content!r}, unlocked={self.unlocked!r})"


def create(
    book_id: str,
    passphrase: str,
    cost: KdfCost,
    *,
    is_cheap_allowed: bool = False,
    random: Random = os.urandom,
) -> NewKeys:
    """Keys for a new book.

    Raises UserCanFix("book.passphrase_empty"), and DeskBug("storage.kdf_too_cheap") for a cost below
    `FLOOR` unless the caller says that the book holds nothing of value.
    """
    _demand_worthy(cost, is_cheap_allowed)
    master = random(KEY_BYTES)
    data_key = DataKey(book_id, random(KEY_BYTES))
    recovery_raw = random(recovery_key.RANDOM_BYTES)
    salt = random(_SALT_BYTES)
    content = KeyFile(
        book_id=book_id,
        cost=cost,
        salt=salt,
        master_by_passphrase=_wrap(_stretch(passphrase, salt, cost), master, book_id, "passphrase"),
        master_by_recovery=_wrap(_from_recovery(recovery_raw, book_id), master, book_id, "recovery"),
        data_keys=(_wrap(master, data_key.raw, book_id, "data"),),
        fingerprints=(data_key.fingerprint,),
    )
    return NewKeys(content, Unlocked((data_key,), master), recovery_key.to_text(recovery_raw))


def unlock(content: KeyFile, passphrase: str) -> Unlocked:
    """Open the key file with the passphrase. Raises UserCanFix("book.wrong_passphrase")."""
    opened = _unwrap(
        _stretch(passphrase, content.salt, content.cost),
        content.master_by_passphrase,
        content.book_id,
        "passphrase",
    )
    if opened is None:
        raise UserCanFix("book.wrong_passphrase")
    return _data_keys(content, opened)


def unlock_by_recovery(content: KeyFile, text: str) -> Unlocked:
    """Open the key file with the recovery key.

    Raises UserCanFix: `recovery.length` or `recovery.group` when mistyped, `recovery.wrong` when it
    belongs to another book.
    """
    raw = recovery_key.from_text(text)
    key = _from_recovery(raw, content.book_id)
    opened = _unwrap(key, content.master_by_recovery, content.book_id, "recovery")
    if opened is None:
        raise UserCanFix("recovery.wrong")
    return _data_keys(content, opened)


def with_passphrase(
    content: KeyFile, unlocked: Unlocked, passphrase: str, cost: KdfCost, *, is_cheap_allowed: bool = False
) -> KeyFile:
    """The same keys under a new passphrase; the book and the recovery key stay as they are."""
    _demand_worthy(cost, is_cheap_allowed)
    salt = os.urandom(_SALT_BYTES)
    wrapped = _wrap(_stretch(passphrase, salt, cost), unlocked.master, content.book_id, "passphrase")
    return content._replace(cost=cost, salt=salt, master_by_passphrase=wrapped)


def with_new_recovery(content: KeyFile, unlocked: Unlocked) -> tuple[KeyFile, str]:
    """The same keys under a new recovery key, and its text to show once; the old one opens nothing."""
    raw = os.urandom(recovery_key.RANDOM_BYTES)
    wrapped = _wrap(_from_recovery(raw, content.book_id), unlocked.master, content.book_id, "recovery")
    return content._replace(master_by_recovery=wrapped), recovery_key.to_text(raw)


def with_data_keys(content: KeyFile, unlocked: Unlocked, data_keys: tuple[DataKey, ...]) -> KeyFile:
    """The key file carrying exactly `data_keys`, the one that opens the book first."""
    return content._replace(
        data_keys=tuple(_wrap(unlocked.master, key.raw, content.book_id, "data") for key in data_keys),
        fingerprints=tuple(key.fingerprint for key in data_keys),
    )


def new_data_key(book_id: str) -> DataKey:
    """A fresh random data key."""
    return DataKey(book_id, os.urandom(KEY_BYTES))


def calibrate(timer: Callable[[], float] = time.perf_counter) -> KdfCost:
    """A cost of 0.5 to 1 second on this machine, never below `FLOOR`."""
    started = timer()
    _stretch("calibration", bytes(_SALT_BYTES), FLOOR)
    spent = max(timer() - started, 1e-3)
    passes = round(FLOOR.passes * _TARGET_SECONDS / spent)
    return FLOOR._replace(passes=min(max(passes, FLOOR.passes), _MAX_PASSES))


def _demand_worthy(cost: KdfCost, is_cheap_allowed: bool) -> None:
    too_cheap = cost.memory_kib < FLOOR.memory_kib or cost.passes < FLOOR.passes
    if too_cheap and not is_cheap_allowed:
        raise DeskBug("storage.kdf_too_cheap", memory_kib=cost.memory_kib, passes=cost.passes)


def _stretch(passphrase: str, salt: bytes, cost: KdfCost) -> bytes:
    import unicodedata

    from argon2.low_level import Type, hash_secret_raw

    # Input methods write the same Chinese text in different forms.
    plain = unicodedata.normalize("NFKC", passphrase)
    if not plain.strip():
        raise UserCanFix("book.passphrase_empty")
    return hash_secret_raw(
        plain.encode("utf-8", "surrogatepass"),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _from_recovery(raw: bytes, book_id: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, book_id.encode(), b"advisor-desk recovery").derive(raw)


def _wrap(key: bytes, secret: bytes, book_id: str, purpose: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, f"{book_id} {purpose}".encode())


def _unwrap(key: bytes, wrapped: bytes, book_id: str, purpose: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, sealed, f"{book_id} {purpose}".encode())
    except (InvalidTag, ValueError):
        return None


def _data_keys(content: KeyFile, master: bytes) -> Unlocked:
    opened = [_unwrap(master, wrapped, content.book_id, "data") for wrapped in content.data_keys]
    if None in opened:
        raise UserCanFix("book.key_damaged")
    return Unlocked(tuple(DataKey(content.book_id, raw) for raw in opened if raw is not None), master)
