"""服务节奏, 首次响应, 联系, 转化: the cards of what was done for the clients."""

from typing import Final

from advisor_desk.ui import formats
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.board import words
from advisor_desk.ui.pages.board.words import CTX
from advisor_desk.ui.pages.segments.grid_card import GridCard, count, note, percent, share
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.figure_grid import Cell, Grid, GridRow
from advisor_desk.ui.widgets.sparkline import Sparkline
from advisor_desk.usecases.board_view import BoardView, CadenceDay, MonthContacts, Responses
from advisor_desk.usecases.reports import Segment

_TREND: Final = 44


class CadenceCard(GridCard):
    """The rhythm kept: its trend, each month-end and today, and today by tier. `view_asked(str)`."""

    def __init__(self) -> None:
        super().__init__(t(CTX, "服务节奏"))
        self.told = RoleLabel("", FontRole.BODY, "second")
        self.told.setWordWrap(True)
        self.trend = Sparkline()
        self.trend.setFixedHeight(_TREND)
        self.table = self.make_grid(self.title.text())
        self.tiers = self.make_grid(t(CTX, "今天按等级"))
        self._note = note()
        for widget in (self.told, self.trend, self.table, self.tiers, self._note):
            self.add(widget)
        self.body.addStretch(1)

    def render_view(self, view: BoardView) -> None:
        """Show the rhythm of this book."""
        known = [one.whole.share for one in view.cadence if one.whole.share is not None]
        self.trend.setVisible(len(known) > 1)
        self.trend.show_values(known)
        self.trend.setAccessibleName(
            t(CTX, "守时率走势 {shares}").format(shares=", ".join(percent(one) for one in known))
        )
        self.told.setText(_told(view.now))
        self.table.show_grid(_cadence(view))
        self.tiers.show_grid(_cadence_by_tier(view.now))
        self._note.setText(
            t(
                CTX,
                "守时：上次有效联系(没有则从开户日)起，未超过该等级与分组的天数；群发不算。投诉未结或撤回营销同意的暂停计算。",
            )
        )


class ResponsesCard(GridCard):
    """The time from a question to the first contact with the client. `view_asked(str)`."""

    def __init__(self) -> None:
        super().__init__(t(CTX, "首次响应"))
        self.told = RoleLabel("", FontRole.BODY, "second")
        self.told.setWordWrap(True)
        self.table = self.make_grid(self.title.text())
        self._note = note()
        for widget in (self.told, self.table, self._note):
            self.add(widget)
        self.body.addStretch(1)

    def render_view(self, view: BoardView) -> None:
        """Show the questions of this book."""
        whole = view.responses
        has_any = bool(view.responses_by_month)
        self.table.setVisible(has_any)
        self._note.setVisible(has_any)
        self.copy_button.setVisible(has_any)
        waiting = t(CTX, "%n 条待回。", view.waiting)
        if not has_any:
            self.told.setText(t(CTX, "近 12 个月没有记录咨询。记下“待回咨询”就开始计时。") + waiting)
            return
        told = t(CTX, "中位 {median}，最长 {worst}；").format(
            median=words.minutes(whole.median_minutes), worst=words.minutes(whole.worst_minutes)
        )
        self.told.setText(told + waiting)
        self.table.show_grid(_responses(view))
        self._note.setText(response_rule(view))


class ContactsCard(GridCard):
    """Contacts by month and channel. `view_asked(str)`."""

    def __init__(self) -> None:
        super().__init__(t(CTX, "联系"))
        self.nobody = RoleLabel(t(CTX, "近 12 个月还没有联系记录。"), FontRole.BODY, "second")
        self.table = self.make_grid(self.title.text())
        self._note = note(t(CTX, "按客户计：一场活动有几位客户参加就算几次；更正与撤回的不重复计。"))
        for widget in (self.nobody, self.table, self._note):
            self.add(widget)
        self.body.addStretch(1)

    def render_view(self, view: BoardView) -> None:
        """Show the contacts of this book."""
        has_any = bool(view.contacts)
        self.nobody.setVisible(not has_any)
        self.table.setVisible(has_any)
        self.copy_button.setVisible(has_any)
        self._note.setVisible(has_any)
        if has_any:
            self.table.show_grid(_contacts(view))


