"""Which kept contacts restart a client's rhythm and what suspends it, as SQL: one place for all who count."""

from typing import Final

EFFECTIVE: Final = "is_effective = 1 AND replaced_by IS NULL AND is_withdrawn = 0"
"""The client was there, and the record was neither put right nor taken back: of table `interaction`."""

LAST_CONTACT: Final = f"""
(SELECT on_day FROM interaction INDEXED BY interaction_client
 WHERE client_id = :client_id AND on_day <= :as_of AND {EFFECTIVE} ORDER BY on_day DESC LIMIT 1)
"""  # noqa: S608 - a constant
"""The day of a client's last contact, found in the index alone."""

IS_REFUSED: Final = "ifnull(min(withdrawn_on IS NOT NULL AND withdrawn_on <= :as_of), 0)"
"""Over a client's marketing consents given by a day: all of them were withdrawn, so no contact is owed."""

IS_PAUSED: Final = f"""
(ifnull(client_care.complaint_on <= :as_of, 0) OR (SELECT {IS_REFUSED} FROM consent
 WHERE consent.client_id = standing.client_id AND purpose = 'MARKETING' AND given_on <= :as_of))
"""  # noqa: S608 - a constant
"""An open complaint or a refusal of marketing suspends the rhythm of a row of `standing`: nobody is late."""
