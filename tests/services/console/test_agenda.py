"""The agenda's pages: what is shown, booking by hand over a warning and never over a refusal, hours, absences."""

from datetime import datetime, timedelta

import pytest

from services.scheduling.models import Kind, Mode
from tests.services.console.centre import Centre
from tests.services.console.surfing import Surfer

WEDNESDAY = "2027-01-06"


def wish(centre: Centre, one: int, **changes: str) -> dict[str, str]:
    usual = {
        "candidate": str(one), "adviser": str(centre.adviser_id), "site": str(centre.site_id), "kind": "interview",
        "on": WEDNESDAY, "at": "10:00", "minutes": "60", "mode": "phone",
    }  # fmt: skip
    return usual | changes


def booked(centre: Centre, one: int) -> list[datetime]:
    facts = centre.staff(lambda services: services.dossiers.facts(one))
    return [a.starts_at for a in facts.appointments if a.is_booked]


async def by_hand(surfer: Surfer, **fields: str):
    await surfer.go("/console/agenda/book?candidate=" + fields["candidate"])
    return await surfer.send("/console/agenda/book", **fields)


async def test_what_is_free_is_booked_at_once_and_the_candidate_hears(surfer, centre, woken):
    one = centre.register("Amina")

    page = await by_hand(surfer, **wish(centre, one))

    assert "Booked. The candidate hears of it at once." in page.text
    assert booked(centre, one) == [centre.now.replace(day=6, hour=9)]
    assert "appointment_booked" in {n.rule for n in centre.staff(lambda s: s.notices.next_of(one))}
    assert woken
    week = await surfer.go(f"/console/agenda?on={WEDNESDAY}")
    assert "10:00–11:00 Amina Information interview, by phone" in week.text


async def test_a_time_that_is_taken_is_refused_with_whose_it_is_and_what_is_free_near_it(surfer, centre):
    one, other = centre.register("Amina"), centre.register("Bilal")
    await by_hand(surfer, **wish(centre, one))

    for fields in (wish(centre, other, at="10:30"), wish(centre, other, at="10:30", anyway="1")):
        page = await by_hand(surfer, **fields)
        assert "Claire Moreau has an appointment then with Amina" in page.text
        assert "Book all the same" not in page.text
    assert booked(centre, other) == []
    free = [str(a["href"]) for a in page.all("a") if "at=11%3A00" in str(a["href"])]
    await surfer.go(free[0])
    assert "Nothing stands in the way." in ((surfer.page and surfer.page.text) or "")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"at": "19:30"}, "No opening of Claire Moreau offers this time."),
        ({"minutes": "25"}, "No opening of Claire Moreau offers this time."),
        ({"on": "2027-01-11"}, "Claire Moreau is absent then"),
    ],
)
async def test_what_is_only_unusual_is_booked_once_the_warning_was_read(surfer, centre, changes, said):
    one = centre.register("Amina")
    monday = centre.now + timedelta(days=7)
    centre.staff(
        lambda s: s.desk.add_absence(
            staff_id=centre.adviser_id, starts_at=monday, ends_at=monday + timedelta(hours=9)
        )
    )

    page = await by_hand(surfer, **wish(centre, one, **changes))
    assert (said in page.text, booked(centre, one)) == (True, [])
    (button,) = page.all("button", name="anyway")
    read = str(button["value"])
    page = await surfer.send("/console/agenda/book", **wish(centre, one, at="20:15"), anyway=read)
    assert booked(centre, one) == []  # of that, nobody has read a warning
    await surfer.send("/console/agenda/book", **wish(centre, one, **changes), anyway=read)

    assert len(booked(centre, one)) == 1


async def test_a_time_that_a_candidate_is_choosing_is_theirs_for_some_minutes(surfer, centre):
    one, other = centre.register("Amina"), centre.register("Bilal")
    centre.candidate(
        other,
        lambda s: s.scheduling.hold(
            other, kind=Kind.INTERVIEW, site_id=centre.site_id, starts_at=centre.now.replace(day=6, hour=9)
        ),
    )

    page = await by_hand(surfer, **wish(centre, one), anyway="1")

    assert "A candidate is choosing this time just now" in page.text
    assert booked(centre, one) == []


