"""People who take calls over, for tests of several domains."""

from functions.rotas import service as rotas
from functions.rotas.model import Availability, Plan, Rota
from shared.db.pool import Database
from shared.ports import Clock
from tests.functions.signing import ROOT

ANA, BEN = "+16175550171", "+16175550172"
PHONES = {"Ana": ANA, "Ben": BEN}


async def on_call(db: Database, clock: Clock, *people: str, name: str = "Support") -> Rota:
    """They are on call at any hour; with nobody named, nobody is."""
    plan = {
        "name": name,
        "zone": "UTC",
        "people": [{"name": each, "phone": phone} for each, phone in PHONES.items()],
        "shifts": [{"person": each, "starts": "00:00", "ends": "00:00"} for each in people],
    }
    return await rotas.write(db, clock, Plan.model_validate(plan), by=ROOT)


async def go_away(db: Database, clock: Clock, person: str) -> None:
    """They take no calls until they say so."""
    await rotas.be(db, clock, person, Availability(available=False), noted_by=person)
