"""A candidate's file: what it shows, and writing to the candidate."""

import html

import pytest

from locales import plain, plain_lines
from services.dossiers.domains import Domain
from services.dossiers.kinds import Outcome
from services.errors import NotFound
from services.jury.models import Decision
from services.jury.service import DecisionOn
from services.messages.service import MESSAGE_MAX, Messages
from services.notices.models import NoticeState
from tests.services.console.centre import make_centre
from tests.services.console.people import people


async def test_the_file_shows_the_path_strong_points_first(surfer, centre):
    one = people(centre)["Rosa"]

    page = await surfer.go(f"/console/candidates/{one}")

    assert page.status == 200
    assert page.all("g", **{"data-stage": "3", "data-state": "here"})
    table = page.text[page.text.index("Domain State") :]
    shown = (f"{name(Domain.D6)} Acquired", f"{name(Domain.D2)} Training has begun", name(Domain.D3))
    places = [table.index(said) for said in shown]
    assert places == sorted(places)
    for said in ("“I’m coming”", "Beau travail !", "19 November 2031", "recorded a check"):
        assert said in page.text, said


def name(domain: Domain) -> str:
    return plain(domain.short_name, "en")


async def test_what_happened_stands_in_time_order(surfer, centre):
    one = people(centre)["Yasmine"]

    text = (await surfer.go(f"/console/candidates/{one}")).text
    happened = ("the file is opened", "Training plan", "The file goes before", "The jury certified")

    found = [text.find(said) for said in happened]
    assert -1 not in found
    assert found == sorted(found)


async def test_an_unpublished_decision_is_not_shown(surfer, centre, now):
    one = people(centre)["Olena"]
    jury = centre.staff(lambda services: services.dossiers.facts(one).jury.session_id)
    centre.staff(lambda services: services.jury.decide(jury, [DecisionOn(one, Decision.NOT_YET, "revoir")]))

    page = await surfer.go(f"/console/candidates/{one}")

    assert "Before the jury" in page.text
    assert "not yet" not in page.text
    assert "revoir" not in page.text


async def test_what_will_be_sent_reads_as_the_candidate_reads_it(surfer, centre):
    one = people(centre)["Fatima"]

    page = await surfer.go(f"/console/candidates/{one}")

    notice = centre.staff(lambda services: services.notices.next_of(one))[0]
    assert html.escape(plain_lines(notice.wording.lines, "en")) in page.html
    assert notice.wording.choices[0].label in page.text
    assert "Tue 5 Jan, 10:00" in page.text
    assert page.all("div", **{"class": "bubble", "lang": "en", "dir": "ltr"})


async def test_what_was_not_received_says_why_and_can_be_sent_again(surfer, centre, woken):
    one = people(centre)["Bakary"]
    page = await surfer.go(f"/console/candidates/{one}")
    assert "Perhaps not received because Telegram did not answer in time" in page.text
    again = next(form["action"] for form in page.all("form") if form["action"].endswith("/resend"))

    page = await surfer.send(again)

    assert "It is being sent again." in page.text
    assert woken == [True]
    assert "no longer in doubt" in (await surfer.send(again)).text


async def test_a_message_is_planned_for_the_candidate_and_shown_in_the_thread(surfer, centre, woken):
    one = centre.register("Moussa")
    centre.candidate(one, lambda services: services.messages.from_candidate(one, "C’est gratuit ?"))
    await surfer.go(f"/console/candidates/{one}")

    page = await surfer.send(f"/console/candidates/{one}/messages", text="Bonjour Moussa !\r\nÀ mardi.")

    assert "Your message is on its way." in page.text
    assert "Bonjour Moussa !\nÀ mardi." in page.html
    assert "Planned" in page.text
    assert woken == [True]
    (notice,) = centre.staff(lambda services: services.notices.next_of(one))
    assert notice.state is NoticeState.PLANNED
    assert notice.rule == "message"
    assert centre.staff(lambda services: services.messages.tasks()) == []


