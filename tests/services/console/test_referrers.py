"""Referrers in the console: coordinators add, close and print; others look; nobody sees another body's."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session

from services.console import console_application
from services.database import Database
from services.referrers.models import ReferrerKind
from services.referrers.service import Referrer
from services.staff.models import Role, StaffRow
from tests.services.console.centre import Centre, make_centre
from tests.services.console.conftest import HandClock
from tests.services.console.surfing import Surfer

HOSTILE = '"><script>alert(1)</script> & {{ 7*7 }}'


def become(centre: Centre, role: Role) -> None:
    def work(session: Session) -> None:
        session.get_one(StaffRow, centre.adviser_id).role = role

    centre.database.run_now(work)


@pytest.fixture
async def client(database: Database, clock: HandClock) -> AsyncIterator[TestClient]:
    application = web.Application()
    console = console_application(database, clock, secure=False, bot_username=lambda: "clea_bot")
    application.add_subapp("/console", console)
    async with TestClient(TestServer(application), headers={"Accept-Language": "en"}) as client:
        yield client


@pytest.fixture
def centre(database: Database, now: datetime) -> Centre:
    centre = make_centre(database, now)
    become(centre, Role.COORDINATOR)
    return centre


def added(centre: Centre, name="Boulangerie Martin") -> Referrer:
    return centre.staff(lambda services: services.referrers.add(ReferrerKind.EMPLOYER, name))


async def test_a_coordinator_adds_a_referrer_and_prints_the_poster(surfer: Surfer, centre: Centre):
    assert (await surfer.go("/console/")).all("a", href="/console/referrers")
    page = await surfer.go("/console/referrers")
    assert "No referrer yet" in page.text

    page = await surfer.send("/console/referrers", kind="france_travail", name="France Travail Lyon 3")
    (one,) = centre.staff(lambda services: services.referrers.all())
    assert "The poster is ready" in page.text
    assert "France Travail Lyon 3" in page.text
    assert f"https://t.me/clea_bot?start={one.code}" in page.text
    posters = [a["href"] for a in page.all("a") if "poster" in str(a["href"])]
    assert len(posters) == 2
    for address, kind, beginning in zip(
        posters, ("image/svg+xml", "image/png"), (b"<svg", b"\x89PNG"), strict=True
    ):
        answer = await surfer.client.get(str(address))
        assert (answer.status, answer.content_type) == (200, kind)
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="clea-{one.code}.')
        assert (await answer.read()).startswith(beginning)


async def test_counts_are_shown_without_names(surfer: Surfer, centre: Centre):
    baker = added(centre)
    one = centre.register("Amina")
    centre.change(one, referrer_code=baker.code)

    page = await surfer.go("/console/referrers")

    assert "came 1 registered 1 booked an interview 0" in page.text
    assert "Amina" not in page.text


async def test_a_closed_code_is_shown_as_closed_and_has_no_poster_any_more(surfer: Surfer, centre: Centre):
    baker = added(centre)
    await surfer.go("/console/referrers")

    page = await surfer.send(f"/console/referrers/{baker.id}/close")

    assert "counts no more" in page.text
    assert "closed on" in page.text
    assert not [a for a in page.all("a") if "poster" in str(a["href"])]


async def test_a_referrer_without_a_name_is_explained(surfer: Surfer, centre: Centre):
    await surfer.go("/console/referrers")

    page = await surfer.send("/console/referrers", kind="opco", name=" \t ")
    assert (page.status, "A referrer needs a name." in page.text) == (422, True)

    page = await surfer.send("/console/referrers", kind="nobody", name="X")
    assert page.status == 422
    assert centre.staff(lambda services: services.referrers.all()) == []


@pytest.mark.parametrize("role", [Role.ADVISER, Role.TRAINER])
async def test_others_look_and_change_nothing(surfer: Surfer, centre: Centre, role: Role):
    baker = added(centre)
    become(centre, role)

    assert not (await surfer.go("/console/")).all("a", href="/console/referrers")
    page = await surfer.go("/console/referrers")
    assert "Boulangerie Martin" in page.text
    assert not page.all("form", action="/console/referrers")
    assert (await surfer.send("/console/referrers", kind="opco", name="X")).status == 403
    await surfer.go("/console/referrers")
    assert (await surfer.send(f"/console/referrers/{baker.id}/close")).status == 403
    (one,) = centre.staff(lambda services: services.referrers.all())
    assert one.closed_at is None


async def test_another_bodys_referrer_is_not_there(surfer: Surfer, database: Database, now: datetime):
    other = make_centre(database, now, "Un autre centre")
    become(other, Role.COORDINATOR)
    theirs = added(other, "Usine secrète")

    assert "Usine" not in (await surfer.go("/console/referrers")).text
    for address in (f"/console/referrers/{theirs.id}/poster.{kind}" for kind in ("svg", "png")):
        assert (await surfer.go(address)).status == 404
    await surfer.go("/console/referrers")
    assert (await surfer.send(f"/console/referrers/{theirs.id}/close")).status == 404


async def test_a_hostile_name_stays_a_name(surfer: Surfer, centre: Centre):
    await surfer.go("/console/referrers")

    page = await surfer.send("/console/referrers", kind="employer", name=HOSTILE)

    assert HOSTILE in page.text
    assert not [s for s in page.all("script") if not s.get("src")]
    poster = await surfer.go(next(str(a["href"]) for a in page.all("a") if "poster.svg" in str(a["href"])))
    assert "<script" not in poster.html
    assert HOSTILE in poster.text


async def test_without_a_session_there_is_nothing(client: TestClient, centre: Centre):
    baker = added(centre)
    for address in ("/console/referrers", f"/console/referrers/{baker.id}/poster.svg"):
        answer = await client.get(address, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/console/sign-in")


async def test_until_the_bot_has_a_name_there_is_no_poster(
    database: Database, clock: HandClock, centre: Centre
):
    baker = added(centre)
    application = web.Application()
    application.add_subapp("/console", console_application(database, clock, secure=False))
    async with TestClient(TestServer(application)) as client:
        surfer = Surfer(client)
        await surfer.sign_in(centre.sign_in_link())

        page = await surfer.go("/console/referrers")

        assert baker.code in page.text
        assert not [a for a in page.all("a") if "poster" in str(a["href"])]
        assert (await surfer.go(f"/console/referrers/{baker.id}/poster.svg")).status == 404
