"""What the status bar says of the sync: its state, how old the data of each scope is, a sentence of trouble.

Nothing here is of any client. Amber and red always come with words.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from advisor_desk.domain.sync_view import ScopeView, SyncView
from advisor_desk.errors import DeskError, UserCanFix
from advisor_desk.ui import labels_errors, labels_sync
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_sync import Freshness
from advisor_desk.ui.pages.sync.parts import RunState

_CTX: Final = "SyncLine"
_WELL: Final = frozenset({"DONE", "CANCELLED"})
TRANSIENT: Final = frozenset({"sync.unreachable", "sync.timeout", "sync.busy", "sync.hub_away"})
"""A line that is not there, as at an outlet: no trouble before the data is old."""
_ORDER: Final = (Freshness.FRESH, Freshness.OLD, Freshness.STALE)

Told = tuple[str, str]
"""Words and their tone."""


@dataclass(frozen=True, slots=True)
class SyncLine:
    """What is shown. `state` has `icon` before it; `trouble` is a sentence, empty when all is well."""

    icon: str
    state: Told
    ages: tuple[Told, ...]
    waiting: str = ""
    trouble: Told = ("", "")


def line_of(view: SyncView, run: RunState, now: datetime) -> SyncLine | None:
    """The line for what was read and the round of this session; None for a book that is nobody's yet."""
    if view.identity is None:
        return None
    trouble = _trouble(view, run, _worst(view.scopes, now))
    waiting = labels_sync.grouped(t(_CTX, "%n 条待发送", view.waiting), view.waiting)
    return SyncLine(
        *_state(view, run, trouble, now),
        ages=_ages(view.scopes, now),
        waiting=waiting if view.waiting else "",
        trouble=trouble,
    )


def _state(view: SyncView, run: RunState, trouble: Told, now: datetime) -> tuple[str, Told]:
    if run.is_running:
        return "refresh", (t(_CTX, "正在同步…"), "primary")
    if trouble[0]:
        is_off = _last_code(view, run) in TRANSIENT
        return "wifi-off" if is_off else "alert", (
            t(_CTX, "离线") if is_off else t(_CTX, "同步受阻"),
            trouble[1],
        )
    last = next((one.at for one in view.rounds if one.outcome == "DONE"), "")
    if not last:
        return "refresh", (t(_CTX, "还没有同步过"), "second")
    return "refresh", (
        t(_CTX, "已与总部同步 {when}").format(when=labels_sync.when(last, now)),
        "second",
    )


def _last_code(view: SyncView, run: RunState) -> str:
    """What stopped the last round; empty when nothing did."""
    if run.error is not None:
        return run.error.code
    if run.figures is not None or not view.rounds:
        return ""
    return "" if view.rounds[0].outcome in _WELL else view.rounds[0].outcome


def _trouble(view: SyncView, run: RunState, worst: Freshness) -> Told:
    code = _last_code(view, run)
    if run.is_running or not code:
        return "", ""
    error = run.error or DeskError(code)
    said = labels_errors.words(error)
    if code in TRANSIENT:
        return t(_CTX, "暂时连不上总部，稍后自动再试。"), worst.value
    return said.together, "danger" if isinstance(error, UserCanFix) else _at_least(Freshness.OLD, worst)


def _at_least(least: Freshness, worst: Freshness) -> str:
    return max(least, worst, key=_ORDER.index).value


def _worst(scopes: tuple[ScopeView, ...], now: datetime) -> Freshness:
    found = [labels_sync.age(one.as_of, now).freshness for one in scopes]
    return max(found, key=_ORDER.index, default=Freshness.FRESH)


def _ages(scopes: tuple[ScopeView, ...], now: datetime) -> tuple[Told, ...]:
    """Each scope with its age, the own clients first; together where they are the same."""
    by_age: dict[Told, list[str]] = {}
    for one in reversed(scopes):
        age = labels_sync.age(one.as_of, now)
        by_age.setdefault((age.short, age.freshness.value), []).append(labels_sync.scope_short(one.scope))
    if len(by_age) == 1:
        return tuple(by_age)
    listed = t(_CTX, "、")
    return tuple((f"{listed.join(names)} {words}", tone) for (words, tone), names in by_age.items())