@pytest.mark.parametrize("text", ["", "   \r\n ", "x" * (MESSAGE_MAX + 1), "é" * 9000])
async def test_what_cannot_be_sent_comes_back_with_its_reason(surfer, centre, woken, text):
    one = centre.register("Moussa")
    await surfer.go(f"/console/candidates/{one}")

    page = await surfer.send(f"/console/candidates/{one}/messages", text=text)

    assert page.status == 422
    assert page.all("textarea", **{"aria-invalid": "true"})
    assert page.all("p", id="problem", role="alert")
    assert text.strip() in page.html
    assert not woken
    assert centre.staff(lambda services: services.messages.thread(one)) == []


async def test_looking_at_the_thread_makes_it_read_but_the_answer_stays_to_give(surfer, centre):
    one = centre.register("Moussa")
    centre.candidate(one, lambda services: services.messages.from_candidate(one, "Bonjour"))

    assert "1 unread message" in (await surfer.go(f"/console/candidates/{one}")).text

    page = await surfer.go("/console/candidates")
    assert "unread" not in page.text
    assert "1 open task" in page.text


@pytest.mark.parametrize("path", ["", "/messages", "/notices/1/resend"])
async def test_another_bodys_candidate_is_not_found(surfer, centre, database, now, path, woken):
    other = make_centre(database, now, name="Ailleurs")
    one = other.register("Zinedine")
    await surfer.go("/console/")

    address = f"/console/candidates/{one}{path}"
    page = await (surfer.send(address, text="Bonjour") if path else surfer.go(address))

    assert page.status == 404
    assert "There is nothing here" in page.text
    assert "Zinedine" not in page.text
    assert page.all("a", href="/console/candidates")
    assert not woken
    assert other.staff(lambda services: services.messages.thread(one)) == []


async def test_a_failure_of_ours_is_told_kindly_and_without_a_trace(surfer, centre, monkeypatch, caplog):
    def fail(*_args):
        raise RuntimeError("the secret inside")

    one = centre.register("Moussa")
    monkeypatch.setattr(Messages, "thread", fail)

    page = await surfer.go(f"/console/candidates/{one}")

    assert page.status == 500
    assert "This is our fault" in page.text
    assert "secret" not in page.html
    assert "a page of the console failed" in caplog.text


async def test_a_form_that_is_no_form_is_refused(surfer, centre):
    one = centre.register("Moussa")
    for body in (b"\xff\xfe=\xff", b"x" * 300_000):
        response = await surfer.client.post(
            f"/console/candidates/{one}/messages",
            data=body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert response.status in (400, 403, 413)


async def test_a_message_in_arabic_keeps_its_direction(surfer, centre):
    one = centre.register("ليلى")
    centre.candidate(one, lambda services: services.messages.from_candidate(one, "مرحبا"))

    page = await surfer.go(f"/console/candidates/{one}")

    assert page.all("h1", dir="auto")
    assert page.all("textarea", dir="auto")


async def test_overseas_times_say_whose_clock_they_are_on(surfer, centre):
    one = centre.register("Expédit", "en", days_ago=3, zone="Indian/Reunion")
    centre.outcome(one, Outcome.THINKING, 2)

    assert "10:00 (clock of Réunion)" in (await surfer.go(f"/console/candidates/{one}")).text


def test_the_history_is_the_bodys_own(centre, database, now):
    other = make_centre(database, now, name="Ailleurs")
    one = other.register("Zinedine")

    assert [entry.action for entry in other.staff(lambda s: s.candidates.history(one))] == [
        "candidate.consented"
    ]
    with pytest.raises(NotFound):
        centre.staff(lambda services: services.candidates.history(one))
    assert centre.staff(lambda services: services.candidates.several([one])) == {}
    assert set(other.staff(lambda services: services.staff.names()).values()) == {
        "Claire Moreau",
        "Sami Haddad",
        "Jeanne Robert",
    }
