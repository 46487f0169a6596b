"""Numbers of the protocol that both ends hold to (sync.md, sections 3.4 and 3.7)."""

from typing import Final

PROTOCOL: Final = 1
"""What this program speaks. A hub says which it takes; a desk below the least still pushes."""
LEAST_PROTOCOL: Final = 1
"""The oldest protocol whose pulls this program answers."""

MOST_EVENTS: Final = 500
"""Events in one push: more than the 200 of sync.md, for performance.md (section 10) measured with 500."""
MOST_PUSH_BYTES: Final = 1024 * 1024
"""Aim for one push, inflated; a single event above it still goes alone."""
MOST_EVENT_BYTES: Final = 256 * 1024
"""The body of one event, refused when saved above it."""
MOST_INFLATED_BYTES: Final = 16 * 1024 * 1024
"""What a body may become when it is inflated."""
MOST_RATIO: Final = 100
"""How many times its packed size a body may become."""
MOST_ROWS: Final = 10_000
"""Rows in one page of a pull; a desk asks for fewer when its line is poor."""
FIRST_ROWS: Final = 1_000
"""Rows that a desk asks for first."""
TOKEN_SECONDS: Final = 15 * 60
INVITATION_SECONDS: Final = 10 * 60
SKEW_SECONDS: Final = 10 * 60
"""A clock that is further off is flagged, never refused."""
KEPT_DAYS: Final = 30
"""How long a desk keeps what was acknowledged ready to be sent again."""
TOMBSTONE_DAYS: Final = 400
"""A cursor that stood still for longer starts its scope anew."""

TOKEN_HEADER: Final = "Authorization"
SIGNATURE_HEADER: Final = "X-Desk-Signature"
DEVICE_HEADER: Final = "X-Desk-Device"
PROTOCOL_HEADER: Final = "X-Desk-Protocol"
JSON_TYPE: Final = "application/json"
FIRM_BRANCH: Final = "0"
"""The branch under which head office keeps what every desk reads (scope `firm`)."""
FIRM_SCOPE: Final = "firm"
BRANCH_SCOPE: Final = "br"


def advisor_scope(advisor: str) -> str:
    """The scope of one advisor's clients."""
    return f"adv:{advisor}"
