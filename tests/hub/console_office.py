"""A head office with something on every page of its console: five outlets, thirty days, what waits for it."""

from datetime import UTC, datetime, timedelta

from advisor_desk.hub.hub import Hub
from advisor_desk.wire.report import Report
from advisor_desk.wire.rows import RowDraft, compact, key_text
from advisor_desk.wire.shapes import SHAPES
from advisor_desk.wire.version import advisor_scope
from tests.hubs import NOW, Chain, Clock, enrolled

DAY = 86_400.0
BRANCHES = ("BJ01", "GZ03", "SH02", "SZ07", "XZ99")
MONTHS = (*(f"2025-{month}" for month in (10, 11, 12)), *(f"2026-{month:02}" for month in range(1, 9)))
SILENT = "SZ07"
SECRET = "绝密的谈话内容"
NAME = "欧阳雨桐"


class Office:
    """What was made, for tests to look for."""

    def __init__(self, hub: Hub, clock: Clock) -> None:
        self.hub = hub
        self.clock = clock
        self.desks: dict[str, Chain] = {}
        self.early = ""
        self.waiting = ""
        self.hopeless = ""
        self.conflict = ""

    def fill(self, days: int = 30) -> "Office":
        """Everything, ending at the time of all tests."""
        self._enroll(days)
        for back in range(days - 1, -1, -1):
            self._day(NOW - back * DAY, back)
        self.clock.now = NOW
        self._report()
        self._keep_apart()
        self._disagree()
        return self

    def _enroll(self, days: int) -> None:
        self.clock.now = NOW - days * DAY
        for place, branch in enumerate(BRANCHES):
            advisor = f"A{place + 1}"
            self.hub.add_advisor(branch, advisor, ("李四", "王五", "赵六", "钱七", "孙八")[place])
            self.hub.add_clients(branch, {f"{branch}-{n}": advisor for n in range(1, 4)})
            self.desks[branch] = Chain(enrolled(self.hub, branch, advisor)[0])
        self.hub.revoke(enrolled(self.hub, BRANCHES[0], "A1", name="old")[0].id)

    def _day(self, now: float, back: int) -> None:
        """What each outlet recorded on a day; the last two have not been heard of for a while."""
        self.clock.now = now
        on = (datetime.fromtimestamp(now, UTC) + timedelta(hours=8)).date()
        quiet = {SILENT: 10, "XZ99": 31, "GZ03": 2}
        for place, branch in enumerate(BRANCHES):
            number = 0 if on.weekday() > 4 else (place * 7 + back * 3) % 5 + 4 - place  # noqa: PLR2004
            if back < quiet.get(branch, 0) or number < 1:
                continue
            chain = self.desks[branch]
            body = {"on": on.isoformat(), "channel": "CALL", "outcome": "REACHED", "note": SECRET}
            events = [chain.event(f"{branch}-1", body={**body, "n": n}) for n in range(number)]
            self.hub.push(chain.device, chain.batch(*events))

    def _report(self) -> None:
        for place, branch in enumerate(BRANCHES[:4]):
            self.clock.now = NOW - {SILENT: 10, "GZ03": 2}.get(branch, 0) * DAY - place * 400
            months = {"2026-09": {"RETAIL": 180 + place * 9, "HNW": 61 - place * 7, "INST": 8 + place}}
            months |= {
                month: {"RETAIL": 150 + n * (4 - place), "HNW": 40 + n * 2 - place, "INST": 5 + n // 3}
                for n, month in enumerate(MONTHS)
                if place < 3 or n > 1  # noqa: PLR2004
            }
            report = Report(1, "1.0.0", int(branch == "GZ03"), place * 3, int(branch == "BJ01"), months)
            self.hub.report(self.desks[branch].device, report)
        self.clock.now = NOW

    def _keep_apart(self) -> None:
        """One that fits once its client is there, one that never fits, and others."""
        chain, other = self.desks["BJ01"], self.desks["SH02"]
        early, hopeless = chain.event("BJ01-9"), chain.event("BJ01-8", body={"note": SECRET})
        self.hub.push(chain.device, chain.batch(early, hopeless))
        shapeless = other.event("SH02-1", "client.edited", {"fields": {"phone": ["1", 2]}})
        self.hub.add_client("SH02", "SH02-9", "A9")
        waiting = other.event("SH02-9")
        self.hub.push(other.device, other.batch(shapeless, waiting, other.event("SH02-77")))
        self.waiting = waiting.id
        self.early, self.hopeless = early.id, hopeless.id

    def _disagree(self) -> None:
        chain = self.desks["BJ01"]
        values = {"name": NAME, "client_type": "PERSON", "region": "北京", "annual_income_fen": 30_000_000}
        body = compact([values.get(name) for name in SHAPES["client"].values])
        self.hub.put_rows(
            "BJ01", advisor_scope("A1"), [RowDraft("client", key_text(["BJ01-1"]), "BJ01-1", body)]
        )
        fields = {"name": ["欧阳", "欧阳桐"], "annual_income_fen": [20_000_000, 45_000_050]}
        event = chain.event("BJ01-1", "client.edited", {"fields": fields})
        self.hub.push(chain.device, chain.batch(event))
        self.conflict = event.id
