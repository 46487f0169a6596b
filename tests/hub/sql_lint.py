"""The restricted SQL of the hub (sync.md, section 3.10), as a check of one statement's text."""

import re
from typing import Final

from advisor_desk.hub.tables import METADATA

TABLES: Final = frozenset(METADATA.tables)
KEYS: Final = {name: tuple(column.name for column in t.primary_key) for name, t in METADATA.tables.items()}
_PLUMBING: Final = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|PRAGMA)\b", re.IGNORECASE)
_BANNED: Final = {
    "sequence": r"\b(nextval|currval|SERIAL|IDENTITY|AUTOINCREMENT|last_insert_rowid)\b",
    "advisory lock": r"\bpg_(try_)?advisory",
    "notification": r"\b(LISTEN|NOTIFY|UNLISTEN)\b",
    "system column": r"\b(xmin|xmax|ctid|rowid|txid_\w+|pg_current_\w+)\b",
    "skip locked": r"\bSKIP\s+LOCKED\b",
    "lock of a read row": r"\bFOR\s+(UPDATE|SHARE|NO\s+KEY)\b",
    "the server's clock": r"\b(now|current_timestamp|current_date|localtime\w*|clock_timestamp|datetime)\b",
    "a write inside WITH": r"\bWITH\b.*\b(INSERT|UPDATE|DELETE)\b",
    "temporary table": r"\bTEMP(ORARY)?\b",
    "change of schema": r"\b(CREATE|ALTER|DROP|TRUNCATE|ANALYZE|VACUUM)\b",
    "procedure": r"\b(CALL|DO|EXECUTE|TRIGGER|FUNCTION)\b(?!\s+(NOTHING|UPDATE))",
    "JSON looked into": r"(->|@>|\bjson\w*\s*\()",
    "another engine's insert": r"\bINSERT\s+OR\b|\bREPLACE\s+INTO\b|\bMERGE\b",
    "paging by count": r"\bOFFSET\b",
    "a type of one engine": r"::|\bARRAY\b|\bunnest\b|\bgenerate_series\b",
    "arithmetic of floats": r"\b(REAL|FLOAT|DOUBLE)\b|\d\.\d",
}


def faults(statement: str) -> list[str]:
    """What in a statement would not run everywhere; empty for one that may pass."""
    text = " ".join(statement.split())
    if _PLUMBING.match(text):
        return []
    bare = re.sub(r"'(?:[^']|'')*'", "''", text).replace('"', "")
    # SQLAlchemy tells PostgreSQL the type of a value; all that speak its protocol read that.
    bare = re.sub(r"(\$\d+)::(VARCHAR|BIGINT|INTEGER|BYTEA)\b(?!\[)", r"\1", bare)
    found = [name for name, pattern in _BANNED.items() if re.search(pattern, bare, re.IGNORECASE)]
    touched = tables_of(bare)
    if not touched:
        return [*found, "no table of the hub"]
    if unknown := touched - TABLES:
        found.append(f"unknown table {sorted(unknown)}")
    return found + _unsharded(bare, touched) + _half_key(bare)


def tables_of(bare: str) -> set[str]:
    """The tables that a statement names."""
    return set(re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?!SET\b)([a-z_]+)", bare, re.IGNORECASE))


def _unsharded(bare: str, touched: set[str]) -> list[str]:
    """Every table of a statement is asked for one branch, by one value."""
    if insert := re.match(r"INSERT INTO ([a-z_]+) \((branch_id)?", bare):
        first = re.findall(r"(?:VALUES |\), )\(([^,]+),", bare.split(" ON CONFLICT")[0])
        is_one = insert[2] is not None and len(set(first)) == 1 and _is_value(first[0])
        return [] if is_one and touched == {insert[1]} else ["branch of what is inserted"]
    asked = re.findall(r"(?:([a-z_]+)\.)?branch_id = (\S+)", bare)
    named = {name for name, value in asked if name and _is_value(value)}
    if len(touched) > 1 and not touched <= named:
        return [f"branch of {sorted(touched - named)}"]
    if any(_is_value(value) for _, value in asked):
        return []
    return ["no branch"]


def _is_value(text: str) -> bool:
    return re.fullmatch(r"(\$\d+|\?\d*|:\w+)[,)]?", text) is not None


def _half_key(bare: str) -> list[str]:
    """A conflict is looked for on the whole primary key, which no update changes."""
    found: list[str] = []
    table = re.match(r"INSERT INTO ([a-z_]+)", bare)
    conflict = re.search(r"ON CONFLICT \(([^)]*)\)", bare)
    if table and "ON CONFLICT" in bare:
        named = tuple(one.strip() for one in conflict[1].split(",")) if conflict else ()
        if named != KEYS.get(table[1]):
            found.append("conflict on less than the key")
    if (update := re.match(r"UPDATE ([a-z_]+) SET (.*?) WHERE", bare)) and re.search(
        r"\bbranch_id =", update[2]
    ):
        found.append("a row moved to another branch")
    return found
