"""Files of contacts as people send them, over HTTP against the whole system."""

import csv
import io
from typing import Any

import pytest

from scripts.local.person import Failed
from tests.flows.world import World
from tests.functions.imports.workbooks import with_part, workbook

pytestmark = pytest.mark.timeout(240)

OVER = {"done", "failed"}
PATH = "/api/v1/imports"
ROW = "Peluquería Ñandú{0}+12025550170\r\n"


class Desk:
    """Somebody who imports files, each story into a list of its own."""

    def __init__(self, world: World, name: str) -> None:
        self._world, self._list = world, name

    async def send(self, file: str | bytes, name: str = "a.csv", **options: str) -> dict[str, Any]:
        """Send a file, and see it read to its end."""
        content = file.encode() if isinstance(file, str) else file
        told = {"list": self._list, "country": "US", **options}
        sent = await self._world.author.send_file(PATH, name, content, **told)

        async def over() -> dict[str, Any] | None:
            found: dict[str, Any] = await self._world.author.get(f"{PATH}/{sent['id']}")
            return found if found["state"] in OVER else None

        return await self._world.time.until("end of the import", over, within=120)

    async def look(self, file: str | bytes, **options: str) -> dict[str, Any]:
        """See what would come of it."""
        content = file.encode() if isinstance(file, str) else file
        told = {"list": self._list, "country": "US", **options}
        found: dict[str, Any] = await self._world.author.send_file(
            f"{PATH}/preview", "a.csv", content, **told
        )
        return found

    async def rows(self, made: dict[str, Any]) -> list[tuple[int, str, list[str]]]:
        """What became of the rows: number, result, codes of the reasons."""
        found = (await self._world.author.get(f"{PATH}/{made['id']}/rows", limit=200))["items"]
        return [(r["row"], r["result"], [why["code"] for why in r["reasons"]]) for r in found]

    async def report(self, made: dict[str, Any], result: str) -> str:
        """The report as it downloads."""
        text = await self._world.author.text(f"{PATH}/{made['id']}/report.csv", result=result)
        return text.removeprefix("\ufeff")

    async def withdraw(self, made: dict[str, Any]) -> dict[str, Any]:
        """Take an import back."""
        found: dict[str, Any] = await self._world.author.post(f"{PATH}/{made['id']}/withdrawal")
        return found

    async def members(self, made: dict[str, Any]) -> list[dict[str, Any]]:
        """Who is on the list."""
        path = f"/api/v1/lists/{made['list_id']}/members"
        found: list[dict[str, Any]] = (await self._world.author.get(path, limit=200))["items"]
        return found


@pytest.fixture
async def desk(whole: World, request: pytest.FixtureRequest) -> Desk:
    await whole.forget()
    return Desk(whole, request.node.name)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
async def test_80_whatever_the_encoding_and_the_delimiter_the_letters_are_right(
    desk: Desk, encoding: str, delimiter: str
) -> None:
    text = f"Nombre{delimiter}Teléfono\r\n{ROW.format(delimiter)}"
    made = await desk.send(text.encode(encoding))
    assert [each["name"] for each in await desk.members(made)] == ["Peluquería Ñandú"]


async def test_80_every_row_ends_with_its_reason(desk: Desk) -> None:
    rows = [
        '"Ana\nNorth",+12125550100,x,y',
        "Ben,,x,y",
        'Eva,"1.55501E+10",x,y',
        'Fay,"1,2125550101E+10",x,y',
        "Gus,0012125550102,x,y",
        "Hal,(212) 555-0103,x,y",
        "Ian,+1 212 555 0104 ext. 5,x,y",
        "Joy,+1 900 555 0100,x,y",
        "Kim,+12125550100,x,y",
        "Lee,1'2125550105,x,y",
    ]
    made = await desk.send("\n".join(["name,phone,note,note", *rows]))
    assert await desk.rows(made) == [
        (2, "imported", []),
        (3, "rejected", ["phone_missing"]),
        (4, "rejected", ["phone_scientific"]),
        (5, "repaired", ["scientific", "country"]),
        (6, "repaired", ["prefix_00"]),
        (7, "repaired", ["separators", "country"]),
        (8, "rejected", ["phone_characters"]),
        (9, "rejected", ["phone_premium"]),
        (10, "duplicate", ["duplicate"]),
        (11, "rejected", ["phone_characters"]),
    ]
    assert (await desk.members(made))[0]["variables"].keys() == {"note", "note (4)"}


