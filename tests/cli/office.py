"""A small branch office as files of every kind: few clients, each there for a reason.

C1 is rich and buys every month, C2 is a bank, C3 is young and has no assets yet, C4 bought once long ago.
"""

from datetime import date, timedelta
from pathlib import Path

from tests.cli.calling import AS_OF, write

FILES: dict[str, str] = {
    "clients": (
        "客户号,姓名,客户类型,性别,出生日期,手机号,开户日期\n"
        "C1,欧阳雨桐,个人,女,1972-03-08,13800138001,2020-01-06\n"
        "C2,示例银行,金融机构,,,,2021-05-10\n"
        "C3,单雨,个人,男,1998-07-01,13800138003,2024-02-01\n"
        "C4,李四,个人,男,1960-01-01,13800138004,2019-03-01\n"
    ),
    "products": (
        "产品代码,产品名称,产品类型,风险等级\n000001,稳健增长债券,债券基金,R2\n000002,成长混合,混合基金,R3\n"
    ),
    "accounts": "账户号,客户号,账户种类,开户日期\nA1,C1,SECURITIES,2020-01-06\nA4,C4,SECURITIES,2019-03-01\n",
    "relations": "客户号,关联客户号,关系\nC1,C4,SPOUSE\n",
    "holdings": "客户号,产品代码,日期,份额,市值,成本\nC1,000001,2026-11-20,10000,12345.67,10000\n",
    "assessments": "客户号,测评日期,风险承受能力等级,得分\nC1,2026-03-01,C3,60\nC4,2025-12-01,C2,40\n",
    "consents": "客户号,同意事项,同意日期\nC1,MARKETING,2026-01-05\n",
    "signals": "客户号,日期,信号种类,主题,次数\nC1,2026-11-01,VIEW,养老,3\n",
    "revenue": (
        "客户号,入账流水号,入账日期,收入种类,金额\n"
        'C1,R1,2026-06-01,COMMISSION,"60,000"\n'
        "C4,R2,2020-06-01,COMMISSION,10\n"
    ),
}


def trades() -> str:
    """C1 bought 10 万 on the first of each month for a year; C4 bought once, in 2020."""
    rows = [f"C1,T{month:02},2026-{month:02}-01,申购,10万,000001" for month in range(1, 12)]
    return (
        "\n".join(
            ["客户号,交易流水号,确认日期,业务类型,金额,产品代码", *rows, "C4,T99,2020-05-06,申购,500,000002"]
        )
        + "\n"
    )


def assets() -> str:
    """C1 holds 300 万 from spring on, C2 2,000 万, C4 a few thousand."""
    rows = [f"C1,{AS_OF - timedelta(days=back)},300万" for back in (200, 100, 0)]
    rows += [f"C2,{date(2026, 1, 5)},2000万", f'C4,{date(2026, 1, 5)},"5,000.50"']
    return "\n".join(["客户号,日期,总资产", *rows]) + "\n"


ORDER = (
    "clients", "products", "accounts", "relations", "assets", "holdings", "trades", "revenue",
    "assessments", "consents", "signals",
)  # fmt: skip
"""Every kind, each after those that it refers to."""


def files_in(folder: Path) -> dict[str, Path]:
    """The files, written to `folder`, in the order in which they can be imported."""
    texts = {**FILES, "trades": trades(), "assets": assets()}
    return {kind: write(folder / f"{kind}.csv", texts[kind]) for kind in ORDER}
