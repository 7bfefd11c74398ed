"""Messages: the inbox and its views, files both ways, writing later, templates, broadcasts."""

from datetime import timedelta

import pytest
from aiohttp import FormData
from sqlmodel import select

from services.errors import NotFound
from services.messages.broadcasts import Audience, AudienceChanged
from services.messages.models import UploadRow
from services.messages.threads import View
from services.notices.models import NoticeState
from services.notices.wording import File
from services.pictures import icon_picture, to_png
from tests.services.console.centre import make_centre


def writes(centre, name, words="Bonjour", **named):
    one = centre.register(name, **named)
    centre.candidate(one, lambda services: services.messages.from_candidate(one, words))
    return one


def listed(centre, view, staff_id=None):
    found = centre.staff(lambda s: s.threads.page(view, staff_id or centre.adviser_id))
    return [thread.first_name for thread in found]


def test_a_thread_is_in_the_views_that_it_belongs_to(centre):
    rosa, noe = writes(centre, "Rosa"), writes(centre, "Noé")
    centre.change(noe, adviser_id=None)

    assert sorted(listed(centre, View.UNREAD)) == ["Noé", "Rosa"]
    assert listed(centre, View.MINE) == ["Rosa"]
    assert listed(centre, View.UNASSIGNED) == ["Noé"]

    centre.staff(lambda services: services.threads.assign(noe, centre.trainer_id))
    centre.staff(lambda services: services.messages.to_candidate(rosa, "Bonjour Rosa"))

    assert listed(centre, View.UNASSIGNED) == []
    assert listed(centre, View.MINE, centre.trainer_id) == ["Noé"]
    assert listed(centre, View.UNREAD) == ["Noé"]


def test_a_closed_thread_opens_again_when_the_candidate_writes(centre):
    one = writes(centre, "Rosa")
    centre.staff(lambda services: services.threads.close(one))
    assert (listed(centre, View.OPEN), listed(centre, View.CLOSED)) == ([], ["Rosa"])

    centre.candidate(one, lambda services: services.messages.from_candidate(one, "Encore moi"))

    assert (listed(centre, View.OPEN), listed(centre, View.CLOSED)) == (["Rosa"], [])


def test_a_thread_is_given_to_nobody_of_another_body(centre, database, now):
    other = make_centre(database, now, name="Ailleurs")
    one = writes(centre, "Rosa")
    with pytest.raises(NotFound):
        centre.staff(lambda services: services.threads.assign(one, other.adviser_id))
    with pytest.raises(NotFound):
        other.staff(lambda services: services.threads.close(one))


def test_a_new_message_is_told_to_who_cares_for_the_thread(centre, database):
    one = writes(centre, "Rosa")
    centre.staff(lambda services: services.threads.assign(one, centre.trainer_id))
    centre.join(centre.adviser_id, 71)
    centre.join(centre.trainer_id, 72)

    centre.candidate(one, lambda services: services.messages.from_candidate(one, "Encore moi"))

    assert centre.told_staff("candidate_wrote") == [centre.trainer_id]


async def test_a_photo_goes_with_a_message(surfer, centre, woken):
    one = writes(centre, "Rosa")
    page = await surfer.go(f"/console/messages/{one}")
    form = FormData(
        {"form_token": page.form_token, "text": "Le plan", "back": "messages"}, quote_fields=False
    )
    png = to_png(icon_picture(), 64)
    form.add_field("file", png, filename="../../plan <b>.png", content_type="text/html")

    answer = await surfer.client.post(f"/console/candidates/{one}/messages", data=form)

    assert answer.status == 200
    assert woken
    message = centre.staff(lambda services: services.messages.thread(one))[-1]
    assert (message.attachment["kind"], message.attachment["name"]) == ("photo", "plan _b_.png")
    notice = centre.staff(lambda services: services.notices.next_of(one))[0]
    assert notice.wording.file == File("photo", message.attachment["upload_id"], "plan _b_.png")
    shown = await surfer.client.get(f"/console/candidates/{one}/messages/{message.id}/file")
    assert (shown.headers["Content-Type"], await shown.read()) == ("image/png", png)


