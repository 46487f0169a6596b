"""The board of one's own book: what it was at each month-end, who moved, how well the service rhythm is kept.

Everything is counted from `BoardFacts`; nothing is looked up while a person turns from one month to another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Protocol

from advisor_desk.domain.board import BoardFacts, ContactCount, Place
from advisor_desk.domain.client import Group, LifeState, Tier
from advisor_desk.domain.dates import from_day, months_before, to_day
from advisor_desk.domain.shares import shares
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.service_due import cadence_of
from advisor_desk.usecases.board_responses import Clock, responses, responses_by_month
from advisor_desk.usecases.board_view import (
    BoardView,
    CadenceDay,
    Flow,
    KeptShare,
    MonthContacts,
    MonthStructure,
    Move,
    Moves,
)
from advisor_desk.usecases.reports import Breakdown, Figures, Line, Segment
from advisor_desk.usecases.service_ports import ServiceDated

LEAST_ENDS = 2
_COLUMNS = ("clients", "assets", "revenue")


class BoardBook(ServiceDated, Protocol):
    """A book with a board."""

    @property
    def trading(self) -> TradingDays:
        """The trading days."""

    def rules_on(self, on: date) -> RuleSet:
        """The rules in force on a day."""

    def board_facts(self) -> BoardFacts:
        """All that the board is counted from, up to the book's day."""

    def keep_month_end(self) -> date | None:
        """Keep the newest missing month-end; None when there is none."""


def keep_month_ends(book: BoardBook) -> int:
    """Keep every month-end that the board wants and the book lacks. Returns how many."""
    kept = 0
    while book.keep_month_end() is not None:
        kept += 1
    return kept


def board(book: BoardBook) -> BoardView:
    """The board on the book's day, of the month-ends that are kept."""
    return view_of(book, book.board_facts())


def view_of(book: BoardBook, facts: BoardFacts) -> BoardView:
    """The board of facts that were read."""
    as_of = facts.as_of
    rules = book.rules_on(as_of)
    clock = Clock(book.service, book.trading)
    days = [(on, places) for on, places in facts.places.items() if on != as_of]
    kept = len(facts.places)
    return BoardView(
        as_of=as_of,
        rules_version=rules.version,
        window_months=rules.window.months,
        structures=tuple(structure_on(on, places) for on, places in facts.places.items()),
        cadence=tuple(
            cadence_on(on, places, book.rules_on(on)) for on, places in [*days, (as_of, facts.today)]
        ),
        contacts=_contacts(facts.contacts, as_of),
        responses=responses(clock, facts.enquiries),
        responses_by_month=responses_by_month(clock, facts),
        response_limit_minutes=clock.limit_minutes,
        waiting=len(facts.waiting),
        oldest_at=min(facts.waiting, default=None),
        path=facts.path,
        fills_on=fills_on(as_of, kept) if kept < LEAST_ENDS else None,
    )


def fills_on(as_of: date, kept: int) -> date:
    """The day on which two ends of months will be there, when `kept` of them are."""
    first = (as_of + timedelta(days=1)).replace(day=1)
    return months_before(first, kept - LEAST_ENDS) - timedelta(days=1)


# The structure.


_SEGMENTS: Final[Mapping[tuple[str, str | None], Segment]] = {
    ("RETAIL", None): Segment.RETAIL,
    ("HNW", None): Segment.HNW,
    ("INST", "PERSON_TOP"): Segment.PERSON_TOP,
    ("INST", "ORG"): Segment.ORG,
}


def segment_of(place: Place) -> Segment:
    """Where a client is counted in the structure."""
    return _SEGMENTS[place.tier, place.variant]


