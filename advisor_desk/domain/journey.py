"""Where a client is on the way with us: 4R stage, phase of the relationship, life events. Codes and values.

Sources: S1 §4.2 to §4.2.2-4, domain notes §6. Life stages by age are in `domain.advice.LifeStage`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from advisor_desk.domain.service_codes import LifeEvent
from advisor_desk.errors import Param

if TYPE_CHECKING:
    from advisor_desk.domain.advice import LifeStage, NeedKind

__all__ = ["Journey", "LifeEvent", "LifeEventLine", "RelationPhase", "Stage4R"]


class Stage4R(StrEnum):
    """关联/引流, 反应/沉淀, 关系/运营, 报酬/价值转化."""

    RELEVANCE = "RELEVANCE"
    REACTION = "REACTION"
    RELATIONSHIP = "RELATIONSHIP"
    REWARD = "REWARD"


class RelationPhase(StrEnum):
    """初始, 成熟, 后期."""

    INITIAL = "INITIAL"
    MATURE = "MATURE"
    LATE = "LATE"


@dataclass(frozen=True, slots=True)
class LifeEventLine:
    """A life event, past or coming. A derived one has no `id`; `why` says from what it was counted."""

    code: LifeEvent
    on: date
    note: str = ""
    id: str = ""
    why: tuple[str, tuple[tuple[str, Param], ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """The journey strip. Each `*_why` is (code, params); `needs` come from life stage × portrait."""

    stage: Stage4R
    stage_why: tuple[tuple[str, tuple[tuple[str, Param], ...]], ...]
    phase: RelationPhase
    phase_why: tuple[tuple[str, tuple[tuple[str, Param], ...]], ...]
    life_stage: "LifeStage | None"
    is_life_stage_set: bool = False
    life_stage_reason: str = ""
    events: tuple[LifeEventLine, ...] = ()
    needs: "tuple[NeedKind, ...]" = ()