async def test_a_page_of_html_is_never_shown_as_one(surfer, centre):
    one = writes(centre, "Rosa")
    page = await surfer.go(f"/console/messages/{one}")
    form = FormData({"form_token": page.form_token, "text": "", "back": "messages"})
    form.add_field("file", b"<script>alert(1)</script>", filename="a.png", content_type="image/png")
    await surfer.client.post(f"/console/candidates/{one}/messages", data=form)

    message = centre.staff(lambda services: services.messages.thread(one))[-1]
    shown = await surfer.client.get(f"/console/candidates/{one}/messages/{message.id}/file")

    assert message.attachment["kind"] == "document"
    assert shown.headers["Content-Type"] == "application/octet-stream"
    assert shown.headers["Content-Disposition"] == "attachment"


def test_an_upload_goes_with_the_candidate(centre, database):
    one = writes(centre, "Rosa")
    centre.staff(lambda services: services.uploads.keep(one, "a.txt", b"abc"))

    centre.candidate(one, lambda services: services.candidates.erase(one))

    assert database.run_now(lambda session: session.exec(select(UploadRow)).all()) == []


async def test_a_message_for_later_can_be_taken_back(surfer, centre):
    one = writes(centre, "Rosa")
    await surfer.go(f"/console/messages/{one}")
    page = await surfer.send(
        f"/console/candidates/{one}/messages", text="Demain", send_at="2027-01-05T10:00", back="messages"
    )
    assert "for Tue 5 Jan, 10:00" in page.text
    take_back = next(f["action"] for f in page.all("form") if f["action"].endswith("/take-back"))

    page = await surfer.send(take_back, back="messages")

    assert "This message will not be sent." in page.text
    past = centre.staff(lambda services: services.notices.past_of(one))
    assert [(notice.state, notice.reason) for notice in past] == [(NoticeState.CANCELLED, "taken_back")]


@pytest.mark.parametrize("moment", ["2027-01-03T10:00", "soon", "9999-99-99T00:00"])
async def test_a_moment_that_is_none_comes_back_with_the_text(surfer, centre, moment):
    one = writes(centre, "Rosa")
    await surfer.go(f"/console/messages/{one}")

    page = await surfer.send(f"/console/candidates/{one}/messages", text="Bonjour Rosa", send_at=moment)

    assert page.status == 422
    assert "a moment that is still to come" in page.text
    assert "Bonjour Rosa" in page.text


async def test_a_template_is_inserted_in_the_candidates_language(surfer, centre):
    one = writes(centre, "Rosa", locale="en")
    texts = {"fr": "Bonjour {prénom}", "en": "Hello {prénom}"}
    template = centre.staff(lambda services: services.templates.save(None, "Salut", texts))
    await surfer.go(f"/console/messages/{one}")

    page = await surfer.send(
        f"/console/candidates/{one}/messages", do="insert", template=str(template.id), back="messages"
    )

    assert "Hello Rosa" in page.text
    assert "✉️ Claire Moreau writes to you:" in page.text


async def test_hints_say_what_is_hard_to_read_and_what_hurts(surfer, centre):
    one = writes(centre, "Rosa")
    await surfer.go(f"/console/messages/{one}")

    page = await surfer.send(
        f"/console/candidates/{one}/messages/hints",
        text="L'examen est le 12 janvier, vous avez trois lacunes.",
    )

    for said in ("lacunes", "examen", "Write numbers in digits.", "✉️ Claire Moreau vous écrit"):
        assert said in page.text.replace("\u202f", " "), said


async def test_a_broadcast_goes_to_the_number_that_was_confirmed(surfer, centre, woken):
    for name, locale in (("Rosa", "fr"), ("Amina", "en"), ("Noé", "fr")):
        centre.register(name, locale)
    await surfer.go("/console/broadcasts/new")
    page = await surfer.send("/console/broadcasts/new", text_fr="Bonjour {prénom}", do="preview")
    assert "Send to 3 candidates" in page.text
    centre.register("Zoé")

    page = await surfer.send("/console/broadcasts", text_fr="Bonjour {prénom}", expected="3")
    assert (page.status, "Send to 4 candidates" in page.text) == (409, True)
    page = await surfer.send("/console/broadcasts", text_fr="Bonjour {prénom}", expected="4")

    assert "4 recipients" in page.text
    assert woken
    texts = [
        centre.staff(lambda services, one=one: services.messages.thread(one))[-1].text for one in (1, 2, 3, 4)
    ]
    assert texts == ["Bonjour Rosa", "Bonjour Amina", "Bonjour Noé", "Bonjour Zoé"]


