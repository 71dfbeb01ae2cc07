"""Of whom somebody asks: by number, by address, or by both where a ticket has both."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from functions.people import service as people
from functions.phones.model import dialled
from functions.tickets import whose
from functions.tickets.model import Asker
from shared.db.pool import Connection
from shared.errors import Conflict
from shared.value import Storable, Text, Value

Address = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[^\s@]+@[^\s@]+$"),
    Field(min_length=3, max_length=254),
    Storable,
]
"""Where somebody's mail comes from."""
UNCLEAR = "give contact_id or phone, and not both; or email; or email beside one of them"


def is_clear(contact_id: UUID | None, phone: str | None, email: str | None) -> bool:
    """Whether that says of whom."""
    return not (contact_id and phone) and bool(contact_id or phone or email)


class Whom(Value):
    """A person, by contact or by number, by their address, or by an address beside the former."""

    contact_id: UUID | None = None
    phone: Text | None = Field(None, min_length=1, max_length=40)
    email: Address | None = None

    @model_validator(mode="after")
    def _is_somebody(self) -> "Whom":
        if not is_clear(self.contact_id, self.phone, self.email):
            raise ValueError(UNCLEAR)
        return self


async def meant(conn: Connection, whom: Whom) -> Asker:
    """How they are known here. Raises `NotFound` or `Invalid`."""
    if whom.contact_id:
        phone: str | None = (await people.contact(conn, whom.contact_id)).phone
    else:
        phone = dialled(whom.phone).number if whom.phone else None
    contact = await people.contact_by_phone(conn, phone) if phone else None
    ids = (contact.id,) if contact else ()
    return Asker(phone=phone, contact_ids=ids, email=whom.email)


async def check_one(conn: Connection, asker: Asker) -> None:
    """Raise `Conflict` where nothing says that a number and an address are one person's."""
    if asker.phone and asker.email and not await whose.are_one(conn, asker):
        raise Conflict(
            "No ticket says that this number and this address are one person's. "
            "Ask for each by itself."
        )
