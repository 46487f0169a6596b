"""The invented clients of the demo book: facts of identity, accounts, assessments, consents, relations."""

from dataclasses import dataclass
from datetime import date
from random import Random

from advisor_desk.demo import names
from advisor_desk.demo.archetypes import Archetype
from advisor_desk.demo.columns import Columns
from advisor_desk.demo.facts import MINOR_SERIAL, Facts, childhood
from advisor_desk.domain.client import ClientType
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.kinds import Cell, Kind
from advisor_desk.domain.money import yuan

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_MARKS = "10X98765432"
_UNASSIGNED_AREA = "990101"
_INDUSTRIES = {
    ClientType.ENTERPRISE: ("农业", "制造业", "批发零售", "物流"),
    ClientType.FIN_INST: ("金融业",),
    ClientType.PRODUCT: ("金融业",),
    ClientType.GOV: ("公共管理",),
}
_ORG_SUBTYPES = {
    ClientType.ENTERPRISE: ("国企", "中小企业", "中小企业"),
    ClientType.FIN_INST: ("私募", "公募"),
    ClientType.PRODUCT: ("私募",),
    ClientType.GOV: ("政府",),
}
_NARROW, _WIDE = "货币、固定收益", "货币、固定收益、混合、权益、另类"
_TOPICS = ("量化投资", "基金定投", "养老规划", "家族信托", "黄金", "港股通", "债券市场")


@dataclass(frozen=True, slots=True)
class Person:
    """One client in the making: what the history needs to know. Days are days since 1970-01-01."""

    serial: int
    client_no: str
    account_no: str
    name: str
    kind: Archetype
    opened: int
    born: int | None
    has_assessment: bool


def identity_number(born: date, serial: int) -> str:
    """An 18-character number with a right check character and an area code that no one has."""
    body = f"{_UNASSIGNED_AREA}{born:%Y%m%d}{serial % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + _ID_MARKS[total % 11]


def _birth_day(draw: Random, kind: Archetype, serial: int, end: int) -> int:
    """A birth date in the archetype's ages; some have their birthday within three days, one on a leap day."""
    today = from_day(end)
    age = draw.randint(*kind.ages)
    if serial % 97 == 11:
        return to_day(date(today.year - age - (today.year - age) % 4, 2, 29))
    offset = draw.randint(0, 3) if serial % 60 == 7 else draw.randrange(20, 340)
    coming = from_day(end + offset)
    return to_day(date(coming.year - age - 1, coming.month, min(coming.day, 28)))


