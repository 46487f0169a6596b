"""Every code of service has words in both languages."""

from enum import StrEnum

import pytest

from advisor_desk.domain.entitlement import EntitlementCode, EntitlementMove
from advisor_desk.domain.interaction import Confidentiality, Initiator, InteractionKind, Outcome, Purpose
from advisor_desk.domain.journey import LifeEvent, RelationPhase, Stage4R
from advisor_desk.domain.moment import DueUnit, MomentCode, MomentState
from advisor_desk.domain.task import RepeatFrom, RepeatUnit, TaskKind, TaskState
from advisor_desk.domain.today import TodayKind
from advisor_desk.rules.journey import JOURNEY_CODES
from advisor_desk.rules.service_reasons import Hindrance, Owner, Suggestion
from advisor_desk.ui import discreet, i18n, labels, labels_service
from advisor_desk.usecases.today_lines import CODES
from advisor_desk.words import today_reasons

FAMILIES: list[type[StrEnum]] = [
    TodayKind,
    TaskKind,
    TaskState,
    RepeatUnit,
    RepeatFrom,
    MomentCode,
    MomentState,
    DueUnit,
    Outcome,
    Purpose,
    InteractionKind,
    Initiator,
    Confidentiality,
    LifeEvent,
    Stage4R,
    RelationPhase,
    EntitlementCode,
    EntitlementMove,
    Hindrance,
    Owner,
]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_every_code_has_words_in_both_languages(family: type[StrEnum]) -> None:
    assert labels.covers(family)
    chinese = [labels.word(code) for code in family]
    assert len(set(chinese)) == len(chinese)
    i18n.install(i18n.ENGLISH)
    english = [labels.word(code) for code in family]
    assert all(word.isascii() for word in english), english


def test_every_suggestion_and_part_of_the_score_has_words() -> None:
    for one in Suggestion:
        assert labels_service.suggestion(one.value) != one.value
    for code in ("base", "tier", "late", "priority", "ratio", "own_promise"):
        assert labels_service.score_part(code) != code


def test_every_reason_of_the_day_and_of_the_journey_has_a_sentence() -> None:
    codes = [*CODES, *JOURNEY_CODES, *(f"moment.{code}" for code in MomentCode)]
    assert [code for code in codes if not today_reasons.covers(code)] == []


@pytest.mark.parametrize("code", [*CODES.items(), *JOURNEY_CODES.items()], ids=lambda item: item[0])
def test_a_reason_shows_its_figures(code: tuple[str, tuple[str, ...]]) -> None:
    name, figures = code
    said = labels_service.why((name, tuple((figure, 7) for figure in figures)))
    assert "?" not in said
    assert "{" not in said


@pytest.mark.parametrize("code", MomentCode)
def test_a_moment_without_its_evidence_still_makes_a_sentence(code: MomentCode) -> None:
    said = labels_service.why((f"moment.{code}", ()))
    assert said
    assert "{" not in said


def test_causes_have_sentences_of_their_own_and_money_is_hidden() -> None:
    base = (("event_on", "2026-11-19"), ("sum20_fen", 20_000_000_00), ("days20", 20))
    loss = ("product_code", "F1"), ("loss_fen", 1_000_000), ("percent", 15), ("trading_days", 20)
    assert "净流出 30.0 万" in labels_service.why(("moment.BIG_OUTFLOW", (*base, ("net_fen", -30_000_000))))
    assert "F1 亏损 1.0 万" in labels_service.why(("moment.LARGE_LOSS", (("cause", "HOLDING"), *loss)))
    assert labels_service.why(("moment.LARGE_LOSS", (("cause", "ACCOUNT"), *loss))).startswith("账户 20")
    up = (("tier_before", "RETAIL"), ("tier", "HNW"), ("is_up", True), *base)
    assert labels_service.why(("moment.TIER_CHANGED", up)).endswith("从零售升为高净值")
    never = (("before", "NEW"), ("last_purchase_on", None))
    assert labels_service.why(("moment.DORMANT_ENTER", never)) == "从未购买，从新客转为休眠"
    lunar = (("birthday_on", "2026-11-20"), ("turns", 60), ("month", 10), ("day", 12))
    rule = ("calendar_rule", "lunar.same_day")
    assert "农历 10 月 12 日" in labels_service.why(("moment.BIRTHDAY", (*lunar, rule)))
    discreet.set_on(True)
    assert "30.0" not in labels_service.why(("moment.BIG_OUTFLOW", (*base, ("net_fen", -30_000_000))))