async def test_one_appointment_of_a_kind_and_no_time_that_has_passed(surfer, centre):
    one = centre.register("Amina")
    await by_hand(surfer, **wish(centre, one))

    page = await by_hand(surfer, **wish(centre, one, at="14:00"), anyway="1")
    assert "Amina has an appointment of this kind already" in page.text
    page = await by_hand(surfer, **wish(centre, one, kind="assessment", at="10:30"))
    assert "Amina has something else then" in page.text
    page = await by_hand(surfer, **wish(centre, one, kind="assessment", on="2027-01-03"), anyway="1")
    assert "This time has passed." in page.text
    assert len(booked(centre, one)) == 1


async def test_moved_by_hand_it_stays_the_same_appointment(surfer, centre):
    one = centre.register("Amina")
    await by_hand(surfer, **wish(centre, one))
    appointment = centre.staff(lambda s: s.dossiers.facts(one)).appointments[0]
    await surfer.go(f"/console/agenda/book?move={appointment.id}")
    moved = wish(centre, one, at="18:10", move=str(appointment.id))

    page = await surfer.send("/console/agenda/book", **moved)
    (button,) = page.all("button", name="anyway")
    page = await surfer.send("/console/agenda/book", **moved, anyway=str(button["value"]))

    assert "Moved. The candidate hears of it at once." in page.text
    (now,) = centre.staff(lambda s: s.dossiers.facts(one)).appointments
    assert (now.id, now.version) == (appointment.id, 2)
    assert now.starts_at == centre.now.replace(day=6, hour=17, minute=10)


async def test_cancelled_with_a_reason_that_the_candidate_is_told(surfer, centre, woken):
    one = centre.register("Amina")
    await by_hand(surfer, **wish(centre, one))
    await surfer.go("/console/appointments/1")

    page = await surfer.send("/console/appointments/1/cancel", reason="Claire est <b>malade</b>.")

    assert "Cancelled. The candidate hears of it at once." in page.text
    assert booked(centre, one) == []
    assert "Claire est <b>malade</b>." in (await surfer.go("/console/appointments/1")).text
    await surfer.go("/console/agenda/absences")
    assert (await surfer.send("/console/appointments/1/cancel")).status == 409


async def test_somebody_is_found_by_name_first(surfer, centre):
    one = centre.register("Élodie")

    page = await surfer.go(f"/console/agenda/book?q=elo&on={WEDNESDAY}&at=10:00")

    (link,) = [str(a["href"]) for a in page.all("a", **{"class": "button"}) if "candidate=" in str(a["href"])]
    assert f"candidate={one}" in link
    assert f"on={WEDNESDAY}" in link
    assert "Nobody is called that." in (await surfer.go("/console/agenda/book?q=zzz")).text


async def test_an_absence_says_how_many_it_concerns_and_offers_all_of_them_other_times_at_once(
    surfer, centre, woken
):
    people = [centre.register(name) for name in ("Amina", "Bilal", "Chloé")]
    for one, hour in zip(people, ("09:00", "10:00", "11:00"), strict=True):
        await by_hand(surfer, **wish(centre, one, at=hour))
    asked = f"adviser={centre.adviser_id}&from={WEDNESDAY}&reason=Claire+est+malade."

    page = await surfer.go(f"/console/agenda/absences?{asked}")
    assert "3 appointments fall into it" in page.text
    assert [booked(centre, one) for one in people].count([]) == 0
    hidden = {str(i["name"]): str(i["value"]) for i in page.all("input", type="hidden")}
    page = await surfer.send("/console/agenda/absences", **hidden)

    assert "3 candidates are offered other times now." in page.text
    assert [booked(centre, one) for one in people] == [[], [], []]
    rules = [{n.rule for n in centre.staff(lambda s, one=one: s.notices.next_of(one))} for one in people]
    assert rules == [{"appointment_displaced"}] * 3
    assert "Absent" in (await surfer.go(f"/console/agenda?on={WEDNESDAY}")).text


