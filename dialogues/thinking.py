"""After the interview, for who wanted to think it over: go on, later, or no. All three are fine."""

from dialogues import menu
from dialogues.engine import Button, Done, Event, Flow, Place, Reply, Scene, rows
from dialogues.path import show
from locales import N_, NB_, line
from services import NobodyThere, Services

QUESTION = Button(NB_("I have a question"), to="handover")


def take_answer(place: Place, event: Event, services: Services) -> Done:
    match event.value:
        case "yes":
            return _goes_on(place, services)
        case "no":
            goodbye = (
                line(N_("All right, thank you for telling me.")),
                line(N_("I do not ask again.")),
                line(N_("If you change your mind, I am here.")),
            )
            services.dossiers.leave_in_peace(place.candidate_id)
            return Done((Reply(goodbye, rows(menu.BACK)),))
        case _:
            lines = (line(N_("Take your time, you are free.")), line(N_("You can ask me anything.")))
            return Done((Reply(lines, rows(QUESTION, menu.DISCOVER, menu.BACK)),))


def _goes_on(place: Place, services: Services) -> Done:
    try:
        services.messages.ask_to_call(place.candidate_id, "wants_to_go_on")
    except NobodyThere:
        return Done((Reply((line(N_("The next step: an interview with an adviser.")),), rows(menu.BOOK)),))
    services.dossiers.wants_to_go_on(place.candidate_id)
    lines = (
        line(N_("Thank you, I tell your adviser.")),
        line(N_("Your adviser contacts you to open your file (dossier).")),
    )
    return Done((Reply(lines, rows(menu.FILE, QUESTION, menu.BACK)),))


THINKING = Flow({"answer": Scene(show, take_answer, anytime=True)}, needs_candidate=True)
