"""What is to be done, in Telegram: a few tasks at a time, each done with one tap and taken back with another."""

from dialogues import menu
from dialogues.decisions import look_button
from dialogues.engine import Button, Done, Event, Flow, Place, Reply, Scene, rows, screen
from dialogues.staff import acting, number_in, speaker
from locales import NS_, Text, line
from services import NotFound, Role, Services, Task, TaskKind

PAGE = 6


def show(place: Place, services: Services) -> Done:
    return _page(place, services, 0)


def take_page(place: Place, event: Event, services: Services) -> Done:
    return _page(place, services, number_in(event.value) or 0)


def _page(place: Place, services: Services, after: int) -> Done:
    member = speaker(place, services)
    whose = None if member.role is Role.COORDINATOR else member.id
    found = acting(place, services).day.tasks(whose, after=after, limit=PAGE + 1)
    if not found and after:
        return _page(place, services, 0)
    if not found:
        return Done((Reply((line(NS_("Nothing is waiting for you.")),), menu.STAFF),))
    shown = found[:PAGE]
    lines = [line(NS_("What is to be done:"))]
    lines += [
        line("{n}. {task}", n=n, task=_sentence(one, place, services)) for n, one in enumerate(shown, start=1)
    ]
    lines.append(line(NS_("Tap ✓ and the number of what is done.")))
    done = [_button(one, n) for n, one in enumerate(shown, start=1)]
    more = [Button(NS_("After ▶"), f"{shown[-1].id}", "tasks.page")] if len(found) > PAGE else []
    return Done((Reply(tuple(lines), (*rows(*done, per_row=3), *rows(*more), (menu.CONSOLE, menu.BACK))),))


def _button(task: Task, n: int) -> Button:
    """What is to be told in person is shown first; saying that they have talked does the task."""
    if task.kind is TaskKind.TELL_DECISION:
        return look_button(task, n)
    return Button(line("✓ {n}", n=n), f"{task.id}", "tasks.done")


def take_done(place: Place, event: Event, services: Services) -> Done:
    try:
        task = acting(place, services).messages.finish_task(number_in(event.value) or 0)
    except NotFound:
        return show(place, services)
    said = line(NS_("Done: {task}"), task=_sentence(task, place, services))
    undo = Button(NS_("It is not done"), f"{task.id}", "tasks.again")
    return Done((Reply((said,), rows(undo, menu.TASKS)),))


def take_again(place: Place, event: Event, services: Services) -> Done:
    try:
        acting(place, services).messages.reopen_task(number_in(event.value) or 0)
    except NotFound:
        return show(place, services)
    return Done((Reply((line(NS_("It is on the list again.")),), rows(menu.TASKS, menu.BACK)),))


def _sentence(task: Task, place: Place, services: Services) -> Text:
    own = acting(place, services)
    try:
        name = own.candidates.candidate(task.candidate_id).first_name if task.candidate_id else ""
    except NotFound:
        name = ""
    return line("{task} {name}", task=line(own.messages.task_sentence(task.kind)), name=name)


TASKS = Flow(
    {
        "show": screen(show),
        "page": Scene(show, take_page, anytime=True),
        "done": Scene(show, take_done, anytime=True),
        "again": Scene(show, take_again, anytime=True),
    },
    needs_staff=True,
)