async def test_an_absence_may_leave_the_appointments_to_be_moved_one_by_one(surfer, centre):
    one = centre.register("Amina")
    await by_hand(surfer, **wish(centre, one))
    await surfer.go("/console/agenda/absences")
    away = {"adviser": str(centre.adviser_id), "from": WEDNESDAY}

    await surfer.send("/console/agenda/absences", **away, appointments="keep")

    assert len(booked(centre, one)) == 1
    await surfer.send("/console/agenda/absences/1/remove")
    assert "Nobody is going to be away." in (await surfer.go("/console/agenda/absences")).text
    page = await surfer.send("/console/agenda/absences", **away, to="2027-01-01")
    assert (page.status, "the end comes after the beginning" in page.text) == (422, True)


async def test_hours_are_opened_changed_and_removed(surfer, centre):
    await surfer.go("/console/agenda/openings")
    opening = {"adviser": str(centre.adviser_id), "site": str(centre.site_id), "kind": "final_assessment"}

    page = await surfer.send(
        "/console/agenda/openings", **opening, weekday="5", **{"from": "09:00", "to": "12:00"}, mode="centre"
    )
    assert "Saturday, 09:00–12:00" in page.text
    row = centre.staff(lambda s: [o for o in s.desk.openings(centre.adviser_id) if o.weekday == 5])[0]
    page = await surfer.send(
        f"/console/agenda/openings/{row.id}", weekday="6", **{"from": "13:00", "to": "15:30"}
    )
    assert "Sunday, 13:00–15:30" in page.text
    page = await surfer.send(f"/console/agenda/openings/{row.id}", **{"from": "16:00", "to": "15:30"})
    assert (page.status, "This was not changed" in page.text) == (422, True)
    page = await surfer.send(f"/console/agenda/openings/{row.id}/remove")
    assert "Sunday, 13:00" not in page.text


async def test_a_date_that_is_otherwise_is_noted_and_forgotten(surfer, centre):
    await surfer.go("/console/agenda/openings")
    where = {"adviser": str(centre.adviser_id), "site": str(centre.site_id)}

    page = await surfer.send("/console/agenda/exceptions", **where, on=WEDNESDAY)
    assert "Wednesday 6 January Nothing that day" in page.text
    free = centre.staff(
        lambda s: s.scheduling.times_of_day(Kind.INTERVIEW, s.now.date() + timedelta(days=2), "Europe/Paris")
    )
    assert free == []
    page = await surfer.send("/console/agenda/exceptions/1/remove")
    assert "That date is as every week again." in page.text


async def test_languages_are_ticked(surfer, centre):
    await surfer.go("/console/agenda/openings")

    await surfer.send(f"/console/agenda/advisers/{centre.adviser_id}/languages", language="ar")

    assert centre.staff(lambda s: s.scheduling.languages_at([centre.site_id])) == {centre.site_id: ("ar",)}


async def test_a_day_shows_an_adviser_a_column_with_what_is_free(surfer, centre):
    one = centre.register("Amina")
    await by_hand(surfer, **wish(centre, one))

    page = await surfer.go(f"/console/agenda?view=day&adviser=0&on={WEDNESDAY}")

    assert page.text.count("Claire Moreau") >= 2
    assert "10:00–11:00 Amina" in page.text
    assert "11:00 free Information interview, Assessment" in page.text


@pytest.mark.parametrize(
    "query",
    ["on=2027-13-45", "on=9999-12-31", "adviser=x", "view=year", "site=", "adviser=99999999999", "at=%00"],
)
async def test_nonsense_in_an_address_is_no_error(surfer, centre, query):
    for page in ("", "/book", "/openings", "/absences"):
        assert (await surfer.go(f"/console/agenda{page}?{query}")).status == 200, page


async def test_another_bodys_adviser_or_site_does_not_exist(surfer, centre):
    for query in ("adviser=999", "site=999"):
        assert (await surfer.go(f"/console/agenda?{query}")).status == 404
    one = centre.register("Amina")
    page = await by_hand(surfer, **wish(centre, one, adviser="999"))
    assert page.status == 404


async def test_by_video_overseas_both_clocks_are_said(surfer, centre):
    one = centre.register("Marie", zone="Indian/Reunion")
    await by_hand(surfer, **wish(centre, one, mode=Mode.VIDEO.value))

    page = await surfer.go("/console/appointments/1")

    assert "Wed 6 Jan, 10:00–11:00" in page.text
    assert "For the candidate: Wed 6 Jan, 13:00" in page.text
