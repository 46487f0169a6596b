"""Rules that head office publishes: what it signs, and whether a version is as it was signed.

A version stands in scope `firm` as a row of kind `rules_version`. The transport already proves who sent it;
the signature stays with the rules, so that what is in force can be shown to be head office's for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from advisor_desk.wire.rows import compact

if TYPE_CHECKING:
    # Ciphers are not loaded before the first paint.
    from advisor_desk.wire.seal import PublicKeys


@dataclass(frozen=True, slots=True)
class PublishedRules:
    """A version as it is kept: `name` with the prefix of its family, `effective_from` in days since 1970."""

    name: str
    effective_from: int
    sha256: str
    body: str
    signature: str

    @property
    def is_whole(self) -> bool:
        """True when the text is the one that was signed for."""
        return sha256(self.body.encode("utf-8", "surrogatepass")).hexdigest() == self.sha256

    def is_signed_by(self, keys: PublicKeys) -> bool:
        """True when the signature is this hub's, over name, first day and digest."""
        try:
            signature = bytes.fromhex(self.signature)
        except ValueError:
            return False
        return keys.is_signed(rules_proof(self.name, self.effective_from, self.sha256), signature)


def rules_proof(name: str, effective_from: int, digest: str) -> bytes:
    """What head office signs."""
    return f"rules\n{compact([name, effective_from, digest])}".encode("utf-8", "surrogatepass")