class People:
    """Makes clients one after another and collects the rows of their facts."""

    def __init__(self, draw: Random, end: int, facts: Facts) -> None:
        self._draw = draw
        self._end = end
        self._facts = facts
        self.clients = Columns(Kind.CLIENTS)
        self.accounts = Columns(Kind.ACCOUNTS)
        self.assessments = Columns(Kind.ASSESSMENTS)
        self.consents = Columns(Kind.CONSENTS)
        self.signals = Columns(Kind.SIGNALS)
        self.relations = Columns(Kind.RELATIONS)

    def make(self, serial: int, kind: Archetype) -> Person:
        """One client with account, assessments, consents and signals."""
        draw = self._draw
        is_person = kind.client_type is ClientType.PERSON
        opened = self._end - draw.randint(*kind.tenure)
        born = _birth_day(draw, kind, serial, self._end) if is_person and serial % 83 != 5 else None
        if serial == MINOR_SERIAL:
            born = childhood(self._end)
        person = Person(
            serial=serial,
            client_no=f"8{serial:07d}",
            account_no=f"0{serial:09d}",
            name=self._name(kind, serial),
            kind=kind,
            opened=opened,
            born=born,
            has_assessment=serial % 41 != 3,
        )
        self._add_client(person, is_person)
        self.accounts.add(
            account_no=person.account_no,
            client_no=person.client_no,
            account_kind="CREDIT" if kind.code == "in_debt" else "SECURITIES",
            opened_on=opened,
        )
        self._add_assessments(person)
        self._add_consents(person)
        self._add_signals(person)
        return person

    def _name(self, kind: Archetype, serial: int) -> str:
        if kind.client_type is ClientType.PERSON:
            return names.person_name(self._draw)
        if kind.client_type is ClientType.ENTERPRISE:
            return names.firm_name(self._draw, serial)
        return names.special_org_name(self._draw, kind.client_type.value)

    def _add_client(self, person: Person, is_person: bool) -> None:
        draw = self._draw
        serial, kind = person.serial, person.kind
        common = {
            "client_no": person.client_no,
            "name": person.name,
            "client_type": kind.client_type.value,
            "region": draw.choice(names.REGIONS),
            "opened_on": person.opened,
            "source_channel": draw.choice(names.SOURCES),
            "preferred_channel": draw.choice(("CALL", "WECOM", "VISIT", "BRANCH", "ONLINE")),
            "phone": f"199{serial % 100_000_000:08d}",
            **self._facts.of(serial, kind, person.opened, person.born),
        }
        if not is_person:
            self.clients.add(
                **common,
                id_type="统一社会信用代码",
                id_expires_on=self._facts.id_ends(),
                industry=draw.choice(_INDUSTRIES[kind.client_type]),
                org_subtype=draw.choice(_ORG_SUBTYPES[kind.client_type]),
            )
            return
        expiring = {13: 20, 29: 60, 31: -10}.get(serial % 71)
        self.clients.add(
            **common,
            gender="F" if draw.random() < 0.5 else "M",
            born_on=person.born,
            id_type="居民身份证",
            id_no=identity_number(from_day(person.born), serial) if person.born is not None else None,
            id_expires_on=self._end + (expiring if expiring is not None else draw.randrange(200, 5000)),
            **self._work(serial),
            declared_assets_fen=yuan(draw.randrange(0, 300) * 10_000) if serial % 4 == 0 else None,
            household_no=f"H{serial // 2:06d}" if serial % 10 in (4, 5) else None,
        )

    def _work(self, serial: int) -> dict[str, Cell]:
        draw = self._draw
        occupation, employer = draw.choice(names.OCCUPATIONS), names.employer_name(draw)
        education, income = draw.choice(names.EDUCATIONS), yuan(draw.randrange(5, 90) * 10_000)
        if serial == MINOR_SERIAL:
            return {"occupation": "学生", "education": "初中", "annual_income_fen": 0}
        return {
            "occupation": occupation,
            "employer": employer,
            "education": education,
            "annual_income_fen": income,
        }

    def _add_assessments(self, person: Person) -> None:
        """Most are valid; some expire within 30 days, some have expired, a few were never assessed."""
        if not person.has_assessment:
            return
        draw, serial = self._draw, person.serial
        age = {17: 345, 19: 400, 23: 500}.get(serial % 37, draw.randrange(10, 330))
        age = min(age, self._end - person.opened)
        level = (
            "C1_MIN" if serial % 67 == 9 else "C1" if serial % 29 == 8 else draw.choice(person.kind.c_levels)
        )
        self._assess(person, self._end - age, level)
        if self._end - person.opened > age + 380:
            self._assess(person, self._end - age - 360, draw.choice(person.kind.c_levels))

    def _assess(self, person: Person, day: int, level: str) -> None:
        draw = self._draw
        low = {"C1_MIN": 0, "C1": 8, "C2": 20, "C3": 40, "C4": 60, "C5": 80}[level]
        self.assessments.add(
            client_no=person.client_no,
            taken_on=day,
            c_level=level,
            score=low + draw.randrange(0, 12),
            horizon_months=draw.choice((6, 12, 36, 60)),
            varieties=_WIDE if level in ("C3", "C4", "C5") else _NARROW,
            investor_class="PRO_A" if person.kind.code == "fin_inst" else "ORD",
            form_version="2025-A",
        )

    def _add_consents(self, person: Person) -> None:
        self.consents.add(
            client_no=person.client_no, purpose="SERVICE", given_on=person.opened, text_version="2024-1"
        )
        if person.born is not None and person.serial % 5:
            self.consents.add(
                client_no=person.client_no,
                purpose="BIRTHDAY_GREETING",
                given_on=person.opened,
                text_version="2024-1",
            )
        if person.serial % 3:
            withdrawn = self._end - 15 if person.serial % 33 == 1 else None
            given = min(person.opened + 1, self._end - 16)
            self.consents.add(
                client_no=person.client_no,
                purpose="MARKETING",
                given_on=given,
                withdrawn_on=withdrawn,
                text_version="2024-1",
            )

    def _add_signals(self, person: Person) -> None:
        draw = self._draw
        if "topic" in person.kind.features and person.serial % 2 == 0:
            for back in (1, 3, 5):
                self._signal(
                    person, self._end - back, "VIEW", "量化投资" if person.serial % 4 else "基金定投"
                )
        if person.serial % 45 == 6:
            self._signal(person, self._end, "ENQUIRY", draw.choice(_TOPICS))
        if person.serial % 5 == 0:
            self._signal(person, self._end - draw.randrange(2, 60), "LOGIN", "行情")

    def _signal(self, person: Person, day: int, kind: str, topic: str) -> None:
        self.signals.add(
            client_no=person.client_no,
            on_day=day,
            signal_kind=kind,
            topic=topic,
            times=1,
            source="移动客户端",
        )

    def relate(self, people: list[Person]) -> None:
        """Spouses within a household, owners of enterprises, and who brought whom."""
        persons = [one for one in people if one.kind.client_type is ClientType.PERSON]
        for one, other in zip(persons[4::10], persons[5::10], strict=False):
            self._relation(one, other, "SPOUSE")
            self._relation(other, one, "SPOUSE")
        firms = [one for one in people if one.kind.client_type is ClientType.ENTERPRISE]
        for firm, owner in zip(firms, persons[2::7], strict=False):
            self._relation(firm, owner, "LEGAL_REP")
        for one, other in zip(persons[1::9], persons[3::9], strict=False):
            self._relation(one, other, "REFERRER")

    def _relation(self, one: Person, other: Person, kind: str) -> None:
        self.relations.add(
            client_no=one.client_no,
            other_client_no=other.client_no,
            relation_kind=kind,
            share_bp=6000 if kind == "LEGAL_REP" else None,
        )
