"""A named profile: how one foreign file is read as one of our kinds. This module reads its TOML.

Schema and examples: README.md. Every key is checked; what is not known is refused with key and line.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.day_words import DateOrder
from advisor_desk.intake.header import fingerprint
from advisor_desk.intake.profile_schema import checked


@dataclass(frozen=True, kw_only=True)
class Derived:
    """A field made by a derivation of `derive.DERIVATIONS`, then by lookups one after the other."""

    columns: tuple[str, ...]
    use: str = "copy"
    params: Mapping[str, str] = field(default_factory=dict)
    lookups: tuple[str, ...] = ()
    missing: str | None = None
    """Value when a lookup does not know the key; None refuses the row."""


@dataclass(frozen=True, kw_only=True)
class RowFilter:
    """Rows to keep. `through` looks the cell up first; `in_lookup` asks whether it is a key there."""

    column: str
    test: str
    values: tuple[str, ...] = ()
    through: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """A side file beside the import file: `key` column to `value` column, of the rows that match `where`."""

    file: str
    key: str
    value: str
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LastOf:
    """Keep the last row of each `per`: the largest number in `by`.

    With `balance`, `amount` and `sign`, rows of one `per` are chained by their balances first (each row
    starts from the balance that another left), and the end of the chain is the last. `plus_words` are
    the words of `sign` for an amount that adds to the balance.
    """

    per: tuple[str, ...]
    by: str
    balance: str | None = None
    amount: str | None = None
    sign: str | None = None
    plus_words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Everything a profile says. `name` is the file's stem unless the file gives a title."""

    name: str
    kind: Kind
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_order: Mapping[str, DateOrder] = field(default_factory=dict)
    century: int = 1900
    units: Mapping[str, int] = field(default_factory=dict)
    percents: Mapping[str, str] = field(default_factory=dict)
    filters: tuple[RowFilter, ...] = ()
    derived: Mapping[str, Derived] = field(default_factory=dict)
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    last_of: LastOf | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    fingerprints: tuple[str, ...] = ()
    text: str = ""

    def source_columns(self) -> tuple[tuple[str, ...], ...]:
        """The columns that the file must have, each with its alternative names."""
        wanted = list(self.columns.values())
        wanted += [(name,) for item in self.derived.values() for name in item.columns]
        wanted += [(item.column,) for item in self.filters]
        last = self.last_of
        if last is not None:
            names = (*last.per, last.by, last.balance, last.amount, last.sign)
            wanted += [(name,) for name in names if name is not None]
        return tuple(dict.fromkeys(wanted))


def parse_profile(text: str, name: str) -> Profile:
    """The profile in a TOML text.

    Raises UserCanFix: `intake.profile_syntax` (profile, line), `intake.profile_key` (profile, key,
    line, problem) with problem one of unknown, type, missing, value.
    """
    try:
        body = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UserCanFix("intake.profile_syntax", profile=name, line=_line_of(error)) from None
    checked(body, text, name)
    source = body.get("source", {})
    dates = body.get("dates", {})
    last = body.get("last_of")
    return Profile(
        name=body.get("title", name),
        kind=Kind(body["kind"]),
        columns={key: _many(value) for key, value in body.get("columns", {}).items()},
        constants=body.get("constants", {}),
        values=body.get("values", {}),
        date_order={key: DateOrder(value) for key, value in dates.items() if key != "century"},
        century=dates.get("century", 1900),
        units=body.get("units", {}),
        percents=body.get("percents", {}),
        filters=tuple(_filter(item) for item in body.get("filter", ())),
        derived={key: _derived(value) for key, value in body.get("derived", {}).items()},
        lookups={key: Lookup(**value) for key, value in body.get("lookup", {}).items()},
        last_of=None if last is None else _last_of(last),
        encoding=source.get("encoding"),
        delimiter=source.get("delimiter"),
        sheet=source.get("sheet"),
        fingerprints=tuple(body.get("fingerprints", ())),
        text=text,
    )


def _line_of(error: BaseException) -> int:
    words = str(error).replace(",", " ").split()
    if "line" in words:
        at = words[words.index("line") + 1]
        return int(at) if at.isdecimal() else 1
    return 1


def _many(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _filter(item: Mapping[str, str | Sequence[str] | bool]) -> RowFilter:
    test = next(key for key in item if key not in ("column", "through"))
    value = item[test]
    through = item.get("through", ())
    return RowFilter(
        column=str(item["column"]),
        test=test if value is not False else f"not_{test}",
        values=() if isinstance(value, bool) else _many(value),
        through=() if isinstance(through, bool) else _many(through),
    )


def _derived(item: Mapping[str, str | Sequence[str]]) -> Derived:
    params = {
        key: str(value) for key, value in item.items() if key not in ("from", "use", "lookup", "missing")
    }
    missing = item.get("missing")
    return Derived(
        columns=_many(item["from"]),
        use=str(item.get("use", "copy")),
        params=params,
        lookups=_many(item.get("lookup", ())),
        missing=None if missing is None else str(missing),
    )


def _last_of(item: Mapping[str, str | Sequence[str]]) -> LastOf:
    chain = {key: str(item[key]) for key in ("balance", "amount", "sign") if key in item}
    return LastOf(per=_many(item["per"]), by=str(item["by"]), plus_words=_many(item.get("plus", ())), **chain)


def load_profile(path: Path) -> Profile:
    """The profile in a file. Raises UserCanFix: `intake.profile_missing`, and those of `parse_profile`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError):
        raise UserCanFix("intake.profile_missing", profile=path.name) from None
    return parse_profile(text, path.stem)


def choose(profiles: Sequence[Profile], kind: Kind, header: Sequence[str]) -> Profile | None:
    """The profile that was saved for exactly this header, or None."""
    mark = fingerprint(header)
    return next((item for item in profiles if item.kind is kind and mark in item.fingerprints), None)
