"""What the invented clients have told of themselves for suitability: income, proof, class, permissions."""

from datetime import date
from random import Random

from advisor_desk.demo.archetypes import WAN, Archetype
from advisor_desk.domain.client import ClientType
from advisor_desk.domain.code_lists import joined_codes
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.kinds import Cell
from advisor_desk.domain.money import yuan
from advisor_desk.domain.records import Permission

MINOR_SERIAL, AML_SERIAL, REFUSED_SERIAL = 8, 7, 10
"""One child, one client under an AML restriction, one who would not give facts: each in every demo book."""

NO_END = to_day(date(9999, 12, 31))
_MONTH = 30
_YEAR = 365
_OF_AGE = 18 * _YEAR + 5
_ORG_EVIDENCE = {ClientType.FIN_INST: "金融许可证副本", ClientType.PRODUCT: "产品备案证明及管理人金融许可证"}
_ORG_PROOF = "上年度经审计的财务报表"
_PROOFS = ("银行及证券资产证明、近三年个税完税证明", "资产证明、收入证明", "银行流水、工资证明")


class Facts:
    """Draws the facts of one client after another. Its draws are its own: they change nothing else."""

    def __init__(self, draw: Random, end: int) -> None:
        self._draw = draw
        self._end = end

    def of(self, serial: int, kind: Archetype, opened: int, born: int | None) -> dict[str, Cell]:
        """The facts of suitability of a client, by field."""
        if kind.client_type is ClientType.PERSON:
            return self._person(serial, kind, opened, born)
        return self._organisation(kind, opened)

    def id_ends(self) -> int:
        """The last day of an organisation's licence; most have no end."""
        return NO_END if self._draw.random() < 0.6 else self._end + self._draw.randrange(200, 3000)

    def _person(self, serial: int, kind: Archetype, opened: int, born: int | None) -> dict[str, Cell]:
        draw = self._draw
        largest = kind.assets[1]
        income = draw.randrange(60, 200) if largest >= 100 * WAN else draw.randrange(8, 46)
        financial = max(largest, 5 * WAN) * draw.randrange(80, 180) // 100
        has_proof = draw.random() < 0.85
        first = max(opened - draw.randrange(0, 2500), (born or 0) + _OF_AGE if born else 0)
        since = min(first, opened)
        facts: dict[str, Cell] = {
            "capacity": "LIMITED" if serial == MINOR_SERIAL else "FULL",
            "aml_restricted": int(serial == AML_SERIAL),
            "info_refused": int(serial == REFUSED_SERIAL),
            "income_3y_fen": yuan(income * WAN),
            "invest_since": since,
            "household_net_fen": yuan(financial * 80 // 100),
            "household_fin_fen": yuan(financial),
            "household_income_fen": yuan(income * WAN * 3 // 2),
            "proof": draw.choice(_PROOFS) if has_proof else None,
            "proof_on": self._end - draw.randrange(10, 300) if has_proof else None,
            "spending_month_fen": yuan(income * WAN * draw.randrange(25, 45) // 1200 // 100 * 100),
            "liquidity_need_fen": yuan(draw.randrange(3, 20) * WAN) if draw.random() < 0.4 else None,
            "insurance_budget_fen": yuan(income * 500) if draw.random() < 0.5 else None,
            "permissions": self._permissions(kind, (self._end - since) // _MONTH),
            "investor_class": "ORD",
            "is_certified": int(draw.random() < 0.02),
            "is_senior_manager": 0,
            "related_work_since": self._end - draw.randrange(2, 12) * _YEAR if draw.random() < 0.03 else None,
        }
        if serial == MINOR_SERIAL:
            facts |= {
                "income_3y_fen": 0,
                "spending_month_fen": yuan(2_000),
                "invest_since": opened,
                "insurance_budget_fen": None,
                "permissions": None,
                "is_certified": 0,
                "related_work_since": None,
            }
        if serial == REFUSED_SERIAL:
            facts |= dict.fromkeys(
                ("income_3y_fen", "household_net_fen", "household_fin_fen", "proof", "proof_on")
            )
        return facts | self._professional(kind)

    def _professional(self, kind: Archetype) -> dict[str, Cell]:
        """Persons who count as professional: by their means, or converted for a time that may have ended."""
        if kind.code == "person_top":
            return {
                "investor_class": "PRO_B",
                "class_evidence": "金融资产500万元以上证明、两年以上投资经历证明",
                "class_from": self._end - 200,
                "proof": _PROOFS[0],
                "proof_on": self._end - 40,
            }
        converted = {"near_inst": -135, "hnw_dual": 165}.get(kind.code)
        if converted is None:
            return {}
        return {
            "investor_class": "PRO_C",
            "class_evidence": "书面申请、投资知识测试、金融资产300万元以上证明",
            "class_from": self._end + converted - _YEAR,
            "class_until": self._end + converted,
            "proof": _PROOFS[0],
            "proof_on": self._end - 60,
        }

    def _permissions(self, kind: Archetype, months: int) -> str | None:
        """Trading permissions that a client of such means and experience may have opened."""
        low = kind.assets[0]
        found = {Permission.GEM} if low >= 10 * WAN and months >= 24 else set()
        if low >= 50 * WAN:
            found.add(Permission.HK_CONNECT)
        if low >= 50 * WAN and months >= 24:
            found |= {Permission.STAR, Permission.BSE}
        if kind.code == "person_top":
            found |= {Permission.MARGIN, Permission.OPTION}
        return joined_codes(found) or None

    def _organisation(self, kind: Archetype, opened: int) -> dict[str, Cell]:
        draw = self._draw
        net = max(kind.assets[1], 300 * WAN) * draw.randrange(150, 400) // 100
        evidence = _ORG_EVIDENCE.get(kind.client_type)
        return {
            "aml_restricted": 0,
            "info_refused": 0,
            "invest_since": opened - draw.randrange(0, 1500),
            "net_assets_fen": yuan(net),
            "proof": _ORG_PROOF,
            "proof_on": self._end - draw.randrange(30, 200),
            "spending_month_fen": yuan(net // 100),
            "investor_class": "PRO_A" if evidence else "ORD",
            "class_evidence": evidence,
            "class_from": opened if evidence else None,
        }


def childhood(end: int) -> int:
    """The birth date of the one child: fourteen years old."""
    today = from_day(end)
    return to_day(
        date(today.year - 15, 11, 3) if today < date(today.year, 11, 3) else date(today.year - 14, 11, 3)
    )