class PathCard(GridCard):
    """From prospect to account to first purchase. `view_asked(str)`."""

    def __init__(self) -> None:
        super().__init__(t(CTX, "转化"))
        self.table = self.make_grid(self.title.text())
        self._note = note(t(CTX, "潜客是还没有开户日的客户；开户与首购按近 12 个月开户的客户计。"))
        self.add(self.table)
        self.add(self._note)
        self.body.addStretch(1)

    def render_view(self, view: BoardView) -> None:
        """Show the path of this book."""
        path = view.path
        rows = (
            GridRow((Cell(t(CTX, "潜客")), count(path.prospects), Cell("", "")), "path"),
            GridRow((Cell(t(CTX, "近 12 个月开户")), count(path.opened), Cell("", "")), "path"),
            GridRow(
                (
                    Cell(t(CTX, "其中已购买")),
                    count(path.bought),
                    share(path.bought * 1_000 // path.opened if path.opened else None),
                ),
                "path",
            ),
        )
        heads = (t(CTX, "阶段"), t(CTX, "客户"), t(CTX, "占比"))
        self.table.show_grid(Grid(self.title.text(), heads, rows))


def response_rule(view: BoardView) -> str:
    """From when to when the clock runs."""
    return t(CTX, "从客户提问到之后第一次有效联系，只计工作时间；规定 {limit}内。").format(
        limit=words.minutes(view.response_limit_minutes)
    )


def _told(now: CadenceDay) -> str:
    if not now.whole.owed:
        return t(CTX, "还没有应联系的客户。")
    said = t(CTX, "今天 {owed} 位应联系，{kept} 位守时；").format(
        owed=formats.count(now.whole.owed), kept=formats.count(now.whole.kept)
    )
    return said + t(CTX, "%n 位从未联系且已超时。", now.never)


def _cadence(view: BoardView) -> Grid:
    """The newest first; the change is that from the line below."""
    heads = (
        t(CTX, "日期"), t(CTX, "应联系"), t(CTX, "守时"), t(CTX, "守时率"), t(CTX, "变化"),
        t(CTX, "从未联系"), t(CTX, "暂停"),
    )  # fmt: skip
    rows = []
    for at in range(len(view.cadence) - 1, -1, -1):
        one = view.cadence[at]
        moved = words.difference(one.whole, view.cadence[at - 1].whole) if at else None
        cells = (
            Cell(formats.day(one.on)),
            count(one.whole.owed),
            count(one.whole.kept),
            share(one.whole.share, is_bold=True),
            words.points(moved),
            count(one.never),
            count(one.paused),
        )
        rows.append(GridRow(cells, f"cadence:{one.on.isoformat()}"))
    return Grid(t(CTX, "服务节奏"), heads, tuple(rows))


def _cadence_by_tier(now: CadenceDay) -> Grid:
    heads = (t(CTX, "今天按等级"), t(CTX, "应联系"), t(CTX, "守时"), t(CTX, "守时率"))
    rows = []
    for key in Segment:
        found = now.by_tier[key]
        first = Cell(words.segment_word(key), swatch=words.colours(key)[0])
        cells = (first, count(found.owed), count(found.kept), share(found.share))
        rows.append(GridRow(cells, f"cadence:{now.on.isoformat()}"))
    return Grid(t(CTX, "今天按等级"), heads, tuple(rows))


def _responses(view: BoardView) -> Grid:
    heads = (
        t(CTX, "提问月份"), t(CTX, "已回"), t(CTX, "中位"), t(CTX, "最长"), t(CTX, "按时"), t(CTX, "未回")
    )  # fmt: skip
    rows = [
        GridRow((Cell(words.month_word(month)), *_response(one)), "responses")
        for month, one in reversed(view.responses_by_month)
    ]
    last = (Cell(t(CTX, "合计"), is_bold=True), *_response(view.responses))
    return Grid(t(CTX, "首次响应"), heads, (*rows, GridRow(last, "responses")))


def _response(one: Responses) -> tuple[Cell, ...]:
    return (
        count(one.answered),
        _minutes(one.median_minutes),
        _minutes(one.worst_minutes),
        share(one.in_time * 1_000 // one.answered if one.answered else None),
        Cell(formats.count(one.open), str(one.open), "warn" if one.open else "text3"),
    )


def _minutes(spent: int | None) -> Cell:
    return Cell(
        words.minutes(spent), "" if spent is None else str(spent), "text3" if spent is None else "text"
    )


def channels_of(view: BoardView) -> list[str]:
    """The channels that were used, most used first."""
    many: dict[str, int] = {}
    for month in view.contacts:
        for code, (good, other) in month.by_channel.items():
            many[code] = many.get(code, 0) + good + other
    return sorted(many, key=lambda code: (-many[code], code))


def _contacts(view: BoardView) -> Grid:
    channels = channels_of(view)
    heads = (
        t(CTX, "月份"), t(CTX, "有效"), t(CTX, "未接通等"), *(words.channel_word(code) for code in channels)
    )  # fmt: skip
    rows = tuple(_contact(month, channels) for month in reversed(view.contacts))
    return Grid(t(CTX, "联系"), heads, rows)


def _contact(month: MonthContacts, channels: list[str]) -> GridRow:
    cells = (
        Cell(words.month_word(month.month)),
        count(month.effective, is_bold=True),
        count(month.others),
        *(count(sum(month.by_channel.get(code, (0, 0)))) for code in channels),
    )
    return GridRow(cells, f"contacts:{month.month.isoformat()}")
