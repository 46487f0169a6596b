"""Tables of who the clients are: identity, contacts, consents, relations, accounts, assessments."""

import sqlalchemy as sa

from advisor_desk.sqltypes import Code, Day, Fen, Text, Whole
from advisor_desk.storage.tables_frame import (
    SyncStance,
    column,
    must,
    number,
    of_batch,
    of_client,
    of_hub,
    table,
)

household = table(
    "household",
    SyncStance.FROM_HUB,
    number(),
    must("household_no", Text, unique=True),
    column("name", Text),
    *of_batch(),
    *of_hub(),
)

client = table(
    "client",
    SyncStance.FROM_HUB,
    number(),
    must("client_no", Text, unique=True),
    must("name", Text),
    must("pinyin", Text, server_default=sa.text("''")),
    must("client_type", Code),
    column("gender", Code),
    column("born_on", Day),
    column("id_type", Text),
    column("id_no", Text),
    column("id_expires_on", Day),
    column("phone", Text),
    column("email", Text),
    column("region", Text),
    column("occupation", Text),
    column("employer", Text),
    column("education", Text),
    column("annual_income_fen", Fen),
    column("declared_assets_fen", Fen),
    column("industry", Text),
    column("org_subtype", Text),
    column("opened_on", Day),
    column("source_channel", Text),
    column("household_no", Text),
    column("preferred_channel", Code),
    *of_batch(),
    *of_hub(),
    sa.Index("client_household", "household_no", sqlite_where=sa.text("household_no IS NOT NULL")),
)

contact = table(
    "contact",
    SyncStance.FROM_HUB,
    number(),
    of_client(),
    must("kind", Code),
    must("value", Text),
    column("label", Text),
    *of_batch(),
    *of_hub(),
    sa.UniqueConstraint("client_id", "kind", "value"),
)

consent = table(
    "consent",
    SyncStance.FROM_HUB,
    number(),
    of_client(),
    must("purpose", Code),
    must("given_on", Day),
    column("withdrawn_on", Day),
    column("text_version", Text),
    *of_batch(),
    *of_hub(),
    sa.UniqueConstraint("client_id", "purpose", "given_on"),
)

relation = table(
    "relation",
    SyncStance.FROM_HUB,
    number(),
    of_client(),
    column("other_client_id", sa.Integer, sa.ForeignKey("client.id"), index=True),
    must("other_client_no", Text),
    column("other_name", Text),
    must("relation_kind", Code),
    column("share_bp", Whole),
    column("since", Day),
    *of_batch(),
    *of_hub(),
    sa.UniqueConstraint("client_id", "other_client_no", "relation_kind"),
)

account = table(
    "account",
    SyncStance.FROM_HUB,
    number(),
    must("account_no", Text, unique=True),
    of_client(index=True),
    column("account_kind", Code),
    column("opened_on", Day),
    column("closed_on", Day),
    *of_batch(),
    *of_hub(),
)

assessment = table(
    "assessment",
    SyncStance.FROM_HUB,
    number(),
    of_client(),
    must("taken_on", Day),
    must("c_level", Code),
    column("score", Whole),
    column("horizon_months", Whole),
    column("varieties", Text),
    column("investor_class", Code),
    column("form_version", Text),
    *of_batch(),
    *of_hub(),
    sa.UniqueConstraint("client_id", "taken_on"),
)

signal = table(
    "signal",
    SyncStance.FROM_HUB,
    number(),
    of_client(),
    must("on_day", Day),
    must("signal_kind", Code),
    must("topic", Text),
    column("times", Whole),
    column("source", Text),
    *of_batch(),
    *of_hub(),
    sa.UniqueConstraint("client_id", "on_day", "signal_kind", "topic"),
)
