"""Seven funds of every kind that a plan needs, one of them too risky and one without a grade."""

from advisor_desk.storage.pinyin import search_forms
from tests.builders import Builder

FUNDS = (
    ("M00001", "天天货币", "MONEY_FUND", "R1", "CASH"),
    ("B00001", "稳健增利债券", "BOND_FUND", "R2", "CN_BOND"),
    ("B00002", "信用优选债券", "BOND_FUND", "R2", "CN_BOND"),
    ("B00003", "利率纯债债券", "BOND_FUND", "R2", "CN_BOND"),
    ("E00001", "成长精选股票", "EQUITY_FUND", "R3", "CN_EQUITY"),
    ("Q00001", "环球科技股票", "EQUITY_FUND", "R5", "CN_EQUITY"),
    ("N00001", "待评级债券", "BOND_FUND", None, "CN_BOND"),
)


def put_funds(builder: Builder) -> None:
    """Put them on the shelf; it is not sealed yet."""
    for at, (code, name, kind, grade, klass) in enumerate(FUNDS):
        made = builder.insert(
            "product",
            code=code,
            name=name,
            product_type=kind,
            regime="CSRC",
            manager=f"管理人{at}",
            r_level=grade,
            r_level_manager=grade,
            shelf_status="ON_SALE",
            pinyin=search_forms(name),
        )
        builder.insert("product_exposure", product_id=made, asset_class=klass, weight_bp=10_000)
