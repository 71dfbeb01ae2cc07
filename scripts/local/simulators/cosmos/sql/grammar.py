"""Reads a query: what is selected, from which documents, in what order, how many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.local.simulators.cosmos.refusals import Refusal
from scripts.local.simulators.cosmos.sql.expressions import Expression, Reader
from scripts.local.simulators.cosmos.sql.values import UNDEFINED, compared
from scripts.local.simulators.cosmos.sql.words import incorrect

NOT_HERE = ("DISTINCT", "JOIN", "GROUP", "EXISTS", "LIKE", "UDF")
TOTALS: Mapping[str, Callable[[list[Any]], Any]] = {
    "COUNT": len,
    "SUM": lambda found: sum(found) if _numbers(found) else UNDEFINED,
    "AVG": lambda found: sum(found) / len(found) if found and _numbers(found) else UNDEFINED,
    "MIN": lambda found: _extreme(found, -1),
    "MAX": lambda found: _extreme(found, 1),
}


@dataclass
class Sorting:
    """A path to sort by. `path` is as it is written, without the alias."""

    path: str
    value: Expression
    down: bool


@dataclass
class Query:
    """A query that was understood. `total` makes one value of all; `top` and `limit` are counts."""

    shape: Expression
    where: Expression = lambda _: True
    sorting: Sequence[Sorting] = ()
    total: Callable[[list[Any]], Any] | None = None
    offset: int = 0
    limit: int | None = None


def read(text: str, parameters: Mapping[str, Any]) -> Query:
    """The query. Raises `Refusal` 400 where it is none, 501 where it asks for more than we know."""
    reader = Reader(text, parameters)
    _check_known(reader)
    if reader.skip_to("FROM"):
        _name_documents(reader)
    reader.back()
    reader.need("SELECT")
    top = reader.count() if reader.take("TOP") else None
    query = _selected(reader)
    if reader.take("FROM"):
        _name_documents(reader)
    if reader.take("WHERE"):
        query.where = reader.expression()
    query.sorting = _sorting(reader) if reader.take("ORDER") else ()
    query.offset, query.limit = _piece(reader, top)
    if reader.word.kind != "end":
        raise incorrect(reader.word)
    return query


def condition(text: str) -> Expression:
    """The condition of a patch: `FROM c WHERE …`."""
    reader = Reader(text, {})
    reader.need("FROM")
    _name_documents(reader)
    reader.need("WHERE")
    return reader.expression()


def _check_known(reader: Reader) -> None:
    for keyword in NOT_HERE:
        if reader.skip_to(keyword):
            raise Refusal(501, f"This simulator does not know {keyword} in queries.")
    reader.back()


def _name_documents(reader: Reader) -> None:
    reader.take("FROM")
    reader.alias = reader.of_kind("name").text
    goes_on = reader.word.upper in ("WHERE", "ORDER", "OFFSET")
    if reader.take("AS") or (reader.word.kind == "name" and not goes_on):
        reader.alias = reader.of_kind("name").text


def _selected(reader: Reader) -> Query:
    if reader.take("*"):
        return Query(lambda body: body)
    if reader.take("VALUE"):
        if reader.word.upper in TOTALS:
            return _totalled(reader)
        return Query(reader.expression())
    if reader.word.upper in TOTALS:
        raise Refusal(501, "This simulator knows totals as SELECT VALUE only.")
    columns = dict([_column(reader, 1)])
    while reader.take(","):
        name, value = _column(reader, len(columns) + 1)
        columns[name] = value
    return Query(lambda body: _row(columns, body))


def _totalled(reader: Reader) -> Query:
    total = TOTALS[reader.of_kind("name").upper]
    reader.need("(")
    value = reader.expression()
    reader.need(")")
    return Query(value, total=total)


def _column(reader: Reader, number: int) -> tuple[str, Expression]:
    """A column and its name: the one given, the last step of its path, or `$` and its number."""
    begin = reader.word
    value = reader.expression()
    last = reader.last if begin.text == reader.alias else ""
    if reader.take("AS"):
        return reader.of_kind("name").text, value
    if reader.word.kind == "name" and reader.word.upper != "FROM":
        return reader.of_kind("name").text, value
    return last or f"${number}", value


def _row(columns: Mapping[str, Expression], body: Any) -> dict[str, Any]:
    found = {name: value(body) for name, value in columns.items()}
    return {name: value for name, value in found.items() if value is not UNDEFINED}


def _sorting(reader: Reader) -> list[Sorting]:
    reader.need("BY")
    found = [_sorted_by(reader)]
    while reader.take(","):
        found.append(_sorted_by(reader))
    return found


def _sorted_by(reader: Reader) -> Sorting:
    begin = reader.word
    if begin.text != reader.alias:
        raise incorrect(begin)
    value = reader.expression()
    path = reader.written_since(begin)
    down = reader.take("DESC")
    if not down:
        reader.take("ASC")
    return Sorting(path, value, down)


def _piece(reader: Reader, top: int | None) -> tuple[int, int | None]:
    if not reader.take("OFFSET"):
        return 0, top
    offset = reader.count()
    reader.need("LIMIT")
    return offset, reader.count()


def _numbers(found: list[Any]) -> bool:
    return all(isinstance(one, int | float) and not isinstance(one, bool) for one in found)


def _extreme(found: list[Any], sign: int) -> Any:
    best = found[0] if found else UNDEFINED
    for one in found[1:]:
        if compared(one, best) == sign:
            best = one
    return best
