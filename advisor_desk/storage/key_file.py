"""The key file: its content, how it is read and replaced, how damage is told from a wrong passphrase.

No cryptography here but the checksum; `keys` wraps and unwraps what the file carries.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.storage.fault_points import reached
from advisor_desk.storage.files import BookFiles, replace_durably
from advisor_desk.storage.trouble import outside

FORMAT = 1
MAX_BYTES = 4096


class KdfCost(NamedTuple):
    """What one guess of a passphrase costs: Argon2id's memory, passes and lanes."""

    memory_kib: int
    passes: int
    lanes: int

    def is_sane(self) -> bool:
        """Within what this program will ever try: a damaged number must not eat the machine's memory."""
        return (
            8 * self.lanes <= self.memory_kib <= 4 << 20 and 1 <= self.passes <= 100 and 1 <= self.lanes <= 64
        )


class KeyFile(NamedTuple):
    """What the file says. All byte strings are wrapped or public; none opens the book by itself.

    `master_by_passphrase` and `master_by_recovery` hold the same master key; `data_keys` are wrapped
    by it: one, or two while the book's key is being changed (the current one first).
    `fingerprints` tell which raw key is which without unwrapping.
    """

    book_id: str
    cost: KdfCost
    salt: bytes
    master_by_passphrase: bytes
    master_by_recovery: bytes
    data_keys: tuple[bytes, ...]
    fingerprints: tuple[str, ...]


class Loaded(NamedTuple):
    """A key file as found; `is_spare` when the first copy was missing or damaged."""

    content: KeyFile
    is_spare: bool


def to_bytes(content: KeyFile) -> bytes:
    """The file's bytes: JSON with a checksum over everything else."""
    body = {
        "format": FORMAT,
        "book_id": content.book_id,
        "kdf": {"name": "argon2id", **content.cost._asdict(), "salt": content.salt.hex()},
        "master_by_passphrase": content.master_by_passphrase.hex(),
        "master_by_recovery": content.master_by_recovery.hex(),
        "data_keys": [key.hex() for key in content.data_keys],
        "fingerprints": list(content.fingerprints),
    }
    return (json.dumps({**body, "checksum": _checksum(body)}, indent=1) + "\n").encode("ascii")


def from_bytes(raw: bytes) -> KeyFile:
    """The content of a key file.

    Raises UserCanFix("book.key_damaged") when any bit is not as written, and
    UserCanFix("book.from_newer_version") for a sound file of a later format.
    """
    body = _sound_body(raw)
    found = body.get("format")
    if isinstance(found, int) and found > FORMAT:
        raise UserCanFix("book.from_newer_version", found=found, known=FORMAT)
    try:
        kdf = body["kdf"]
        content = KeyFile(
            book_id=str(body["book_id"]),
            cost=KdfCost(int(kdf["memory_kib"]), int(kdf["passes"]), int(kdf["lanes"])),
            salt=bytes.fromhex(kdf["salt"]),
            master_by_passphrase=bytes.fromhex(body["master_by_passphrase"]),
            master_by_recovery=bytes.fromhex(body["master_by_recovery"]),
            data_keys=tuple(bytes.fromhex(key) for key in body["data_keys"]),
            fingerprints=tuple(str(mark) for mark in body["fingerprints"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UserCanFix("book.key_damaged") from error
    if not content.cost.is_sane() or not content.data_keys:
        raise UserCanFix("book.key_damaged")
    return content


def load(files: BookFiles) -> Loaded:
    """The key file, or its spare copy when the first is missing or damaged.

    Raises UserCanFix: `book.key_missing` when there is neither, `book.key_damaged` when neither is
    sound; OutsideFailed("book.unreadable") when the system refuses to read.
    """
    troubles = []
    for path, is_spare in ((files.key, False), (files.previous_key, True)):
        try:
            return Loaded(from_bytes(_read(path)), is_spare)
        except UserCanFix as error:
            if error.code == "book.from_newer_version":
                raise
            troubles.append(error)
    damaged = [error for error in troubles if error.code != "book.key_missing"]
    raise (damaged or troubles)[0]


def store(files: BookFiles, content: KeyFile) -> None:
    """Replace the key file, keeping what was there as the spare copy until the new one is read back.

    Afterwards both copies say the same, so that a passphrase given up no longer opens anything.
    Raises OutsideFailed(`book.read_only` | `book.disk_full` | `book.unreadable`).
    """
    new = to_bytes(content)
    try:
        if files.key.exists():
            old = files.key.read_bytes()
            if _is_sound(old):
                replace_durably(files.previous_key, old)
        reached("passphrase.previous_kept")
        replace_durably(files.key, new)
        reached("passphrase.written")
        from_bytes(files.key.read_bytes())
        replace_durably(files.previous_key, new)
    except OSError as error:
        raise outside(error) from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as source:
            raw = source.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise UserCanFix("book.key_missing") from error
    except OSError as error:
        raise OutsideFailed("book.unreadable") from error
    if len(raw) > MAX_BYTES:
        raise UserCanFix("book.key_damaged")
    return raw


def _sound_body(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw.decode("ascii"))
        said = body.pop("checksum")
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise UserCanFix("book.key_damaged") from error
    if not isinstance(body, dict) or said != _checksum(body):
        raise UserCanFix("book.key_damaged")
    return body


def _is_sound(raw: bytes) -> bool:
    try:
        _sound_body(raw)
    except UserCanFix:
        return False
    return True


def _checksum(body: dict[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