def structure_on(on: date, places: Sequence[Place]) -> MonthStructure:
    """Clients, assets and revenue by tier, with shares where there is something to share."""
    found = _figures(places)
    parts = [found[key] for key in Segment]
    total = _sum(parts)
    columns, reasons = [], []
    for at, name in enumerate(_COLUMNS):
        column = [_of(each)[at] for each in parts]
        cut = fair_shares(column)
        if cut is None:
            negative = next((key for key, part in zip(Segment, column, strict=True) if part < 0), None)
            reasons.append(_no_shares(name, negative))
        columns.append([None] * len(parts) if cut is None else list(cut))
    without = sum(place.assets_fen is None for place in places)
    if without:
        reasons.append(reason("board.without_assets", clients=without))
    lines = tuple(
        Line(key, figures, *cut)
        for key, figures, cut in zip(Segment, parts, zip(*columns, strict=True), strict=True)
    )
    return MonthStructure(on, Breakdown(lines, total), without, tuple(reasons))


def fair_shares(parts: Sequence[int]) -> tuple[int, ...] | None:
    """Per mille that add up to exactly 1000; None when a part is negative or all are nothing."""
    return None if min(parts, default=0) < 0 else shares(parts)


def _no_shares(column: str, negative: Segment | None) -> Reason:
    if negative is None:
        return reason("board.nothing_to_share", column=column)
    return reason("board.negative_part", column=column, segment=negative.value)


def _figures(places: Iterable[Place]) -> dict[Segment, Figures]:
    clients: Counter[Segment] = Counter()
    assets: Counter[Segment] = Counter()
    revenue: Counter[Segment] = Counter()
    for place in places:
        key = segment_of(place)
        clients[key] += 1
        assets[key] += place.assets_fen or 0
        revenue[key] += place.revenue_fen
    return {key: Figures(clients[key], assets[key], revenue[key]) for key in Segment}


def _of(figures: Figures) -> tuple[int, int, int]:
    return figures.clients, figures.assets_fen, figures.revenue_fen


def _sum(parts: Iterable[Figures]) -> Figures:
    total = Figures()
    for part in parts:
        total = Figures(*(one + other for one, other in zip(_of(total), _of(part), strict=True)))
    return total


# Who moved.


def moves(facts: BoardFacts, start: date, end: date) -> Moves:
    """Everybody between two kept month-ends.

    Raises UserCanFix("board.month_unknown", on=) for one that is not kept, UserCanFix("board.months_order").
    """
    for on in (start, end):
        if on not in facts.places:
            raise UserCanFix("board.month_unknown", on=on.isoformat())
    if start >= end:
        raise UserCanFix("board.months_order")
    before = {place.client_id: place for place in facts.places[start]}
    after = {place.client_id: place for place in facts.places[end]}
    counts: Counter[tuple[Segment | None, Segment | None]] = Counter()
    parts: defaultdict[tuple[Segment, str], list[Figures]] = defaultdict(list)
    movers = []
    for client_id in sorted(before.keys() | after.keys()):
        old, new = before.get(client_id), after.get(client_id)
        left = None if old is None else segment_of(old)
        right = None if new is None else segment_of(new)
        counts[left, right] += 1
        _book(parts, old, new)
        if left is not right:
            movers.append(_move(facts, client_id, (old, new), (start, end)))
    movers.sort(key=lambda one: (-max(one.assets_start_fen or 0, one.assets_end_fen or 0), one.client_no))
    flows = tuple(_flow(key, parts) for key in Segment)
    return Moves(start=start, end=end, flows=flows, counts=dict(counts), movers=tuple(movers))


_Parts = defaultdict[tuple[Segment, str], list[Figures]]


def _book(parts: _Parts, old: Place | None, new: Place | None) -> None:
    """Enter one client into the flows of the tiers that it touches."""
    left = None if old is None else segment_of(old)
    right = None if new is None else segment_of(new)
    if old is not None and left is not None:
        parts[left, "start"].append(_alone(old))
        if right is None:
            parts[left, "gone"].append(_alone(old))
        elif right is not left:
            parts[left, "left"].append(_alone(old))
    if new is not None and right is not None:
        parts[right, "end"].append(_alone(new))
        if left is None:
            parts[right, "new"].append(_alone(new))
        elif right is not left:
            parts[right, "arrived"].append(_alone(new))
        elif old is not None:
            change = (new.assets_fen or 0) - (old.assets_fen or 0), new.revenue_fen - old.revenue_fen
            parts[right, "change"].append(Figures(0, *change))


def _alone(place: Place) -> Figures:
    return Figures(1, place.assets_fen or 0, place.revenue_fen)


