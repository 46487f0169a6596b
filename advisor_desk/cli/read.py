"""`clients`, `client` and `score`."""

import argparse
from collections import Counter
from typing import Any

from advisor_desk.cli.explaining import explanation_lines, explanations, explanations_json, figures
from advisor_desk.cli.output import Output
from advisor_desk.cli.reading import looked_at_desk, note_viewed, opened_desk
from advisor_desk.domain.client import Group
from advisor_desk.usecases.list_clients import every_row, named_query, query_of, row_json
from advisor_desk.usecases.review_client import client_json, review_client
from advisor_desk.usecases.score_book import score_json

DONE = 0


def clients(options: argparse.Namespace, output: Output) -> int:
    """List the clients of a view or a search."""
    with looked_at_desk(options, output) as desk:
        find = options.find or ""
        book = desk.book
        query = named_query(book, options.view, find) if options.view else query_of(book, find)
        rows = [row_json(row) for row in every_row(book, query)]
    output.result(rows, [_columns(row) for row in rows] or [output.words.say("没有符合条件的客户。")])
    return DONE


def client(options: argparse.Namespace, output: Output) -> int:
    """Everything of one client's page."""
    with opened_desk(options, output) as desk:
        document = client_json(desk.book, options.number)
        note_viewed(desk.book, desk.book.client_id(options.number))
    output.result(document, _tree(document))
    return DONE


def score_clients(options: argparse.Namespace, output: Output) -> int:
    """Tier and scores of the book or of one client; with --explain the arithmetic too."""
    with looked_at_desk(options, output) as desk:
        document = score_json(desk.book, client_no=options.client)
        rows: list[dict[str, Any]] = document["clients"]  # type: ignore[assignment]
        lines = [_score_line(row) for row in rows]
        if options.explain and options.client:
            review = review_client(desk.book, desk.book.client_id(options.client))
            told = explanations(review, desk.catalog, desk.book.trading)
            lines += explanation_lines(told)
            document["explanations"] = explanations_json(told)
        elif options.explain:
            lines = [line for row in rows for line in (_score_line(row), *_reasons(row))]
    counts = Counter(row["group"] for row in rows)
    lines.append(" ".join(f"{group.value}={counts[group.value]}" for group in Group))
    output.result(document, lines if rows else [output.words.say("没有符合条件的客户。")])
    return DONE


def _columns(row: dict[str, object]) -> str:
    return "\t".join("" if value is None else str(value) for value in row.values())


def _score_line(row: dict[str, Any]) -> str:
    tier = row["tier_variant"] or row["tier"]
    classic = row["classic"]
    return "\t".join(
        (
            row["client_no"],
            tier,
            f"A{row['a']} F{row['f']} B{row['b']}",
            row["group"],
            f"R{classic['r']} F{classic['f']} M{classic['m']}",
            row["state"],
            row["action"],
            " ".join((*row["labels"], *row["tags"])),
        )
    )


def _reasons(row: dict[str, Any]) -> list[str]:
    return [f"    {figures(one['code'], one['params'])}" for one in row["reasons"]]


def _tree(value: object, depth: int = 0) -> list[str]:
    """A document as indented lines."""
    pad = "  " * depth
    if isinstance(value, dict):
        lines = []
        for key, inner in value.items():
            if isinstance(inner, dict | list) and inner:
                lines += [f"{pad}{key}:", *_tree(inner, depth + 1)]
            else:
                lines.append(f"{pad}{key}: {'' if inner in (None, [], {}) else inner}")
        return lines
    if isinstance(value, list):
        return [line for inner in value for line in (f"{pad}-", *_tree(inner, depth + 1))]
    return [f"{pad}{value}"]
