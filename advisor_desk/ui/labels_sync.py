"""Sentences of the sync in the window: how old data is, why a record came back, what a round did.

The words themselves are in `words.sync` and `words.today`: the command line has the same.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from advisor_desk.domain.dates import from_day
from advisor_desk.domain.fields import Cell, FieldType
from advisor_desk.domain.sync_view import RoundView, Side
from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, formats, i18n, labels, labels_errors
from advisor_desk.ui.i18n import t
from advisor_desk.usecases.edit_client import SPECS
from advisor_desk.words import sync, today

_CTX: Final = "Sync"
OLD: Final = timedelta(days=1)
STALE: Final = timedelta(days=7)


class Freshness(StrEnum):
    """How old a scope's data is; each value is the tone of its words."""

    FRESH = "second"
    OLD = "warn"
    STALE = "danger"


@dataclass(frozen=True, slots=True)
class Age:
    """When something was last known to be complete, and how that is to be taken."""

    when: str
    word: str
    freshness: Freshness
    short: str
    """For narrow places: 今天 09:41, or 11-12(已过 8 天)."""


def parsed(at: str) -> datetime | None:
    """A time as it is stored; None where there is none or it cannot be read."""
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def when(at: str, now: datetime) -> str:
    """今天 09:41, 昨天 18:00, 11-12 09:41, 2025-11-12; a dash where there is no time."""
    found = parsed(at)
    if found is None:
        return formats.NOTHING
    local = found.astimezone(now.tzinfo)
    clock = local.strftime("%H:%M")
    days = (now.date() - local.date()).days
    if days == 0:
        return t(_CTX, "今天 {clock}").format(clock=clock)
    if days == 1:
        return t(_CTX, "昨天 {clock}").format(clock=clock)
    if local.year == now.year:
        return f"{local:%m-%d} {clock}"
    return formats.day(local.date())


def age(as_of: str, now: datetime) -> Age:
    """How old data is: after a day it is told in words, after a week urgently.

    A time ahead of this machine's clock is fresh.
    """
    found = parsed(as_of)
    if found is None:
        never = t(_CTX, "还没有收全")
        return Age(never, t(_CTX, "请同步一次"), Freshness.OLD, never)
    gone, said = now - found, when(as_of, now)
    if gone < OLD:
        return Age(said, "", Freshness.FRESH, said)
    word = t(_CTX, "已过 %n 天", gone.days)
    day = said.partition(" ")[0] if said[:1].isdigit() else said
    short = t(_CTX, "{when}({word})").format(when=day, word=word)
    if gone < STALE:
        return Age(said, word, Freshness.OLD, short)
    return Age(said, t(_CTX, "已过 %n 天，请尽快同步", gone.days), Freshness.STALE, short)


def scope(code: str) -> str:
    """What a scope holds: 我的客户, 本网点, 产品与规则."""
    found = sync.SCOPES.get(code.partition(":")[0])
    return _translated(found) if found else code


def scope_short(code: str) -> str:
    """As `scope`, for narrow places: 客户, 网点, 产品."""
    return {
        "adv": t(_CTX, "客户"),
        "br": t(_CTX, "网点"),
        "firm": t(_CTX, "产品"),
    }.get(code.partition(":")[0], code)


def family(code: str) -> str:
    """What waits."""
    found = sync.FAMILIES.get(code)
    return _translated(found) if found else code


def event(kind: str) -> str:
    """What an event of the book is called."""
    found = today.EVENTS.get(kind)
    return _translated(found) if found else family(kind.partition(".")[0])


def refusal(code: str) -> tuple[str, str]:
    """Why head office keeps a record apart, and what to do about it."""
    why, what = sync.REFUSALS.get(code, sync.REFUSED_OTHERWISE)
    return _translated(why), _translated(what)


def stage(code: str) -> str:
    """Where a round is."""
    found = sync.STAGES.get(code)
    return _translated(found) if found else t(_CTX, "正在同步")


def outcome(one: RoundView) -> str:
    """How a round of the past ended, in a few words or in the sentence of what stopped it."""
    found = sync.OUTCOMES.get(one.outcome)
    return _translated(found) if found else labels_errors.words(DeskError(one.outcome)).sentence


def side(chosen: Side) -> str:
    """Whose value it is."""
    return {
        Side.MINE: t(_CTX, "本机"),
        Side.THEIRS: t(_CTX, "总部"),
        Side.BASE: t(_CTX, "原值"),
    }[chosen]


def field(name: str) -> str:
    """What a field is called."""
    spec = SPECS.get(name)
    if spec is None:
        return name
    return spec.en if i18n.language() == i18n.ENGLISH else spec.zh


def value(name: str, found: Cell) -> str:
    """A field's value as people read it; hidden in discreet mode unless it is a mere code."""
    if found is None or found == "":
        return t(_CTX, "(空)")
    spec = SPECS.get(name)
    if spec is not None and spec.codes is not None:
        return labels.word_of(spec.codes, str(found))
    if spec is not None and spec.list_of is not None:
        return t(_CTX, "、").join(labels.word_of(spec.list_of, code) for code in str(found).split(","))
    if discreet.is_on():
        return discreet.name(str(found)) if name == "name" else discreet.HIDDEN
    if spec is None or isinstance(found, str):
        return str(found)
    return _figure(spec.type, found)


def _figure(kind: FieldType, found: int) -> str:
    if kind is FieldType.DATE:
        return formats.day(from_day(found))
    if kind is FieldType.MONEY:
        return formats.money_exact(found)
    if kind is FieldType.FLAG:
        return t(_CTX, "是") if found else t(_CTX, "否")
    return formats.share(found) if kind is FieldType.BP else formats.count(found)


def grouped(said: str, count: int) -> str:
    """A sentence that Qt has put `count` into, with thousands separators."""
    return said.replace(str(count), formats.count(count))


def day(on: date | None) -> str:
    """A day, or nothing."""
    return formats.day(on) if on else ""


def _translated(source: str) -> str:
    return t(_CTX, source)
