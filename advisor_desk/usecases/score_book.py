"""Tier and scores of the book or of one client on a date, and their form as JSON.

The keys and their order are those of the command line's contract.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from advisor_desk.domain.standing import Standing
from advisor_desk.usecases.ports import ScoreBook

Json = dict[str, object]


def score(book: ScoreBook, as_of: date | None = None, client_no: str | None = None) -> list[Standing]:
    """Every client's standing exactly once, by client number; or that of one client.

    The same book, date and rules give the same result for ever. Raises UserCanFix("client.unknown").
    """
    client_id = None if client_no is None else book.client_id(client_no)
    return book.standings(client_id, as_of)


def score_json(book: ScoreBook, as_of: date | None = None, client_no: str | None = None) -> Json:
    """The document that `score --json` prints. Raises UserCanFix("client.unknown")."""
    found = score(book, as_of, client_no)
    names = book.client_names()
    return {
        "as_of": (as_of or book.as_of).isoformat(),
        "rules_version": found[0].rules_version if found else book.rules.version,
        "clients": [standing_json(each, *names[each.client_id]) for each in found],
    }


def standing_json(standing: Standing, client_no: str, kind: str) -> Json:
    """One client of the document. The frequency is given as an exact fraction of whole numbers."""
    return {
        "client_no": client_no,
        "kind": kind,
        "tier": standing.tier.value,
        "tier_variant": standing.tier_variant and standing.tier_variant.value,
        "aum_fen": standing.assets.aum_fen,
        "avg20_fen": standing.avg20_fen,
        "a": standing.a,
        "f": standing.f,
        "b": standing.b,
        "composite": standing.composite,
        "group": standing.group.value,
        "tags": [tag.value for tag in standing.tags],
        "classic": {"r": standing.classic.r, "f": standing.classic.f, "m": standing.classic.m},
        "state": standing.state.value,
        "labels": [label.value for label in standing.labels],
        "action": standing.action.value,
        "inputs": inputs_json(standing),
        "reasons": reasons_json(standing),
    }


def inputs_json(standing: Standing) -> Json:
    """The figures that the scores rest on. Months and frequency are for reading; the scores use fractions."""
    bought = standing.purchases
    num, den = standing.months_num, standing.months_den
    return {
        "amount_fen": bought.window_amount_fen,
        "purchases": bought.window_purchases,
        "benefit_fen": bought.window_benefit_fen,
        "months_observed": rounded(num, den),
        "monthly_frequency": rounded(bought.window_purchases * den, num),
        "recency_days": standing.recency_days,
    }


def reasons_json(standing: Standing) -> list[Json]:
    """The reasons with their figures."""
    return [{"code": code, "params": dict(params)} for code, params in standing.reasons]


def rounded(num: int, den: int) -> float:
    """A fraction with four decimals, half up: a number to show, never to compare or to keep."""
    scaled = (2 * num * 10_000 + den) // (2 * den)
    return scaled / 10_000


def in_groups(standings: Iterable[Standing]) -> Mapping[str, int]:
    """How many clients stand in each group: the four add up to the book."""
    counts: dict[str, int] = {}
    for standing in standings:
        counts[standing.group.value] = counts.get(standing.group.value, 0) + 1
    return counts