async def test_80_thousands_of_rows_are_read_to_the_last(desk: Desk) -> None:
    rows = [f"Person {number},+1212555{number % 100 + 100:04}" for number in range(2000)]
    made = await desk.send("\n".join(["name,phone", *rows]))
    counts = [made[each] for each in ("imported", "repaired", "duplicate", "rejected")]
    assert (made["position"], made["total"], counts) == (2000, 2000, [100, 0, 1900, 0])


async def test_80_the_rejected_rows_are_corrected_and_sent_alone(desk: Desk) -> None:
    file = workbook(
        ["Cliente", "Llamar a", "Pedido"], ["Ana", "ask", "A-1"], ["Ben", 12125550101, "A-2"]
    )
    mapping = {"mapping": '{"phone": "Llamar a"}'}
    made = await desk.send(file, "people.xlsx", **mapping)
    table = list(csv.reader(io.StringIO(await desk.report(made, "rejected"))))
    assert table[1:] == [
        [
            "2",
            "rejected",
            "“ask” holds more than one number: give one, without extension or words.",
            "Ana",
            "ask",
            "A-1",
        ]
    ]
    fixed = (await desk.report(made, "rejected")).replace("Ana,ask", "Ana,+12125550102")
    again = await desk.send(fixed, **mapping)
    found = {each["phone"]: each["variables"] for each in await desk.members(again)}
    assert found == {"+12125550101": {"Pedido": "A-2"}, "+12125550102": {"Pedido": "A-1"}}


async def test_80_what_would_come_of_a_file_is_shown_before_it_is_sent(desk: Desk) -> None:
    text = "Who;Number\nAna;212 555 0100\n"
    seen = await desk.look(text, mapping='{"phone": "Number", "name": "Who"}')
    assert [each["field"] for each in seen["columns"]] == ["name", "phone"]
    assert (seen["rows"][0]["result"], seen["rows"][0]["phone"]) == ("repaired", "+12125550100")
    with pytest.raises(Failed, match="422"):
        await desk.look(text, mapping='{"phone": "Fax"}')


async def test_80_the_same_file_is_recognised_until_it_is_withdrawn(desk: Desk) -> None:
    text = "name,phone\nAna,+12125550100\n"
    made, known = await desk.send(text), await desk.send(text)
    assert known["id"] == made["id"]
    assert (await desk.withdraw(made))["state"] == "withdrawn"
    assert await desk.members(made) == []
    again = await desk.send(text)
    assert (again["id"] != made["id"], again["imported"]) == (True, 1)


async def test_80_no_formula_leaves_with_a_report(desk: Desk) -> None:
    made = await desk.send('name,phone\n"=HYPERLINK(""http://x.example"")",12\n')
    table = list(csv.reader(io.StringIO(await desk.report(made, "rejected"))))
    assert table[1][3] == '\'=HYPERLINK("http://x.example")'


async def test_80_a_bomb_is_refused_at_once(desk: Desk) -> None:
    bomb = with_part(workbook(["phone"]), "xl/media/image1.png", bytes(201 * 2**20))
    with pytest.raises(Failed, match=r"422.*unpacks to far more"):
        await desk.send(bomb, "people.xlsx")


async def test_80_a_file_that_is_too_large_is_refused_at_once(desk: Desk) -> None:
    with pytest.raises(Failed, match=r"413.*in parts"):
        await desk.send(b"phone\n" + b"1" * 21 * 2**20)
