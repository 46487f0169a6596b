"""Side files of a profile: small tables beside the import file, read into dictionaries."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from advisor_desk.errors import UserCanFix
from advisor_desk.intake.clean import clean
from advisor_desk.intake.header import named
from advisor_desk.intake.opening import Wanted, open_source
from advisor_desk.intake.profile import Lookup, Profile
from advisor_desk.intake.table import Source
from advisor_desk.intake.typed_cells import show

Tables = Mapping[str, Mapping[str, str]]


def load_lookups(profile: Profile, folder: Path) -> Tables:
    """Every lookup of the profile, by name.

    Raises UserCanFix: those of opening a file, and `intake.columns_missing` (columns, file).
    """
    return {name: _load(item, folder) for name, item in profile.lookups.items()}


def _load(item: Lookup, folder: Path) -> dict[str, str]:
    wanted = (item.key, item.value, *item.where)

    def likeness(cells: Sequence[str]) -> int:
        return sum(named(cells, (name,)) is not None for name in wanted)

    source, _ = open_source(folder / item.file, Wanted(likeness=likeness))
    try:
        places = _places(source, wanted, item.file)
        return dict(_pairs(source, item, places))
    finally:
        source.close()


def _places(source: Source, wanted: Sequence[str], file: str) -> dict[str, int]:
    places = {name: named(source.header, (name,)) for name in wanted}
    missing = [name for name, at in places.items() if at is None]
    if missing:
        raise UserCanFix("intake.columns_missing", columns="、".join(missing), file=file)
    return {name: at for name, at in places.items() if at is not None}


def _pairs(source: Source, item: Lookup, places: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for block in source.blocks():
        keys = block.columns[places[item.key]]
        values = block.columns[places[item.value]]
        tests = [(block.columns[places[name]], wanted) for name, wanted in item.where.items()]
        for at, (key, value) in enumerate(zip(keys, values, strict=True)):
            if all(clean(show(column[at])) == wanted for column, wanted in tests):
                yield clean(show(key)), clean(show(value))


def looked_up(tables: Tables, names: Sequence[str], key: str) -> str | None:
    """`key` through the lookups one after the other; None when one of them does not know it."""
    found: str | None = key
    for name in names:
        if found is None:
            return None
        found = tables[name].get(found)
    return found
