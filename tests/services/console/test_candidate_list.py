"""The list of candidates, and the tasks."""

import pytest

from services.console.candidate_list import PAGE
from tests.services.console.centre import make_centre
from tests.services.console.people import people

HOSTILE = "<script>alert(1)</script>"


def names(page) -> list[str]:
    """The first names in the table, in its order."""
    listed = []
    for index, (tag, its) in enumerate(page.elements):
        if tag == "th" and its.get("scope") == "row":
            listed.append(page.elements[index + 1][1]["href"])
    return [address.rsplit("/", 1)[1] for address in listed]


async def test_the_list_says_where_everybody_stands(surfer, centre):
    made = people(centre)

    page = await surfer.go("/console/candidates")

    waiting = [str(made[name]) for name in ("Marie-Thérèse", "Bakary", "Rosa", "Élodie")]
    assert names(page) == waiting + [one for one in map(str, sorted(made.values())) if one not in waiting]
    stages = (
        *("Discovering CléA", "Interview booked", "Thinking it over", "Not for now", "File open"),
        *("Assessed, training to plan", "In training", "All acquired, jury to choose"),
        *("Before the jury", "Certified"),
    )
    for said in (*stages, "Not reachable in Telegram", "Paused", "Stopped messages"):
        assert said in page.text, said
    assert "Wed 6 Jan, 10:00" in page.text
    assert "4 days ago" in page.text


async def test_who_needs_somebody_is_marked_and_counted(surfer, centre):
    made = people(centre)

    page = await surfer.go("/console/candidates?waiting=1")

    waiting = ("Marie-Thérèse", "Bakary", "Rosa", "Élodie")
    assert names(page) == [str(made[name]) for name in waiting]
    assert len(page.all("tr", **{"class": "waits"})) == len(waiting)
    assert "(4 open tasks)" in page.text
    assert "1 unread message" in page.text


async def test_a_site_silence_and_nobodys_can_be_chosen_and_the_silent_come_first(surfer, centre):
    made = people(centre)
    centre.change(made["Noé"], site_id=None, adviser_id=None)

    silent = names(await surfer.go("/console/candidates?silent=30&order=silence"))
    assert str(made["David"]) in silent
    assert str(made["Ahmet"]) not in silent
    assert str(made["Noé"]) not in names(await surfer.go(f"/console/candidates?site={centre.site_id}"))
    assert names(await surfer.go("/console/candidates?adviser=nobody")) == [str(made["Noé"])]


async def test_a_name_that_nobody_has_proposes_who_is_called_almost_so(surfer, centre):
    one = centre.register("Mohammed")
    centre.register("Rosa")

    await surfer.go("/console/candidates?q=mohamad")
    proposed = next(its["href"] for its in surfer.page.all("a") if "q=mohammed" in (its["href"] or ""))

    assert names(await surfer.go(proposed)) == [str(one)]


@pytest.mark.parametrize("q", ["élo", "Élodie", "ÉLO", "elod", " élodie "])
async def test_a_first_name_is_found_whatever_its_capitals(surfer, centre, q):
    one = centre.register("Élodie")
    centre.register("Moussa")

    page = await surfer.client.get("/console/candidates", params={"q": q})
    text = await page.text()

    assert f"/console/candidates/{one}" in text
    assert "Moussa" not in text


async def test_a_stage_and_an_adviser_can_be_chosen(surfer, centre):
    made = people(centre)
    centre.change(made["Moussa"], adviser_id=centre.trainer_id)

    assert names(await surfer.go("/console/candidates?stage=certified")) == [str(made["Yasmine"])]
    assert str(made["Moussa"]) not in names(await surfer.go("/console/candidates?adviser=mine"))
    assert names(await surfer.go("/console/candidates?stage=interview_booked&adviser=mine")) == []
    assert "Nobody fits" in surfer.page.text


async def test_a_long_list_comes_in_pages_that_keep_the_search(surfer, centre):
    everybody = [str(centre.register(f"Ana{n}")) for n in range(PAGE + 3)]

    first = await surfer.go("/console/candidates?q=ana")
    after = first.all("a", rel="next")[0]["href"]
    second = await surfer.go(after)

    assert names(first) + names(second) == everybody
    assert "q=ana" in after
    assert not second.all("a", rel="next")


@pytest.mark.parametrize(
    "query",
    [
        *("after=x", "page=x", "page=99999", "page=-1", "stage=x", "q=%00", "q=%", "q=_"),
        *("adviser=x", "site=x", "silent=x", "silent=1", "order=x"),
    ],
)
async def test_nonsense_in_the_address_is_no_error(surfer, centre, query):
    centre.register("Noé")

    assert (await surfer.go(f"/console/candidates?{query}")).status == 200
    assert (await surfer.go(f"/console/tasks?{query}")).status == 200


async def test_a_hostile_name_is_a_name(surfer, centre):
    one = centre.register(HOSTILE)
    centre.candidate(one, lambda services: services.messages.from_candidate(one, f"{HOSTILE}\" onload='x'"))

    for address in (
        "/console/",
        "/console/candidates",
        "/console/tasks",
        f"/console/candidates/{one}",
        "/console/candidates?q=<script>",
    ):
        page = await surfer.go(address)
        assert page.status == 200
        assert all((one["src"] or "").startswith("/console/static/") for one in page.all("script")), address
        assert not [1 for _, its in page.elements if any(name.startswith("on") for name in its)]
        assert HOSTILE in page.text


async def test_another_bodys_candidates_and_tasks_are_nowhere(surfer, centre, database, now):
    other = make_centre(database, now, name="Ailleurs")
    one = other.register("Zinedine")
    other.candidate(one, lambda services: services.messages.from_candidate(one, "Bonjour"))

    for address in (
        "/console/",
        "/console/candidates?q=Zine",
        "/console/candidates?waiting=1",
        "/console/tasks",
    ):
        page = await surfer.go(address)
        assert "Zinedine" not in page.text
        assert f"/candidates/{one}" not in page.html


async def test_a_task_is_done_with_one_button(surfer, centre):
    one = centre.register("Noé")
    centre.candidate(one, lambda services: services.messages.from_candidate(one, "Bonjour ?"))
    page = await surfer.go("/console/tasks")
    done = next(form["action"] for form in page.all("form") if form["action"].endswith("/done"))

    page = await surfer.send(done)

    assert "Noted: this task is done." in page.text
    assert "Nothing is waiting for you." in page.text
    assert centre.staff(lambda services: services.messages.tasks()) == []


async def test_another_bodys_task_cannot_be_done(surfer, centre, database, now):
    other = make_centre(database, now, name="Ailleurs")
    one = other.register("Zinedine")
    other.staff(lambda services: services.messages.ask_to_call(one, "unreachable"))
    task = other.staff(lambda services: services.messages.tasks())[0]
    await surfer.go("/console/tasks")

    page = await surfer.send(f"/console/tasks/{task.id}/done")

    assert page.status == 404
    assert len(other.staff(lambda services: services.messages.tasks())) == 1


def test_attention_counts_only_what_is_the_bodys_own(centre, database, now):
    other = make_centre(database, now, name="Ailleurs")
    one = other.register("Zinedine")
    other.candidate(one, lambda services: services.messages.from_candidate(one, "Bonjour"))

    waiting = centre.staff(lambda services: services.attention.of([one]))[one]

    assert (waiting.tasks, waiting.unread) == (0, 0)
    assert centre.staff(lambda services: services.attention.open_tasks()) == 0
    assert other.staff(lambda services: services.attention.of([one]))[one].unread == 1
