"""Which kept contacts restart a client's rhythm, as SQL: one place for all who count them."""

from typing import Final

EFFECTIVE: Final = "is_effective = 1 AND replaced_by IS NULL AND is_withdrawn = 0"
"""The client was there, and the record was neither put right nor taken back: of table `interaction`."""

LAST_CONTACT: Final = f"""
(SELECT on_day FROM interaction INDEXED BY interaction_client
 WHERE client_id = :client_id AND on_day <= :as_of AND {EFFECTIVE} ORDER BY on_day DESC LIMIT 1)
"""  # noqa: S608 - a constant
"""The day of a client's last contact, found in the index alone."""
