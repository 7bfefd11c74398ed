"""Sessions that are seen and ended, invitations to scan, and who has left."""

from services.staff.models import Role


async def test_one_sees_where_one_is_signed_in_and_ends_it(surfer, centre, client):
    other = centre.system(
        lambda services: services.staff.start_session(centre.adviser_id, "Firefox, Windows")
    )
    page = await surfer.go("/console/team")
    assert "Firefox, Windows" in page.text
    assert [form for form in page.all("form") if "/sessions/" in (form["action"] or "")]

    sessions = centre.staff(lambda services: services.staff.sessions_of(centre.adviser_id))
    theirs = next(one for one in sessions if one.browser == "Firefox, Windows")
    page = await surfer.send(f"/console/sessions/{theirs.id}/revoke")

    assert "That browser is signed out." in page.text
    assert centre.system(lambda services: services.staff.open_session_of(other)) is None
    assert "Claire Moreau" in (await surfer.go("/console/")).text


async def test_nobody_ends_a_colleagues_session(surfer, centre):
    token = centre.system(lambda services: services.staff.start_session(centre.trainer_id))
    theirs = centre.staff(lambda services: services.staff.sessions_of(centre.trainer_id))[0]
    await surfer.go("/console/team")

    assert (await surfer.send(f"/console/sessions/{theirs.id}/revoke")).status == 404
    assert centre.system(lambda services: services.staff.open_session_of(token)) is not None


async def test_an_invitation_is_a_code_to_scan_and_can_be_taken_back(surfer, centre):
    await surfer.sign_in(centre.system(lambda services: services.staff.sign_in_link(centre.coordinator_id)))
    await surfer.go("/console/team")

    page = await surfer.send("/console/team/invitations", role="trainer", note="Sami")

    address = page.all("a")
    link = next(one["href"] for one in address if "t.me" in (one["href"] or ""))
    assert page.all("svg", role="img")
    page = await surfer.go("/console/team")
    assert "Sami" in page.text
    revoke = next(f["action"] for f in page.all("form") if "invitations/" in f["action"])
    await surfer.send(revoke)
    code = link.partition("start=")[2]
    assert centre.system(lambda services: services.staff.join(code, 99, "Sami", "")) is None


async def test_who_has_left_is_out_at_once(surfer, centre, client):
    token = centre.system(lambda services: services.staff.start_session(centre.trainer_id))
    await surfer.sign_in(centre.system(lambda services: services.staff.sign_in_link(centre.coordinator_id)))
    await surfer.go("/console/team")

    await surfer.send(f"/console/team/{centre.trainer_id}/leave")

    assert centre.system(lambda services: services.staff.open_session_of(token)) is None
    assert (await surfer.send(f"/console/team/{centre.coordinator_id}/leave")).status == 403


async def test_the_digest_is_turned_off_and_on(surfer, centre):
    await surfer.go("/console/team")
    await surfer.send("/console/settings/digest", wanted="no")
    assert not centre.staff(lambda services: services.staff.wants_digest(centre.adviser_id))

    await surfer.send("/console/settings/digest", wanted="yes")
    assert centre.staff(lambda services: services.staff.wants_digest(centre.adviser_id))


def test_a_role_is_kept_with_an_invitation(centre):
    code = centre.coordinate(lambda s: s.staff.invite(centre.body_id, Role.TRAINER))
    member = centre.system(lambda services: services.staff.join(code, 99, "Sami", ""))

    assert (member.role, member.body_id) == (Role.TRAINER, centre.body_id)
