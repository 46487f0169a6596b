"""What changed since the last meeting: assets, tier, level, records, trades, signals. Codes and figures."""

from collections.abc import Iterator
from datetime import date

from advisor_desk.domain.records import TradeKind
from advisor_desk.domain.review import TimelineEntry
from advisor_desk.domain.suitability import Params
from advisor_desk.rules.allocation_weights import WHOLE_BP
from advisor_desk.usecases.brief_content import Item
from advisor_desk.usecases.brief_facts import BriefFacts
from advisor_desk.usecases.brief_service import since_records

_BUYS = frozenset(
    {
        TradeKind.PURCHASE_IPO,
        TradeKind.SUBSCRIBE,
        TradeKind.SIP,
        TradeKind.ADVISORY_SIGN,
        TradeKind.STOCK_BUY,
    }
)
_SELLS = frozenset({TradeKind.REDEEM, TradeKind.STOCK_SELL})


def since_line(facts: BriefFacts) -> Item:
    """From when on changes are told, and how the last contact was made."""
    if facts.contact is None:
        return Item("since", "since.nobody", (("since_on", facts.since.isoformat()),))
    params = (("since_on", facts.since.isoformat()), ("channel", facts.contact.channel))
    return Item("since", "since.contact", params, ("contact",))


def changes(facts: BriefFacts) -> tuple[Item, ...]:
    """The changes, the most telling first; one line that says so when there is none."""
    told = since_records(facts.service, facts.since)
    found = (*_tier(facts), *_level(facts), *_assets(facts), *told, *_trades(facts), *_signals(facts))
    return found or (Item("change.nothing", "change.nothing"),)


def _assets(facts: BriefFacts) -> Iterator[Item]:
    now = facts.review.row.aum_fen
    then = [fen for on, fen in facts.review.assets if on <= facts.since]
    if now is None or not then:
        return
    delta = now - then[-1]
    if delta:
        change = delta * WHOLE_BP // then[-1] if then[-1] > 0 else None
        params = (("then_fen", then[-1]), ("now_fen", now), ("delta_fen", delta), ("change_bp", change))
        yield Item("change.assets", "change.assets", params, ("assets",), "up" if delta > 0 else "down")


def _tier(facts: BriefFacts) -> Iterator[Item]:
    before = [point for point in facts.review.snapshots if point.as_of <= facts.since]
    now = facts.review.standing.tier.value
    if before and before[-1].tier != now:
        params = (("before_tier", before[-1].tier), ("now_tier", now))
        yield Item("change.tier", "change.tier", params, ("tier",), "warn")


def _level(facts: BriefFacts) -> Iterator[Item]:
    known = sorted(facts.review.assessments, key=lambda line: line.taken_on)
    fresh = [line for line in known if facts.since < line.taken_on <= facts.as_of]
    if not fresh:
        return
    newest, older = fresh[-1], [line for line in known if line.taken_on <= facts.since]
    on = ("on_on", newest.taken_on.isoformat())
    if older and older[-1].c_level is not newest.c_level:
        params: Params = (("before_level", older[-1].c_level.value), ("now_level", newest.c_level.value), on)
        yield Item("change.level", "change.level", params, ("assessment",), "warn")
    else:
        params = (("now_level", newest.c_level.value), on)
        yield Item("change.assessed", "change.assessed", params, ("assessment",))


def _trades(facts: BriefFacts) -> Iterator[Item]:
    for code, kinds in (("change.buys", _BUYS), ("change.sells", _SELLS)):
        these = [one for one in facts.trades if one.code in kinds]
        if these:
            amount = sum(abs(one.amount_fen or 0) for one in these)
            largest = max(these, key=_size)
            params = (
                ("count", len(these)),
                ("amount_fen", amount),
                ("on_on", largest.on.isoformat()),
                ("product_text", largest.text),
                ("largest_fen", abs(largest.amount_fen or 0)),
            )
            yield Item(code, code if len(these) > 1 else f"{code}_one", params, ("trades",))


def _size(entry: TimelineEntry) -> tuple[int, date, str]:
    return abs(entry.amount_fen or 0), entry.on, entry.text


def _signals(facts: BriefFacts) -> Iterator[Item]:
    """Topics looked at since then, the most often first; one line a topic."""
    times: dict[tuple[str, str], int] = {}
    for signal in facts.client.signals:
        if facts.since < signal.on <= facts.as_of and signal.topic:
            times[signal.kind, signal.topic] = times.get((signal.kind, signal.topic), 0) + signal.times
    for (kind, topic), count in sorted(times.items(), key=lambda pair: (-pair[1], pair[0])):
        params = (("signal", kind), ("topic_text", topic), ("times", count))
        yield Item(f"change.signal.{kind}.{topic}", "change.signal", params, ("signals",))
