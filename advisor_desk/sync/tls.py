"""Where a hub may be and how the way to it is guarded: TLS 1.3, or this very machine (sync.md, section 3.8).

There is no way to switch the check of a certificate off.
"""

from __future__ import annotations

import ipaddress
import os
import ssl
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from advisor_desk.errors import UserCanFix

CA_VARIABLE: Final = "ADVISOR_DESK_HUB_CA"
"""Names a file with the firm's own certificate authority, where the system does not know it."""

_LOCAL_NAMES: Final = frozenset({"localhost", "localhost."})


def hub_address(url: str) -> str:
    """The address of a hub without a stroke at its end.

    Raises UserCanFix: `sync.url_wrong` for what is no address of a hub, `sync.tls_needed` for one that would
    be spoken to in plain text beyond this machine.
    """
    plain = url.strip().rstrip("/")
    try:
        parts = urlsplit(plain)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise UserCanFix("sync.url_wrong") from None
    host = parts.hostname
    is_bare = not (parts.username or parts.password or parts.query or parts.fragment)
    if parts.scheme not in {"http", "https"} or not host or not (is_bare and port_is_fine):
        raise UserCanFix("sync.url_wrong")
    if parts.scheme == "http" and not is_loopback(host):
        raise UserCanFix("sync.tls_needed")
    return plain


def is_loopback(host: str) -> bool:
    """True for a name or number of this machine."""
    if host.lower() in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def given_authority() -> Path | None:
    """The file that the environment names, if it does."""
    named = os.environ.get(CA_VARIABLE)
    return Path(named) if named else None


def tls_context(authority: Path | None) -> ssl.SSLContext:
    """TLS 1.3 alone, trusting the given authority, or else those of the system.

    Raises UserCanFix("sync.ca_unreadable").
    """
    try:
        context = ssl.create_default_context(cafile=None if authority is None else str(authority))
    except (OSError, ssl.SSLError):
        raise UserCanFix("sync.ca_unreadable") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context
