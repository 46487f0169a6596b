"""The peer of whole-book scoring: DuckDB on its own unencrypted file, the same codes for every client.

It is spared what our books need beyond it: assets are taken to be given for each trading day of the
average, and nobody to hang between two tiers (the books of the bench are made so, and it is checked
by the checksum).
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from advisor_desk.domain.dates import to_day
from advisor_desk.rules.window import window_start
from advisor_desk.usecases.trading_calendar import trading_days
from tests.bench.books import BenchBook

SCORES = """
WITH bought AS MATERIALIZED (
  SELECT client_id,
    max(on_day) AS last_day,
    count(*) FILTER (WHERE sip_month IS NULL) AS single,
    count(*) FILTER (WHERE sip_month IS NULL AND on_day > {start}) AS single_in,
    coalesce(sum(amount_fen) FILTER (WHERE on_day > {start}), 0)::BIGINT AS amount
  FROM trade WHERE is_purchase AND on_day <= {as_of} GROUP BY client_id),
 planned AS (
  SELECT client_id, count(*) AS many, count(*) FILTER (WHERE inside) AS many_in FROM (
    SELECT client_id, plan_no, sip_month, bool_or(on_day > {start}) AS inside
    FROM trade WHERE is_purchase AND on_day <= {as_of} AND sip_month IS NOT NULL
    GROUP BY client_id, plan_no, sip_month) GROUP BY client_id),
 earned AS (
  SELECT client_id, sum(amount_fen)::BIGINT AS benefit FROM revenue
  WHERE on_day > {start} AND on_day <= {as_of} GROUP BY client_id),
 owned AS (
  SELECT client_id, sum(aum_fen)::BIGINT AS sum20, count(*) AS days20 FROM daily_asset
  WHERE on_day >= {average_from} AND on_day <= {as_of} GROUP BY client_id),
 facts AS MATERIALIZED (
  SELECT c.id, c.client_type, {as_of} - c.opened_on AS tenure, {as_of} - b.last_day AS recency,
    coalesce(b.single, 0) + coalesce(p.many, 0) AS lifetime,
    coalesce(b.single_in, 0) + coalesce(p.many_in, 0) AS purchases,
    coalesce(b.amount, 0) AS amount, coalesce(e.benefit, 0) AS benefit,
    coalesce(o.sum20, 0) AS sum20, coalesce(o.days20, 0) AS days20
  FROM client c LEFT JOIN bought b ON b.client_id = c.id LEFT JOIN planned p ON p.client_id = c.id
    LEFT JOIN earned e ON e.client_id = c.id LEFT JOIN owned o ON o.client_id = c.id),
 cadence AS (
  SELECT client_id, median(gap) AS median_gap FROM (
    SELECT client_id, on_day - lag(on_day) OVER (PARTITION BY client_id ORDER BY on_day) AS gap
    FROM (SELECT DISTINCT client_id, on_day FROM trade
          WHERE is_purchase AND on_day <= {as_of} AND client_id IN (
            SELECT id FROM facts WHERE lifetime >= 3 AND recency > 90 AND recency <= 180)))
  WHERE gap IS NOT NULL GROUP BY client_id),
 months AS (
  SELECT f.*, g.median_gap,
    CASE WHEN tenure IS NULL OR tenure >= {days} OR tenure * 10000 >= 12 * 304375 THEN 12
         WHEN tenure * 10000 <= 304375 THEN 1 ELSE tenure * 10000 END AS num,
    CASE WHEN tenure IS NULL OR tenure >= {days} OR tenure * 10000 >= 12 * 304375
           OR tenure * 10000 <= 304375 THEN 1 ELSE 304375 END AS den
  FROM facts f LEFT JOIN cadence g ON g.client_id = f.id),
 scored AS (
  SELECT *,
    CASE WHEN client_type <> 'PERSON' THEN 2 WHEN days20 = 0 OR sum20 < 0 THEN 0
         WHEN sum20 >= 500000000 * days20 THEN 2 WHEN sum20 >= 100000000 * days20 THEN 1 ELSE 0 END AS tier,
    1 + (amount >= 1000000)::INT + (amount >= 5000000)::INT
      + (amount >= 10000000)::INT + (amount >= 50000000)::INT + (amount >= 100000000)::INT AS a,
    1 + (purchases * den >= 2 * num)::INT + (purchases * den >= 5 * num)::INT
      + (purchases * den >= 10 * num)::INT + (purchases * den >= 50 * num)::INT
      + (purchases * den >= 100 * num)::INT AS f,
    1 + (benefit >= 1000000)::INT + (benefit >= 3000000)::INT + (benefit >= 10000000)::INT
      + (benefit >= 30000000)::INT + (benefit >= 50000000)::INT AS b,
    CASE WHEN recency IS NULL THEN 1
         ELSE 5 - (recency > 30)::INT - (recency > 90)::INT - (recency > 180)::INT
              - (recency > 365)::INT END AS cr,
    1 + (purchases >= 1)::INT + (purchases >= 3)::INT + (purchases >= 6)::INT
      + (purchases >= 12)::INT AS cf,
    1 + (amount >= 1000000)::INT + (amount >= 10000000)::INT + (amount >= 50000000)::INT
      + (amount >= 100000000)::INT AS cm
  FROM months),
 decided AS (
  SELECT *,
    CASE WHEN a >= 4 OR b >= 4 THEN 0 WHEN f >= 2 THEN 1 WHEN recency <= 90 THEN 2 ELSE 3 END AS wealth,
    CASE WHEN a >= 4 OR b >= 4 THEN 0 WHEN f >= 4 THEN 1 WHEN recency <= 90 THEN 2 ELSE 3 END AS paper,
    CASE WHEN recency IS NULL THEN CASE WHEN tenure <= 90 THEN 1 ELSE 3 END
         WHEN recency > 365 THEN 3 WHEN recency > 180 THEN 2
         WHEN recency > 90 AND lifetime >= 3 AND recency > 2 * median_gap THEN 2 ELSE 0 END AS state,
    (cm >= 4 OR b >= 4 OR tier >= 1) AS is_high, (cf >= 4 AND cr >= 3) AS is_loyal
  FROM scored)
