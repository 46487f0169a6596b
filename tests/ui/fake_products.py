"""The screen 产品 over a shelf in memory: the deeds are the real ones, jobs run at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.client import RiskLevel, Tier
from advisor_desk.domain.product import AssetClass, ProductType, RiskGrade, ShelfStatus, Variety
from advisor_desk.domain.shelf import Product, ShelfMove
from advisor_desk.ui.jobs import InlineJobs, JobContext, Jobs
from advisor_desk.ui.notices import Notices
from advisor_desk.ui.pages.products.page import ProductsPage
from advisor_desk.ui.pages.products.parts import ProductsParts
from advisor_desk.usecases.move_product import MoveDraft, move_product
from advisor_desk.usecases.product_facts import ShelfView, read_shelf
from advisor_desk.usecases.product_shelf import HolderReport, who_could_hold
from tests.advice import ON, WAN, advice_client, product
from tests.shelf_books import ShelfBookInMemory, release

BOND = replace(
    product("B00001", ProductType.BOND_FUND, {AssetClass.CN_BOND: 9_500, AssetClass.CASH: 500}),
    name="稳健增利债券",
    pinyin="wen jian zeng li zhai quan",
    issuer="示例基金销售有限公司",
    plain_words="主要买债券，波动小，适合放半年以上的钱。",
    not_for="三个月内要用钱的客户",
    docs="基金合同；招募说明书\n风险揭示书",
    fee_front_bp=60,
    fee_manage_bp=30,
    fee_custody_bp=10,
    redeem_days=2,
    r_rated_on=ON - timedelta(days=90),
)
STOCK = replace(
    product("E00001", ProductType.EQUITY_FUND, {AssetClass.CN_EQUITY: 10_000}),
    name="先进制造股票",
    pinyin="xian jin zhi zao gu piao",
    r_level=RiskGrade.R3,
    r_level_manager=RiskGrade.R4,
    variety=Variety.EQUITY,
)
PRIVATE = replace(
    product("P00001", ProductType.PRIVATE_SECURITIES, {AssetClass.QUANT_HEDGE: 10_000}),
    name="量化对冲一号",
    pinyin="liang hua dui chong yi hao",
    r_level=RiskGrade.R4,
    r_level_manager=RiskGrade.R4,
    variety=Variety.ALT,
    min_first_fen=100 * WAN,
    quota_total_fen=5_000 * WAN,
    quota_left_fen=200 * WAN,
    term_days=180,
    tier_menu=(Tier.HNW,),
)
NEW = replace(
    product("N00001", ProductType.MIXED_FUND, {}),
    name="待评级混合",
    pinyin="dai ping ji hun he",
    r_level=None,
    r_level_manager=None,
    shelf_status=ShelfStatus.DRAFT,
)
SHELF = (BOND, STOCK, PRIVATE, NEW)
NAMES = ("王芳", "欧阳雨桐", "陈志强", "李明朗", "郭欣妍")


def clients() -> list[AdviceClient]:
    """Two who could hold the bond, one above whose level it lies, one without a level, one restricted."""
    made = []
    for number, name in enumerate(NAMES, start=1):
        one = advice_client(number)
        made.append(replace(one, row=replace(one.row, name=name)))
    second = made[1].assessment
    assert second is not None
    made[1] = replace(made[1], assessment=replace(second, c_level=RiskLevel.C1))
    made[2] = replace(made[2], assessment=None)
    made[3] = replace(made[3], kyc=replace(made[3].kyc, aml_restricted=True))
    return made


@dataclass
class Screen:
    """The page's book and what the page asked for."""

    products: Sequence[Product] = SHELF
    clients: Sequence[AdviceClient] = field(default_factory=clients)
    jobs: Jobs = field(default_factory=InlineJobs)
    reads: int = 0
    asked: int = 0
    error: Exception | None = None
    opened: list[int] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        newest = release(ON, products=len(self.products)) if self.products else None
        self.book = ShelfBookInMemory(list(self.products), self.clients, newest)

    def read(self) -> ShelfView:
        self.reads += 1
        self._fail()
        return read_shelf(self.book)

    def moves(self, code: str) -> list[ShelfMove]:
        return self.book.shelf_moves(code)

    def holders(self, code: str, context: JobContext) -> HolderReport:
        self.asked += 1

        def tell(count: int) -> None:
            context.check()
            context.report(count)

        return who_could_hold(self.book, code, tell)

    def move(self, draft: MoveDraft) -> None:
        self._fail()
        move_product(self.book, draft)

    def page(self) -> ProductsPage:
        """The page, which keeps itself to this screen."""
        window = QWidget()
        notices = Notices(window)
        notices.told.connect(lambda kind, text: self.told.append((kind, text)))
        page = ProductsPage(
            ProductsParts(
                read=self.read,
                moves=self.moves,
                holders=self.holders,
                move=self.move,
                jobs=self.jobs,
                notices=notices,
            )
        )
        page.client_asked.connect(self.opened.append)
        return page

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error
