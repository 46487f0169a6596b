"""Words of what speaks for a product: products by name, what two needs rest on said once."""

from advisor_desk.words import needs

STAGE = ("need.stage", 15, (("stage", "FAMILY"), ("tier", "HNW")))
HELD = ("need.maturity", 20, (("code", "000001"), ("until_on", "2026-12-05")))


def zh(text: str) -> str:
    return text


def test_what_two_needs_rest_on_is_said_once_with_both_points() -> None:
    told = needs.points([STAGE, HELD, STAGE], zh)
    assert told == ["人生阶段：成家期（高净值） +15 +15", "持有的000001将于 2026-12-05 到期 +20"]


def test_products_are_called_by_their_names_where_these_are_known() -> None:
    (told,) = needs.points([HELD], zh, lambda code: {"000001": "示例债券"}.get(code, code))
    assert told == "持有的示例债券将于 2026-12-05 到期 +20"
