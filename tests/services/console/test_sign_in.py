"""Who comes into the console, for how long, and from where forms may be sent."""

import re

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from services.console import console_application, start_session
from services.staff.models import StaffRow

ANYWHERE = ("/console/", "/console/tasks", "/console/candidates/1", "/console/nowhere", "/console")


async def test_a_link_preview_does_not_use_the_link_up(client, centre):
    link = centre.sign_in_link()

    previews = [await client.get(f"/console/sign-in/{link}") for _ in range(3)]

    assert [preview.status for preview in previews] == [200] * 3
    assert "Come in" in await previews[0].text()
    entered = await client.post(f"/console/sign-in/{link}")
    assert (entered.status, entered.url.path) == (200, "/console/")


async def test_a_link_lets_in_once_and_is_then_explained(client, centre):
    link = centre.sign_in_link()
    await client.post(f"/console/sign-in/{link}")
    client.session.cookie_jar.clear()

    again = await client.post(f"/console/sign-in/{link}")

    assert again.status == 410
    assert "/console" in await again.text()
    assert not again.cookies
    assert (await client.get("/console/")).url.path == "/console/sign-in"


async def test_a_link_of_more_than_five_minutes_lets_nobody_in(client, centre, clock):
    link = centre.sign_in_link()
    clock.advance(minutes=5)

    assert (await client.post(f"/console/sign-in/{link}")).status == 410


@pytest.mark.parametrize("link", ["x", "%00", "é" * 50, "%F0%9F%97%9D", "..%2F..", "a" * 4000])
async def test_an_invented_link_lets_nobody_in(client, centre, link):
    assert (await client.post(f"/console/sign-in/{link}")).status in (410, 404)
    assert len(client.session.cookie_jar) == 0


async def test_without_a_session_every_page_leads_to_the_way_in(client, centre):
    for address in ANYWHERE:
        response = await client.get(address)
        assert (response.status, response.url.path) == (200, "/console/sign-in"), address
        assert "/console" in await response.text()


async def test_over_https_the_cookie_is_bound_to_the_host(database, clock, centre):
    application = web.Application()
    application.add_subapp("/console", console_application(database, clock, secure=True))
    async with TestClient(TestServer(application)) as client:
        entered = await client.post(f"/console/sign-in/{centre.sign_in_link()}", allow_redirects=False)

        attributes = set(entered.headers["Set-Cookie"].split("; ")[1:])
        assert entered.headers["Set-Cookie"].startswith("__Host-clea=")
        assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= attributes
        assert not any(attribute.startswith("Domain") for attribute in attributes)


async def test_on_this_machine_the_cookie_goes_without_https(client, centre):
    entered = await client.post(f"/console/sign-in/{centre.sign_in_link()}", allow_redirects=False)

    assert entered.headers["Set-Cookie"].startswith("clea=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(entered.headers["Set-Cookie"].split("; "))
    assert "Secure" not in entered.headers["Set-Cookie"]


async def test_a_session_started_for_the_demo_is_a_session(client, centre):
    response = web.Response()
    token = centre.system(lambda services: services.staff.start_session(centre.adviser_id))
    start_session(response, token, secure=False)

    client.session.cookie_jar.update_cookies({"clea": response.cookies["clea"].value})

    assert (await client.get("/console/")).url.path == "/console/"


async def test_half_an_hour_without_a_click_ends_the_session(surfer, clock):
    for _ in range(3):
        clock.advance(minutes=29)
        assert "Claire Moreau" in (await surfer.go("/console/")).text
    clock.advance(minutes=30)

    assert "Claire Moreau" not in (await surfer.go("/console/")).text


async def test_after_twelve_hours_the_session_ends_in_any_case(surfer, clock):
    for _ in range(35):
        clock.advance(minutes=20)
        assert "Claire Moreau" in (await surfer.go("/console/")).text
    clock.advance(minutes=20)

    assert "Claire Moreau" not in (await surfer.go("/console/")).text


async def test_who_signs_out_is_out_even_with_the_old_cookie(surfer, client):
    await surfer.go("/console/")
    cookie = next(iter(client.session.cookie_jar)).value

    page = await surfer.send("/console/sign-out")

    assert "Sign in" in page.text
    assert len(client.session.cookie_jar) == 0
    client.session.cookie_jar.update_cookies({"clea": cookie})
    assert "Claire Moreau" not in (await surfer.go("/console/")).text


async def test_who_left_the_centre_is_out_at_once(surfer, centre, database):
    database.run_now(lambda session: setattr(session.get(StaffRow, centre.adviser_id), "active", False))

    assert "Claire Moreau" not in (await surfer.go("/console/")).text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
async def test_a_form_of_another_site_is_refused(surfer, client, centre, headers):
    one = centre.register("Moussa")
    token = (await surfer.go("/console/")).form_token
    data = {"text": "Bonjour", "form_token": token}

    response = await client.post(f"/console/candidates/{one}/messages", data=data, headers=headers)

    assert response.status == 403
    assert not centre.staff(lambda services: services.messages.thread(one))


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é"])
async def test_a_form_without_the_sessions_token_is_refused(surfer, client, centre, token):
    one = centre.register("Moussa")
    data = {"text": "Bonjour"} | ({} if token is None else {"form_token": token})

    response = await client.post(f"/console/candidates/{one}/messages", data=data)

    assert response.status == 403
    assert "That was not possible" in await response.text()
    assert not centre.staff(lambda services: services.messages.thread(one))


async def test_the_token_of_another_session_does_not_fit(surfer, client, centre):
    one = centre.register("Moussa")
    old = (await surfer.go("/console/")).form_token
    await surfer.sign_in(centre.sign_in_link())

    data = {"text": "Bonjour", "form_token": old}
    assert (await client.post(f"/console/candidates/{one}/messages", data=data)).status == 403


async def test_browsers_are_told_to_keep_strangers_out(surfer, client):
    for address in ("/console/", "/console/sign-in", "/console/candidates/999", "/console/static/x.css"):
        headers = (await client.get(address)).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
    assert (await client.get("/console/")).headers["Cache-Control"] == "no-store"


async def test_style_and_script_are_ours_and_kept_by_their_content(surfer, client):
    page = await surfer.go("/console/")
    files = [link["href"] for link in page.all("link")] + [script["src"] for script in page.all("script")]

    assert len(files) == 6
    for address in files:
        assert re.fullmatch(r"/console/static/\w+\.[0-9a-f]{12}\.\w+", address)
        response = await client.get(address)
        assert response.status == 200
        assert "immutable" in response.headers["Cache-Control"]
    assert not page.all("style")
    assert not [1 for _, its in page.elements if "style" in its or any(n.startswith("on") for n in its)]
