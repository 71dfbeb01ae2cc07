"""What answers instead of a person, and where the call is led then."""

from xml.etree.ElementTree import Element, fromstring

from functions.calls import service as calls
from functions.calls.model import CallStatus
from functions.calls.service import StatusTold
from functions.conversation import conclude, voicemail
from functions.conversation.model import Topic
from shared.value import Spoken
from tests.fake_vendors import FakeTelephony
from tests.functions.conversation.conftest import Caller

BEEP, SILENCE, FAX = "machine_end_beep", "machine_end_silence", "fax"
SPANISH = Topic(
    organisation="Aguas del Valle",
    language=Spoken.ES,
    name="Alex",
    purpose="Le llamo por el pedido A-1.",
    questions=("¿Hablo con Alex?",),
    closing="Gracias, adiós.",
    voicemail="Llámenos, por favor.",
    reason="Llamo por una entrega.",
)


def words(document: Element) -> str:
    return "".join(document.itertext())


def listens(document: Element) -> bool:
    return document.find("Gather") is not None


async def taken_by(call: Caller, answered_by: str) -> FakeTelephony:
    """The network says who took the call, and we act on it."""
    network = FakeTelephony()
    await calls.heed_machine(call.db, call.clock, call.call_id, answered_by)
    await voicemail.heed(call.db, network, call.line, call.call_id)
    return network


async def led(call: Caller, n: int) -> Element:
    """The call was sent to its voicemail, as its n-th turn."""
    return fromstring(await voicemail.voicemail(call.db, call.desk, call.call_id, n))


async def ends(call: Caller) -> tuple[str, str | None]:
    """The call is over. What came of it, with the note."""
    told = StatusTold(sid=f"CA{1:032}", sequence=9, status=CallStatus.COMPLETED, seconds=30)
    await calls.heed_status(call.db, call.clock, call.call_id, told)
    await conclude.conclude(call.db, call.clock, call.call_id)
    outcome, note = await call.one("select outcome, note from conclusion")
    return outcome, note
