from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.local.simulators.twilio.box import OURS, PUBLIC, Box
from tests.local.simulators.twilio.sdk import Sdk, sdk_for


@pytest.fixture
async def sdk(box: Box) -> AsyncIterator[Sdk]:
    async with sdk_for(box) as made:
        yield made


async def made(box: Box, *people: int) -> list[str]:
    """Calls to these people, newest first."""
    return [(await box.create(f"+121255501{nn:02}")).json()["sid"] for nn in people][::-1]


async def test_lists_come_in_pages_newest_first(box: Box) -> None:
    sids = await made(box, 1, 2, 3)
    first = await box.get(f"{box.path}/Calls.json", PageSize="2")
    second = await box.get(first["next_page_uri"])
    assert [each["sid"] for each in first["calls"] + second["calls"]] == sids
    assert (second["page"], second["start"], second["end"]) == (1, 2, 2)
    assert second["next_page_uri"] is None


async def test_a_page_stays_where_it_was_when_something_new_comes(box: Box) -> None:
    sids = await made(box, 1, 2, 3)
    first = await box.get(f"{box.path}/Calls.json", PageSize="2")
    await made(box, 4)
    second = await box.get(first["next_page_uri"])
    assert [each["sid"] for each in second["calls"]] == sids[2:]


async def test_the_page_before_is_the_one_it_came_from(box: Box) -> None:
    await made(box, 1, 2, 3)
    first = await box.get(f"{box.path}/Calls.json", PageSize="2")
    second = await box.get(first["next_page_uri"])
    again = await box.get(second["previous_page_uri"])
    assert [each["sid"] for each in again["calls"]] == [each["sid"] for each in first["calls"]]


async def test_a_page_is_never_larger_than_a_thousand(box: Box) -> None:
    assert (await box.get(f"{box.path}/Calls.json", PageSize="5000"))["page_size"] == 1000


async def test_the_next_page_keeps_the_filters(box: Box) -> None:
    sids = await made(box, 1, 2, 1, 1)
    filtered = {"To": "+12125550101", "PageSize": "2", "StartTime>": ""}
    first = await box.get(f"{box.path}/Calls.json", **filtered)
    second = await box.get(first["next_page_uri"])
    assert [each["sid"] for each in second["calls"]] == sids[3:]


async def test_twilios_client_goes_through_all_pages_by_itself(box: Box, sdk: Sdk) -> None:
    sids = await made(box, *range(7))
    found = await sdk.do(lambda client: client.calls.list(page_size=3))
    assert [each.sid for each in found] == sids
    assert len(sdk.exchanges) == 3


async def test_twilios_client_stops_at_its_limit(box: Box, sdk: Sdk) -> None:
    sids = await made(box, *range(7))
    found = await sdk.do(lambda client: list(client.calls.stream(limit=4, page_size=2)))
    assert [each.sid for each in found] == sids[:4]
    assert len(sdk.exchanges) == 2


async def test_lists_are_filtered_by_the_two_numbers(box: Box) -> None:
    sids = await made(box, 1, 2)
    found = await box.get(f"{box.path}/Calls.json", To="+12125550102", From=OURS)
    assert [each["sid"] for each in found["calls"]] == sids[:1]


async def test_lists_are_filtered_by_status(box: Box) -> None:
    await box.call("+12125550101")
    await box.call("+12125550100")
    found = await box.get(f"{box.path}/Calls.json", Status="busy")
    assert [each["to"] for each in found["calls"]] == ["+12125550101"]


async def test_lists_are_filtered_by_the_call_that_dialled(box: Box) -> None:
    box.app.says("/voice", "<Response><Dial>+13125550100</Dial></Response>")
    call = await box.call("+12125550100")
    found = await box.get(f"{box.path}/Calls.json", ParentCallSid=call["sid"])
    assert [each["to"] for each in found["calls"]] == ["+13125550100"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"StartTime>": "2027-03-01"}, 1),
        ({"StartTime>": "2027-03-02"}, 0),
        ({"StartTime<": "2027-03-01"}, 1),
        ({"StartTime<": "2027-02-28"}, 0),
        ({"StartTime": "2027-03-01"}, 1),
        ({"StartTime": "2027-03-02"}, 0),
        ({"StartTime>": "2027-03-01T11:59:00Z", "EndTime<": "2027-03-01T13:00:00Z"}, 1),
        ({"StartTime<": "2027-03-01T11:59:00+00:00"}, 0),
    ],
)
async def test_lists_are_filtered_by_time(box: Box, query: dict[str, str], count: int) -> None:
    await box.call("+12125550101")
    found = await box.get(f"{box.path}/Calls.json", **query)
    assert len(found["calls"]) == count


async def test_a_time_that_is_none_is_refused(box: Box) -> None:
    await box.call("+12125550101")
    refused = await box.get(f"{box.path}/Calls.json", **{"StartTime>": "yesterday"})
    assert refused["code"] == 20001


async def test_a_call_that_was_not_dialled_yet_escapes_the_filter_on_its_start(box: Box) -> None:
    await made(box, 1, 2)
    found = await box.get(f"{box.path}/Calls.json", **{"StartTime>": "2020-01-01"})
    assert len(found["calls"]) <= 1


async def test_twilios_client_filters_by_times_of_its_own(box: Box, sdk: Sdk) -> None:
    await box.call("+12125550101")
    after = datetime(2027, 3, 1, 11, tzinfo=UTC)
    found = await sdk.do(lambda client: client.calls.list(start_time_after=after))
    none = await sdk.do(lambda client: client.calls.list(start_time_before=after))
    assert (len(found), none) == (1, [])


async def test_the_requests_made_for_a_call_are_its_events(box: Box, sdk: Sdk) -> None:
    box.app.says("/voice", "<Response/>")
    call = await box.call("+12125550100")
    events = await sdk.do(lambda client: client.calls(call["sid"]).events.list())
    asked = next(each.request for each in events if each.request["url"] == f"{PUBLIC}/voice")
    assert asked["parameters"]["CallSid"] == call["sid"]
    assert {each.response["response_code"] for each in events} == {200, 204}
