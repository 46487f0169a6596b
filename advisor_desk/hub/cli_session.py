"""What every command of the hub shares: which database, which keys, whose troubles become which sentence."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

from sqlalchemy.exc import DBAPIError

from advisor_desk.cli.output import Output
from advisor_desk.errors import DeskError, OutsideFailed, UserCanFix
from advisor_desk.hub.hub import Around, Hub
from advisor_desk.hub.keys_file import NAME
from advisor_desk.hub.own_keys import own_keys
from advisor_desk.hub.refused import Refused
from advisor_desk.hub.store import THREADS, Store
from advisor_desk.hub.trouble import Trouble, meaning
from advisor_desk.hub.upgrade import is_current, upgrade
from advisor_desk.storage.uuid7 import uuid7
from advisor_desk.wire.messages import Problem
from advisor_desk.wire.seal import KEY_BYTES, KeyPair

DATA_VARIABLE: Final = "ADVISOR_HUB_DATA"
URL_VARIABLE: Final = "ADVISOR_HUB_DB"
KEY_VARIABLE: Final = "ADVISOR_HUB_DB_KEY"
_DATABASE: Final = "hub.db"
_BRANCHES_TOLD: Final = 10

KeysOf: TypeAlias = Callable[[Store, Path], KeyPair]

_CODES: Final = {
    Problem.DEVICE_UNKNOWN: "hub.device_unknown",
    Problem.DEVICE_REVOKED: "hub.device_revoked",
    Problem.CODE_WRONG: "hub.code_wrong",
    Problem.SCOPE_FOREIGN: "hub.scope_foreign",
}


def data_folder() -> Path:
    """Where the hub keeps its keys and its embedded database. It may not exist yet."""
    moved = os.environ.get(DATA_VARIABLE)
    if moved:
        return Path(moved).expanduser()
    from platformdirs import user_data_path

    return user_data_path("advisor-desk-hub", appauthor=False)


def database_url(options: argparse.Namespace) -> str:
    """The address of the option, of the environment, or of the file in the data folder.

    Raises UserCanFix("hub.database_url_invalid").
    """
    # An empty `--db`, of a script whose variable is not set, must not mean another database.
    named = options.db if options.db is not None else os.environ.get(URL_VARIABLE)
    if options.db == "":
        raise UserCanFix("hub.database_url_invalid")
    return str(named) if named else f"sqlite:///{data_folder() / _DATABASE}"


def keys_file(options: argparse.Namespace) -> Path:
    """Where the hub's keys are, or will be."""
    named: Path | None = options.keys
    return data_folder() / NAME if named is None else named.expanduser()


@contextmanager
def opened_store(options: argparse.Namespace, threads: int = THREADS) -> Iterator[Store]:
    """The database as it is, whatever its version. Troubles of the block become the program's errors."""
    folder = data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutsideFailed("hub.key_unwritable", folder=str(folder), errno=error.errno) from None
    store = Store.open(database_url(options), key=_database_key(), threads=threads)
    try:
        yield store
    except Refused as refused:
        raise _told(refused) from None
    except DBAPIError as failed:
        if meaning(failed) is Trouble.OURS:
            raise
        is_away = meaning(failed) in (Trouble.AWAY, Trouble.AGAIN)
        raise OutsideFailed("hub.database_away" if is_away else "hub.database_failed") from None
    finally:
        store.close()


@contextmanager
def opened(options: argparse.Namespace, threads: int = THREADS, keys_of: KeysOf = own_keys) -> Iterator[Hub]:
    """The hub over its database. A file of its own is brought up to date by itself.

    Raises UserCanFix: `hub.upgrade_needed` for a server whose tables are older, `hub.from_newer_version`, and
    as `keys_of`, which gets the hub's keys once the tables are there.
    """
    with opened_store(options, threads) as store:
        if store.is_sqlite:
            upgrade(store)
        elif not is_current(store):
            raise UserCanFix("hub.upgrade_needed")
        keys = keys_of(store, keys_file(options))
        yield Hub(store, keys, Around(clock=time.time, new_id=uuid7))


@contextmanager
def watching_branches(hub: Hub, branch: str, output: Output) -> Iterator[None]:
    """A branch comes to be when it is first named: say so beside others, in case its id was mistyped."""
    known = hub.branches()
    yield
    if known and not output.as_json and branch not in known and branch in hub.branches():
        said = output.words.say(
            "网点 {branch} 是新的，已有：{known}。如果编号写错了，请用正确的编号再做一次。"
        )
        output.note(said.format(branch=branch, known=" ".join(known[:_BRANCHES_TOLD])))


def _database_key() -> bytes | None:
    """The key of an encrypted SQLite file, in hexadecimal, from the environment alone."""
    given = os.environ.get(KEY_VARIABLE)
    if not given:
        return None
    try:
        key = bytes.fromhex(given)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise UserCanFix("hub.database_key_invalid", variable=KEY_VARIABLE)
    return key


def _told(refused: Refused) -> DeskError:
    code = _CODES.get(refused.problem)
    return (
        UserCanFix("hub.request_refused", problem=refused.problem.value) if code is None else UserCanFix(code)
    )