def test_a_stopped_broadcast_goes_no_further_and_says_so(centre):
    people = [centre.register(f"Ana{n}") for n in range(5)]
    row = centre.staff(lambda services: services.broadcasts.send({"": "Bonjour"}, Audience()))
    centre.end_notices(people[0], NoticeState.SENT)
    centre.end_notices(people[1], NoticeState.UNKNOWN, "no_answer")

    stopped = centre.staff(lambda services: services.broadcasts.stop(row.id))

    assert dict(stopped.states) == {
        NoticeState.SENT: 1,
        NoticeState.UNKNOWN: 1,
        NoticeState.CANCELLED: 3,
    }
    assert stopped.is_over
    why = centre.staff(lambda services: services.broadcasts.not_received(row.id))
    assert [(name, reason) for _, name, _, reason in why] == [
        ("Ana1", "no_answer"),
        *((f"Ana{n}", "broadcast_stopped") for n in (2, 3, 4)),
    ]


def test_a_broadcast_reaches_nobody_of_another_body(centre, database, now):
    other = make_centre(database, now, name="Ailleurs")
    other.register("Zinedine")
    centre.register("Rosa")

    assert centre.staff(lambda services: services.broadcasts.reach(Audience())).recipients == 1
    row = centre.staff(lambda services: services.broadcasts.send({"": "Bonjour"}, Audience()))
    with pytest.raises(NotFound):
        other.staff(lambda services: services.broadcasts.stop(row.id))
    with pytest.raises(AudienceChanged):
        centre.staff(lambda services: services.broadcasts.send({"": "Bonjour"}, Audience(), expected=2))


async def test_a_broadcast_goes_to_a_training_group_and_says_so(surfer, centre, database, now):
    rosa, noe = centre.register("Rosa"), centre.register("Noé")
    group = centre.staff(lambda services: services.groups.create("Lundi soir")).id
    centre.staff(lambda services: services.groups.join(group, rosa))
    await surfer.go("/console/broadcasts/new")
    assert "Lundi soir" in surfer.page.text

    page = await surfer.send("/console/broadcasts/new", text_fr="Salle 4", group=str(group), do="preview")
    assert "Send to 1 candidate" in page.text
    page = await surfer.send("/console/broadcasts", text_fr="Salle 4", group=str(group), expected="1")

    assert "Lundi soir" in page.text
    assert [centre.staff(lambda s, one=one: len(s.messages.thread(one))) for one in (rosa, noe)] == [1, 0]
    other = make_centre(database, now, name="Ailleurs")
    assert other.staff(lambda s: s.broadcasts.reach(Audience(group_id=group))).recipients == 0


async def test_a_template_is_looked_at_in_each_language_before_it_is_kept(surfer, centre):
    await surfer.go("/console/templates")
    texts = {
        "text_fr": "Bonjour {prénom}, l’examen est lundi.",
        "text_en": "Hello {prénom}, see you on Monday.",
    }

    page = await surfer.send("/console/templates", title="Lundi", do="preview", **texts)

    for said in ("Claire Moreau writes to you", "Claire Moreau vous écrit", "examen", "Bonjour First name"):
        assert said in page.text.replace("\u202f", " "), said
    assert centre.staff(lambda services: services.templates.all()) == []
    page = await surfer.send("/console/hints", text="Une lacune", locale="fr", kind="broadcast")
    assert "lacune" in page.text
    assert "Le Tremplin" in page.text


def test_a_broadcast_makes_no_conversation_of_its_own(centre):
    centre.register("Rosa")
    centre.staff(lambda services: services.broadcasts.send({"": "Bonjour"}, Audience()))

    assert listed(centre, View.OPEN) == []


def test_a_broadcast_for_later_waits(centre, now):
    one = centre.register("Rosa")
    later = now + timedelta(hours=3)
    centre.staff(lambda services: services.broadcasts.send({"": "Bonjour"}, Audience(), later))

    assert centre.staff(lambda services: services.notices.next_of(one))[0].due_at == later