SELECT id,
  ['RETAIL', 'HNW', 'INST'][tier + 1],
  CASE WHEN tier = 2 THEN CASE WHEN client_type = 'PERSON' THEN 'PERSON_TOP' ELSE 'ORG' END END,
  sum20, days20, a, f, b,
  ['KEY_DEVELOP', 'KEY_GUIDE', 'POTENTIAL', 'LONG_TAIL'][wealth + 1],
  ['KEY_DEVELOP', 'KEY_GUIDE', 'POTENTIAL', 'LONG_TAIL'][paper + 1],
  cr * 100 + cf * 10 + cm,
  ['ACTIVE', 'NEW', 'AT_RISK', 'DORMANT'][state + 1],
  CASE WHEN is_high AND is_loyal THEN 'HIGH_VALUE LOYAL' WHEN is_high THEN 'HIGH_VALUE'
       WHEN is_loyal THEN 'LOYAL' ELSE '' END,
  CASE WHEN state = 2 THEN 'RETAIN' WHEN state = 3 THEN 'REACTIVATE' WHEN state = 1 THEN 'ONBOARD'
       WHEN is_high THEN 'CROSS_UPSELL' WHEN is_loyal THEN 'LOYALTY' ELSE 'REPURCHASE' END
FROM decided ORDER BY id
"""
"""The columns of `storage.recount.Score`, one row a client."""


def statement(as_of: date) -> str:
    """The statement for a day, under the rules that ship."""
    day = to_day(as_of)
    start = to_day(window_start(as_of, 12))
    average_from = trading_days().last(day, 20)[0]
    return SCORES.format(as_of=day, start=start, days=day - start, average_from=average_from)


_COPIED = {
    "client": "SELECT id, client_type, opened_on FROM client ORDER BY id",
    "trade": "SELECT client_id, on_day, amount_fen, plan_no, sip_month, is_purchase FROM trade",
    "revenue": "SELECT client_id, on_day, amount_fen FROM revenue",
    "daily_asset": "SELECT client_id, on_day, aum_fen FROM daily_asset",
}
_MADE = {
    "client": "id INTEGER, client_type VARCHAR, opened_on INTEGER",
    "trade": "client_id INTEGER, on_day INTEGER, amount_fen BIGINT, plan_no VARCHAR, sip_month INTEGER, "
    "is_purchase BOOLEAN",
    "revenue": "client_id INTEGER, on_day INTEGER, amount_fen BIGINT",
    "daily_asset": "client_id INTEGER, on_day INTEGER, aum_fen BIGINT",
}


def duck_file(book: BenchBook) -> Path:
    """A DuckDB file with the same rows, in the same order, beside the book."""
    import duckdb

    target = book.path.with_suffix(".duckdb")
    if target.exists() and target.stat().st_mtime > book.path.stat().st_mtime:
        return target
    target.unlink(missing_ok=True)
    between = book.path.with_suffix(".csv")
    opened = book.open()
    with opened.read() as rows, duckdb.connect(str(target)) as connection:
        for name, select in _COPIED.items():
            with between.open("w", encoding="ascii", newline="") as file:
                csv.writer(file).writerows(rows.execute(select))
            connection.execute(f"CREATE TABLE {name} ({_MADE[name]})")
            connection.execute(f"COPY {name} FROM '{between}' (HEADER false)")
    opened.close()
    between.unlink()
    return target
