"""Rules of head office: put in force from their day when they are its own, left out and told otherwise."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from advisor_desk import paths
from advisor_desk.domain.dates import to_day
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.received_rules import RulesFamily, RulesInBook, family_of, published
from advisor_desk.usecases.rules_catalog import shipped_catalog
from advisor_desk.wire.published import PublishedRules, rules_proof
from advisor_desk.wire.seal import KeyPair

HUB = KeyPair.new()
FOLDERS = {RulesFamily.SCORES: "", RulesFamily.ADVICE: "advice", RulesFamily.SERVICE: "service"}
NEW_DAY = date(2027, 1, 1)


def text(family: RulesFamily, version: str = "2027-01") -> str:
    shipped = (paths.resources() / "rules" / FOLDERS[family] / "2026-11.toml").read_text("utf-8")
    first_day = next(line for line in shipped.splitlines() if line.startswith("effective_from"))
    newer = shipped.replace('version = "2026-11"', f'version = "{version}"')
    return newer.replace(first_day, f"effective_from = {NEW_DAY.isoformat()}")


def signed(family: RulesFamily, body: str, name: str = "", keys: KeyPair = HUB) -> PublishedRules:
    name = name or f"{family.prefix}2027-01"
    digest = sha256(body.encode()).hexdigest()
    signature = keys.signature(rules_proof(name, to_day(NEW_DAY), digest)).hex()
    return PublishedRules(name, to_day(NEW_DAY), digest, body, signature)


@pytest.mark.parametrize("family", RulesFamily)
def test_a_version_of_head_office_is_in_force_from_its_day(family: RulesFamily) -> None:
    rules = RulesInBook()
    catalog = rules.of(family)
    rules.look([signed(family, text(family))], HUB.public)
    assert rules.troubles == ()
    assert catalog is rules.of(family)
    assert catalog.in_force(date(2026, 12, 31)).version == "2026-11"
    assert catalog.in_force(NEW_DAY).version == "2027-01"
    assert catalog.text("2027-01") == text(family)
    assert shipped_catalog().versions == ("2026-11",), "what was shipped stays as it is"


@pytest.mark.parametrize("family", RulesFamily)
def test_a_version_that_came_before_its_family_was_asked_for(family: RulesFamily) -> None:
    rules = RulesInBook()
    rules.look([signed(family, text(family))], HUB.public)
    assert rules.of(family).in_force(NEW_DAY).version == "2027-01"


GOOD = signed(RulesFamily.SCORES, text(RulesFamily.SCORES))
BROKEN = {
    "text": (replace(GOOD, body=GOOD.body + "# "), "rules.received_altered"),
    "digest": (replace(GOOD, sha256="0" * 64), "rules.received_altered"),
    "first day": (replace(GOOD, effective_from=GOOD.effective_from - 1), "rules.received_unsigned"),
    "name": (replace(GOOD, name="2027-02"), "rules.received_unsigned"),
    "signature": (replace(GOOD, signature="00" * 64), "rules.received_unsigned"),
    "no signature": (replace(GOOD, signature=""), "rules.received_unsigned"),
    "no hex": (replace(GOOD, signature="signed, honestly"), "rules.received_unsigned"),
    "another hub": (
        signed(RulesFamily.SCORES, GOOD.body, keys=KeyPair.new()),
        "rules.received_unsigned",
    ),
    "signed under another name": (
        signed(RulesFamily.SCORES, GOOD.body, name="2027-09"),
        "rules.received_altered",
    ),
    "for a newer program": (
        signed(RulesFamily.SCORES, GOOD.body + "\n[quantum]\nbits = 1\n"),
        "rules.received_unreadable",
    ),
    "another text under a shipped name": (
        signed(RulesFamily.SCORES, text(RulesFamily.SCORES, "2026-11"), name="2026-11"),
        "rules.received_contrary",
    ),
    "another family under the name": (
        signed(RulesFamily.ADVICE, text(RulesFamily.SERVICE)),
        "rules.received_unreadable",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_version_that_is_not_head_offices_is_left_out_and_told(case: str) -> None:
    given, code = BROKEN[case]
    rules = RulesInBook()
    rules.look([given], HUB.public)
    assert [(one.name, one.code) for one in rules.troubles] == [(given.name, code)]
    assert rules.scores.in_force(NEW_DAY).version == "2026-11"
    rules.look([given, GOOD], HUB.public)
    assert rules.scores.in_force(NEW_DAY).version == "2027-01", "one bad version keeps no good one out"


def test_before_enrolment_nothing_that_was_received_counts() -> None:
    rules = RulesInBook()
    rules.look([GOOD], None)
    assert [one.code for one in rules.troubles] == ["rules.received_unsigned"]
    assert rules.scores.in_force(NEW_DAY).version == "2026-11"


def test_a_version_that_head_office_no_longer_has_is_out_of_force() -> None:
    rules = RulesInBook()
    rules.look([GOOD], HUB.public)
    rules.look([], HUB.public)
    assert rules.scores.versions == ("2026-11",)


def test_what_was_shipped_and_published_word_for_word_is_no_trouble() -> None:
    shipped = shipped_catalog()
    body = shipped.text("2026-11")
    rules = RulesInBook()
    day = to_day(shipped.get("2026-11").effective_from)
    signature = HUB.signature(rules_proof("2026-11", day, shipped.digest("2026-11"))).hex()
    rules.look([PublishedRules("2026-11", day, shipped.digest("2026-11"), body, signature)], HUB.public)
    assert rules.troubles == ()
    assert rules.scores.versions == ("2026-11",)


@pytest.mark.parametrize("family", RulesFamily)
def test_a_file_tells_its_family_and_under_which_name_it_is_kept(family: RulesFamily) -> None:
    body = text(family)
    assert family_of("new.toml", body) is family
    digest = sha256(body.encode()).hexdigest()
    assert published("new.toml", body) == (f"{family.prefix}2027-01", to_day(NEW_DAY), digest)


@pytest.mark.parametrize(
    ("body", "problem"),
    [("version = '1'\n", "no_family"), ("[tier]\n[shelf]\n", "no_family"), ("[tier", "not_toml")],
)
def test_a_file_of_no_family_is_not_published(body: str, problem: str) -> None:
    with pytest.raises(UserCanFix) as caught:
        published("new.toml", body)
    assert (caught.value.code, caught.value.params["problem"]) == ("rules.invalid", problem)


def test_a_file_that_contradicts_what_was_shipped_is_not_published() -> None:
    with pytest.raises(UserCanFix) as caught:
        published("new.toml", text(RulesFamily.SCORES, "2026-11"))
    assert caught.value.code == "rules.ambiguous"
