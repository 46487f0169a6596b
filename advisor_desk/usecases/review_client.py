"""One client's page: everything in one reading, and its form as JSON.

The JSON is for the bank's own scripts on the advisor's machine; it is not masked.
"""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Final

from advisor_desk.domain.review import ClientReview, TimelineEntry
from advisor_desk.usecases.list_clients import row_json
from advisor_desk.usecases.ports import ReviewBook
from advisor_desk.usecases.score_book import standing_json

Json = dict[str, object]
ALL: Final = 1_000_000


def review_client(book: ReviewBook, client_id: int) -> ClientReview:
    """Everything the page shows of a client. Raises UserCanFix("client.unknown")."""
    return book.review(client_id)


def more_of_timeline(
    book: ReviewBook, client_id: int, shown: int, limit: int = ALL
) -> Sequence[TimelineEntry]:
    """The entries after the `shown` newest, all of them if no `limit` is given."""
    return book.timeline(client_id, shown, limit)


def client_json(book: ReviewBook, client_no: str) -> Json:
    """The document that `client --json` prints. Raises UserCanFix("client.unknown")."""
    review = book.review(book.client_id(client_no))
    standing = review.standing
    return {
        "as_of": standing.as_of.isoformat(),
        "rules_version": standing.rules_version,
        **row_json(review.row),
        "profile": plain(review.profile),
        "kyc": plain(review.kyc),
        "score": standing_json(standing, review.row.client_no, review.row.client_type.value),
        "c_level_expires": plain(review.row.c_level_expires_on),
        "change30_bp": review.row.change30_bp,
        "aum_on": plain(review.row.aum_on),
        "accounts": plain(review.accounts),
        "holdings": plain(review.holdings),
        "assessments": plain(review.assessments),
        "relations": plain(review.relations),
        "consents": [
            {"purpose": purpose, "given_on": plain(given), "withdrawn_on": plain(withdrawn)}
            for purpose, given, withdrawn in review.consents
        ],
        "revenue": plain(review.revenue),
        "assets": [{"on": plain(on), "aum_fen": fen} for on, fen in review.assets],
        "snapshots": plain(review.snapshots),
        "timeline": plain(review.timeline),
    }


def plain(value: object) -> object:
    """A value of the domain as JSON knows it: dates in ISO form, codes as their identifiers."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {spec.name: plain(getattr(value, spec.name)) for spec in fields(value)}
    if isinstance(value, dict):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(each) for each in value)  # type: ignore[type-var]  # sets are of codes
    return value
