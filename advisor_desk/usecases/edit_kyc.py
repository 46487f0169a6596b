"""适当性资料: the facts of suitability of a client, read field by field as typed, judged together.

The fields are those of kind `clients`, read by the same readers as files and the client's form; they are
saved and taken back as every edit of a client is (`edit_client`). No words: a field that cannot be taken
carries a permanent code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.advice_fields import OF_CLIENT
from advisor_desk.domain.code_lists import codes_in
from advisor_desk.domain.dates import from_day
from advisor_desk.domain.edits import ClientValues
from advisor_desk.domain.fields import Cell, FieldType
from advisor_desk.domain.records import InvestorClass, Permission
from advisor_desk.domain.review import ClientProfile
from advisor_desk.domain.suitability import KycFacts
from advisor_desk.usecases.edit_client import (
    SPECS,
    FieldProblem,
    FormReading,
    read_field,
    values_of,
    values_of_kyc,
    written,
)

OF_PROFILE: Final = ("id_expires_on", "declared_assets_fen")
"""Fields of the client's form that stand here as well: suitability hangs on them."""
NAMES: Final = (*OF_PROFILE, *(spec.name for spec in OF_CLIENT))
ORGANISATION_ONLY: Final = frozenset({"net_assets_fen"})
PERSON_ONLY: Final = frozenset(
    {
        "capacity", "household_net_fen", "household_fin_fen", "household_income_fen", "spending_month_fen",
        "insurance_budget_fen", "related_work_since", "is_senior_manager", "is_certified", "income_3y_fen",
    }
)  # fmt: skip
NO_EVIDENCE: Final = "kyc.no_evidence"
NO_PROOF: Final = "kyc.no_proof"
NO_PROOF_DAY: Final = "kyc.no_proof_day"
ENDS_FIRST: Final = "kyc.ends_first"
CROSSED: Final[Mapping[str, frozenset[str]]] = {
    NO_EVIDENCE: frozenset({"investor_class", "class_evidence"}),
    NO_PROOF: frozenset({"proof", "proof_on"}),
    NO_PROOF_DAY: frozenset({"proof", "proof_on"}),
    ENDS_FIRST: frozenset({"class_from", "class_until"}),
}
"""Problems of facts that need each other, and which facts those are."""
_YES: Final = "1"


@dataclass(frozen=True, slots=True)
class KycText:
    """What is recorded, as a person would type it, with the typed values behind it."""

    texts: Mapping[str, str]
    values: ClientValues


def is_shown(name: str, *, is_person: bool) -> bool:
    """True when the fact belongs to this kind of client."""
    return name not in (ORGANISATION_ONLY if is_person else PERSON_ONLY)


def recorded(profile: ClientProfile, kyc: KycFacts) -> KycText:
    """The facts of a client in the form of the fields."""
    known = {**values_of(profile), **values_of_kyc(kyc)}
    values = {name: known[name] for name in NAMES}
    return KycText({name: typed(name, value) for name, value in values.items()}, values)


def typed(name: str, value: Cell) -> str:
    """A value as a person would give it; a flag is 1 or empty."""
    if SPECS[name].type is FieldType.FLAG:
        return _YES if value else ""
    return written(name, value)


def read_kyc(texts: Mapping[str, str], today: date) -> FormReading:
    """Read every field given; facts that need each other are a problem of the one that is lacking."""
    read = {name: _read(name, text, today) for name, text in texts.items()}
    values = {name: found for name, found in read.items() if not isinstance(found, FieldProblem)}
    problems = [found for found in read.values() if isinstance(found, FieldProblem)]
    wrong = {problem.name for problem in problems}
    problems += [problem for problem in _crossed(values) if problem.name not in wrong]
    return FormReading(values, tuple(problems))


def tried(client: AdviceClient, values: ClientValues) -> AdviceClient:
    """The client as if the values were recorded already: for showing what they would come to."""
    facts = {name: _fact(name, values[name]) for name in values if name not in OF_PROFILE}
    profile = {name: _fact(name, values[name]) for name in OF_PROFILE if name in values}
    return replace(
        client,
        kyc=replace(client.kyc, **facts),  # type: ignore[arg-type]
        profile=replace(client.profile, **profile),  # type: ignore[arg-type]
    )


def _read(name: str, text: str, today: date) -> Cell | FieldProblem:
    if SPECS[name].type is FieldType.FLAG:
        return int(text == _YES)
    return read_field(name, text, today)


def _crossed(values: ClientValues) -> list[FieldProblem]:
    found = []
    if values.get("proof_on") is not None and not values.get("proof"):
        found.append(FieldProblem("proof", NO_PROOF))
    if values.get("proof") and values.get("proof_on") is None:
        found.append(FieldProblem("proof_on", NO_PROOF_DAY))
    klass = values.get("investor_class")
    if klass not in (None, InvestorClass.ORD.value) and not values.get("class_evidence"):
        found.append(FieldProblem("class_evidence", NO_EVIDENCE))
    first, last = values.get("class_from"), values.get("class_until")
    if isinstance(first, int) and isinstance(last, int) and last < first:
        found.append(FieldProblem("class_until", ENDS_FIRST))
    return found


def _fact(name: str, value: Cell) -> object:
    spec = SPECS[name]
    if name == "permissions":
        return frozenset(codes_in(str(value), Permission)) if value else frozenset()
    if spec.type is FieldType.FLAG:
        return bool(value)
    if spec.type is FieldType.DATE and isinstance(value, int):
        return from_day(value)
    return spec.codes(value) if spec.codes is not None and isinstance(value, str) else value
