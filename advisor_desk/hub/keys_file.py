"""The hub's keys in a file of its own: what every desk holds on to. Made once, for its owner alone."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Final
from uuid import uuid4

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.storage.files import flush_folder, keep_private
from advisor_desk.wire.seal import KEY_BYTES, KeyPair

NAME: Final = "hub.key"
_OTHERS: Final = 0o077
_FORM: Final = 1


def kept_keys(path: Path) -> KeyPair:
    """The keys in `path`, made there when there is none yet.

    Raises UserCanFix `hub.key_damaged`, `hub.key_open_to_others`; OutsideFailed `hub.key_unwritable`.
    """
    if not path.exists():
        _make(path)
    return _read(path)


def _read(path: Path) -> KeyPair:
    try:
        raw = path.read_bytes()
        mode = path.stat().st_mode
    except OSError as error:
        raise OutsideFailed("hub.key_unreadable", name=path.name, errno=error.errno) from None
    if os.name == "posix" and mode & _OTHERS:
        raise UserCanFix("hub.key_open_to_others", name=path.name)
    try:
        given = json.loads(raw)
        keys = KeyPair(bytes.fromhex(given["signing"]), bytes.fromhex(given["sealing"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UserCanFix("hub.key_damaged", name=path.name) from None
    if not len(keys.signing) == len(keys.sealing) == KEY_BYTES:
        raise UserCanFix("hub.key_damaged", name=path.name)
    return keys


def _make(path: Path) -> None:
    """Write a whole file beside and link it into place: of two that start at once, one gives its keys."""
    keys = KeyPair.new()
    text = json.dumps({"v": _FORM, "signing": keys.signing.hex(), "sealing": keys.sealing.hex()})
    writing = path.with_name(f"{path.name}.{uuid4().hex}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with writing.open("xb") as out:
            keep_private(writing)
            out.write(text.encode())
            out.flush()
            os.fsync(out.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(writing, path)
        flush_folder(path.parent)
    except OSError as error:
        raise OutsideFailed("hub.key_unwritable", folder=str(path.parent), errno=error.errno) from None
    finally:
        with contextlib.suppress(OSError):
            writing.unlink(missing_ok=True)
