"""Questionnaires in the book: every one is an event, a confirmed one is the client's level at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.kinds import Kind
from advisor_desk.domain.product import Variety
from advisor_desk.domain.questionnaire import FilledForm
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.merge_session import SqlImports
from tests.builders import TODAY, open_desk
from tests.storage.imports import Moments
from tests.storage.test_advice_book import ago, bring, client_with, events


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        yield opened


def filled(**changes: Any) -> FilledForm:
    values: dict[str, Any] = {
        "form_version": "demo-1",
        "taken_on": TODAY,
        "answers": {"q1": ("A",), "q2": ("B", "C")},
        "score": 65,
        "c_level": RiskLevel.C4,
        "horizon_months": 36,
        "varieties": (Variety.EQUITY, Variety.BOND),
        "confirmed_by_client": True,
        **changes,
    }
    return FilledForm(**values)


def test_a_confirmed_questionnaire_is_the_clients_level_at_once(desk: DeskBook) -> None:
    client = client_with(desk)
    desk.take_assessment(client, filled())
    assert desk.standings(client)
    found = desk.advice_client(client)
    assert found.row.c_level is RiskLevel.C4
    assert found.assessment is not None
    assert (found.assessment.horizon_months, found.assessment.varieties) == (36, "BOND,EQUITY")
    desk.take_assessment(client, filled(c_level=RiskLevel.C2, score=30))
    assert desk.advice_client(client).row.c_level is RiskLevel.C2
    assert desk.assessments_taken(client, TODAY) == [TODAY, TODAY]
    (kind, body), _ = events(desk)
    assert kind == "assessment.taken"
    assert body["answers"] == {"q1": ["A"], "q2": ["B", "C"]}
    assert (body["score"], body["c_level"], body["confirmed_by_client"]) == (65, "C4", True)
    assert body["advice_version"] == desk.advice.version


def test_a_result_that_was_only_seen_counts_as_taken_and_changes_no_level(desk: DeskBook) -> None:
    client = client_with(desk)
    desk.take_assessment(client, filled(confirmed_by_client=False, sitting="1"))
    assert desk.advice_client(client).assessment is None
    assert desk.assessments_taken(client, TODAY) == [TODAY]
    desk.take_assessment(client, filled(sitting="1", confirmed_by="本人"))
    assert desk.assessments_taken(client, TODAY) == [TODAY]
    assert desk.advice_client(client).row.c_level is RiskLevel.C4
    desk.take_assessment(client, filled(confirmed_by_client=False, sitting="2"))
    assert desk.assessments_taken(client, TODAY) == [TODAY, TODAY]


def test_imported_assessments_count_unless_their_day_has_one_of_this_desk(desk: DeskBook) -> None:
    client = client_with(desk, client_no="N1")
    bring(
        desk,
        Kind.ASSESSMENTS,
        {"client_no": "N1", "taken_on": to_day(ago(40)), "c_level": "C3"},
        {"client_no": "N1", "taken_on": to_day(ago(3)), "c_level": "C3"},
    )
    desk.take_assessment(client, filled())
    assert desk.assessments_taken(client, ago(40)) == [ago(40), ago(3), TODAY]
    assert desk.assessments_taken(client, ago(39)) == [ago(3), TODAY]


def test_the_undo_of_an_import_keeps_the_questionnaire_taken_on_the_same_day(desk: DeskBook) -> None:
    client = client_with(desk, client_no="N1")
    batch = bring(
        desk, Kind.ASSESSMENTS, {"client_no": "N1", "taken_on": to_day(TODAY), "c_level": "C5", "score": 90}
    )
    desk.take_assessment(client, filled())
    SqlImports(desk.sql, desk.refresh, Moments(), sealer=desk).undo_import(batch)
    assert desk.advice_client(client).row.c_level is RiskLevel.C4
