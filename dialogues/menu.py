"""The menu: the few next taps that make sense for whoever is here."""

from dialogues.engine import Button, Done, Flow, Place, Reply, Row, Who, rows, screen
from locales import N_, NB_, NS_, Text, line
from services import Actor, ActorKind, Services, Stage

DISCOVER = Button(NB_("What is CléA?"), to="discover")
BOOK = Button(NB_("Book my interview"), to="booking")
FILE = Button(NB_("My file"), to="path")
TIMETABLE = Button(NB_("My timetable"), to="timetable")
NEXT_SESSION = Button(NB_("My next session"), to="timetable.next")
PERSON = Button(NB_("Talk to someone"), to="handover")
BACK = Button(NB_("Menu"), to="menu")
CONSOLE = Button(NS_("Open the console"), to="staff.console")
INBOX = Button(NS_("Who waits for me?"), to="inbox.show")
AGENDA = Button(NS_("My day"), to="agenda.show")
TASKS = Button(NS_("My tasks"), to="tasks.show")
TRAINEES = Button(NS_("My trainees"), to="trainers")
HELP = Button(NB_("Help"), to="help")


STAFF = (*rows(INBOX, AGENDA, TASKS, TRAINEES, per_row=2), (CONSOLE,))


def buttons(who: Who, services: Services) -> tuple[Row, ...]:
    if who.staff_id is not None:
        return STAFF
    if who.candidate_id is None:
        return rows(DISCOVER, BOOK, PERSON)
    own = services.acting_as(Actor(ActorKind.CANDIDATE, who.candidate_id))
    stage = own.dossiers.stage(who.candidate_id)
    if stage in (Stage.DISCOVERING, Stage.DECLINED):
        return rows(DISCOVER, BOOK, FILE, PERSON)
    if stage is Stage.IN_TRAINING:
        return rows(NEXT_SESSION, FILE, TIMETABLE, DISCOVER, PERSON)
    return rows(FILE, TIMETABLE, DISCOVER, PERSON)


def reply(who: Who, services: Services, *lines: Text) -> Reply:
    return Reply(lines, buttons(who, services))


def show(place: Place, services: Services) -> Done:
    return Done((reply(place.who, services, line(N_("What would you like to do?"))),))


MENU = Flow({"show": screen(show)})