def _flow(key: Segment, parts: _Parts) -> Flow:
    return Flow(
        key=key,
        start=_sum(parts[key, "start"]),
        arrived=_sum(parts[key, "arrived"]),
        new=_sum(parts[key, "new"]),
        left=_sum(parts[key, "left"]),
        gone=_sum(parts[key, "gone"]),
        change=_sum(parts[key, "change"]),
        end=_sum(parts[key, "end"]),
    )


def _move(
    facts: BoardFacts, client_id: int, places: tuple[Place | None, Place | None], days: tuple[date, date]
) -> Move:
    old, new = places
    person = facts.people[client_id]
    return Move(
        client_id=client_id,
        client_no=person.client_no,
        name=person.name,
        start=None if old is None else segment_of(old),
        end=None if new is None else segment_of(new),
        assets_start_fen=None if old is None else old.assets_fen,
        assets_end_fen=None if new is None else new.assets_fen,
        revenue_start_fen=0 if old is None else old.revenue_fen,
        revenue_end_fen=0 if new is None else new.revenue_fen,
        average_start_fen=None if old is None else old.avg20_fen,
        average_end_fen=None if new is None else new.avg20_fen,
        why=_why(facts, client_id, places, days),
    )


def _why(
    facts: BoardFacts, client_id: int, places: tuple[Place | None, Place | None], days: tuple[date, date]
) -> Reason:
    old, new = places
    person = facts.people[client_id]
    if old is None:
        since = person.since
        if since is not None and from_day(since) > days[0]:
            return reason("board.opened", since_on=from_day(since).isoformat())
        return reason("board.came_in")
    if new is None:
        if person.until is not None and from_day(person.until) <= days[1]:
            return reason("board.closed", until_on=from_day(person.until).isoformat())
        return reason("board.went_out")
    return reason("board.average_moved", before_fen=old.avg20_fen, after_fen=new.avg20_fen)


# The rhythm.


def cadence_on(on: date, places: Sequence[Place], rules: RuleSet) -> CadenceDay:
    """Who had been contacted within the rhythm, on a day."""
    owed: Counter[Segment] = Counter()
    kept: Counter[Segment] = Counter()
    never = paused = own = 0
    days_of: dict[tuple[str, str, str], int] = {}
    today = to_day(on)
    for place in places:
        if place.is_paused:
            paused += 1
            continue
        key = segment_of(place)
        owed[key] += 1
        own += place.own_days is not None
        since = place.opened if place.last_contact is None else place.last_contact
        days = place.own_days or _days(place, rules, days_of)
        if since is not None and today - since <= days:
            kept[key] += 1
        elif place.last_contact is None:
            never += 1
    return CadenceDay(
        on,
        KeptShare(kept.total(), owed.total()),
        {key: KeptShare(kept[key], owed[key]) for key in Segment},
        never,
        paused,
        own,
    )


def _days(place: Place, rules: RuleSet, known: dict[tuple[str, str, str], int]) -> int:
    codes = place.tier, place.group, place.state
    if codes not in known:
        cadence = cadence_of(Tier(codes[0]), Group(codes[1]), LifeState(codes[2]), rules)
        known[codes] = cadence.days
    return known[codes]


def _contacts(counts: Sequence[ContactCount], as_of: date) -> tuple[MonthContacts, ...]:
    """One line for each month up to that of `as_of`, from the first that has any."""
    by_month: defaultdict[date, dict[str, tuple[int, int]]] = defaultdict(dict)
    for one in counts:
        good, other = by_month[one.month].get(one.channel, (0, 0))
        added = (good + one.many, other) if one.is_effective else (good, other + one.many)
        by_month[one.month][one.channel] = added
    if not by_month:
        return ()
    month, found = min(by_month), []
    while month <= as_of:
        found.append(_month(month, by_month.get(month, {})))
        month = months_before(month, -1)
    return tuple(found)


def _month(month: date, channels: Mapping[str, tuple[int, int]]) -> MonthContacts:
    good = sum(one for one, _ in channels.values())
    return MonthContacts(month, good, sum(other for _, other in channels.values()), dict(channels))
