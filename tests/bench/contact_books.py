"""A book of 5,000 clients with 200,000 recorded contacts, each with a note, as people record them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from advisor_desk.assembly.desk import around
from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.storage import interactions, note_index
from advisor_desk.storage.edits import Hand
from tests.bench.books import AS_OF, BenchBook, empty_book, finished, insert_clients, load, names

CLIENTS = 5_000
CONTACTS = 200_000
_TEXT = """
客户 资金 安排 市场 波动 担忧 基金 定投 赎回 保险 子女 教育 留学 退休 计划 收益 回撤 风险 测评
到期 理财 存款 转入 面谈 电话 下周 资料 产品 介绍 对比 组合 配置 建议 考虑 同意 拒绝 推荐 朋友
家人 房产 贷款 利率 债券 黄金 海外 港股 科创 私募 信托 税务 传承 公司 上市 减持 股权 激励 奖金
发放 年底 生日 问候 满意 服务 投诉 处理 预约 网点 开户 权限 融资 融券 期权 社保 医疗 体检 高尔夫
讲座 沙龙 直播 公众号 短信 邮件 合同 签署 寄送 复印件 身份证 续期 更新 核对
"""
WORDS = _TEXT.split()
_BETWEEN = "的了是在有不这我他们来到说要就会可以对与及但又再把被让给从向"
_PAUSE = 0.3


def note(draw: random.Random) -> str:
    """Some thirty characters of what is said in such a firm."""
    sentences = []
    for _ in range(draw.randint(2, 4)):
        words = [draw.choice(WORDS) for _ in range(draw.randint(2, 5))]
        sentences.append(
            "".join(w + (draw.choice(_BETWEEN) if draw.random() < _PAUSE else "") for w in words)
        )
    return "，".join(sentences)


def contact(number: str, draw: random.Random) -> Interaction:
    """A contact of the last five years."""
    return Interaction(
        attendees=(Attendee(number),),
        on=AS_OF - timedelta(days=draw.randrange(1_826)),
        channel=draw.choice(list(ContactChannel)),
        outcome=draw.choice(list(Outcome)),
        purpose=draw.choice([one for one in Purpose if one is not Purpose.COMPLAINT]),
        note=note(draw),
    )


def contacts_book() -> BenchBook:
    """The book, its standings kept and its notes taken into the index."""
    name = f"contacts-{CLIENTS}-{CONTACTS}"
    kept = load(name)
    if kept is not None:
        return kept
    made, book = empty_book(name)
    draw = random.Random(9)  # noqa: S311
    with book.change() as connection:
        people = names(CLIENTS)
        insert_clients(connection, ((at + 1, who, "PERSON", 3_000, 15_000) for at, who in enumerate(people)))
        numbers = [number for (number,) in connection.execute("SELECT client_no FROM client ORDER BY id")]
        told = [contact(draw.choice(numbers), draw) for _ in range(CONTACTS)]
        for one in sorted(told, key=lambda each: each.on):
            at = datetime.combine(one.on, datetime.min.time(), UTC).timestamp()
            interactions.record(connection, one, Hand("bench", at))
    is_behind = True
    while is_behind:
        with book.change() as connection:
            is_behind = note_index.catch_up(connection)
    desk = around(book, AS_OF, "bench")
    desk.roll()
    desk.close()
    finished(name)
    return made
