"""My file: where I stand, strong points first, and the next step."""

from datetime import datetime

from dialogues import menu
from dialogues.engine import Button, Document, Done, Flow, Place, Reply, Row, rows, screen
from locales import GAP, N_, NB_, NN_, Day, Moment, Text, line
from services import (
    Facts,
    Kind,
    Services,
    Stage,
    appointment_words,
    local_day,
    path_words,
    stage_of,
    training_words,
)

WRITE = Button(NB_("✉️ My adviser"), to="handover")
AS_TEXT = Button(NB_("As text"), to="path.summary_text")
SUMMARY = Button(NB_("My summary"), to="path.summary")


def show(place: Place, services: Services) -> Done:
    facts = services.dossiers.facts(place.candidate_id)
    stage = stage_of(facts)
    here = Reply(where(stage, facts, services.now), picture=path_words.path_picture(facts))
    if facts.initial is None:
        return Done((Reply(here.lines, _next_taps(stage), here.picture),))
    return Done((here, Reply(_domains(facts), _next_taps(stage), path_words.domains_picture(facts))))


def welcome_back(candidate_id: int, services: Services) -> tuple[Text, ...]:
    """For who comes back: nobody has to remember where they were."""
    facts = services.dossiers.facts(candidate_id)
    hello = line(N_("Hello {name}, it is good to see you."), name=facts.first_name)
    return hello, *where(stage_of(facts), facts, services.now)


def where(stage: Stage, facts: Facts, now: datetime) -> tuple[Text, ...]:
    """Where one stands, and what comes next, in two or three lines."""
    match stage:
        case Stage.DISCOVERING | Stage.DECLINED:
            return (
                line(N_("You are at the beginning.")),
                line(N_("The next step, if you like: an interview with an adviser.")),
                line(N_("You commit to nothing.")),
            )
        case Stage.INTERVIEW_BOOKED:
            booked = facts.booked(Kind.INTERVIEW)
            assert booked is not None
            if booked.ends_at <= now:
                return (
                    line(N_("Your interview was {when}."), when=appointment_words.moment(booked, facts)),
                    line(N_("Your adviser tells you what comes next.")),
                    line(N_("Could you not come? You can book another one.")),
                )
            return (
                line(N_("Your interview is booked.")),
                line(N_("It is {when}."), when=appointment_words.moment(booked, facts)),
            )
        case Stage.THINKING:
            return (
                line(N_("You had your interview.")),
                line(N_("You are thinking about it.")),
                line(N_("Take your time, you are free.")),
            )
        case Stage.DOSSIER_OPENED:
            return _before_the_assessment(facts)
        case _:
            return _after_the_assessment(stage, facts, now)


def _before_the_assessment(facts: Facts) -> tuple[Text, ...]:
    booked = facts.booked(Kind.ASSESSMENT)
    first = line(N_("Your file (dossier) is open."))
    if booked is None:
        return (
            first,
            line(N_("The next step: your assessment (évaluation).")),
            line(N_("Your centre gives you an appointment.")),
        )
    when = appointment_words.moment(booked, facts)
    return first, line(N_("The next step: your assessment (évaluation), {when}."), when=when)


def _after_the_assessment(stage: Stage, facts: Facts, now: datetime) -> tuple[Text, ...]:
    match stage:
        case Stage.ASSESSED:
            return (
                line(N_("Your assessment is done.")),
                line(N_("The next step, if you want: training.")),
                line(N_("Your adviser prepares it with you.")),
            )
        case Stage.IN_TRAINING:
            return line(N_("You are in training.")), *_next_session(facts, now)
        case Stage.COMPLETE if facts.jury is not None:
            # The jury has met. What it decided is told by a person first.
            return (
                line(N_("All 7 domains are acquired.")),
                line(N_("Your adviser talks with you about what comes next.")),
            )
        case Stage.COMPLETE:
            return (
                line(N_("All 7 domains are acquired.")),
                line(N_("The next step: a jury looks at your file.")),
                line(N_("Your adviser tells you more.")),
            )
        case Stage.BEFORE_THE_JURY if facts.jury and facts.jury.held_on < local_day(now, facts.zone):
            return (
                line(N_("The jury met on {day}."), day=Day(facts.jury.held_on)),
                line(N_("Afterwards, your adviser or I tell you.")),
            )
        case Stage.BEFORE_THE_JURY:
            assert facts.jury is not None
            return (
                line(N_("Your file (dossier) goes to the jury.")),
                line(N_("The jury meets on {day}."), day=Day(facts.jury.held_on)),
                line(N_("The jury decides.")),
            )
        case _:
            return (
                line(N_("🎉 You have the CléA certificate.")),
                line(N_("It is recognised in all trades, all over France.")),
            )


def _next_session(facts: Facts, now: datetime) -> tuple[Text, ...]:
    upcoming = facts.sessions_from(now)
    if not upcoming:
        return (line(N_("Your adviser prepares what comes next with you.")),)
    first = upcoming[0]
    return (line(N_("Next session: {when}."), when=Moment(first.starts_at, facts.zone)),)


def _domains(facts: Facts) -> tuple[Text, ...]:
    lines: list[Text] = []
    if facts.acquired:
        number = len(facts.acquired)
        strong = Text(*NN_("You have {n} strong point:", "You have {n} strong points:"), n=number)
        lines += [
            strong.given(n=number),
            line("{names}", names=path_words.names_of(facts.acquired, "✅")),
        ]
    if facts.to_develop:
        lines += [
            GAP,
            line(N_("To work on:")),
            line("{names}", names=path_words.names_of(facts.to_develop, "🌱")),
        ]
        lines += training_words.growing_lines(facts)
        if facts.finish_by:
            until = Day(facts.finish_by, with_year=True)
            lines += [GAP, line(N_("You have until {day} to finish."), day=until)]
    return tuple(lines)


def _next_taps(stage: Stage) -> tuple[Row, ...]:
    match stage:
        case Stage.DISCOVERING | Stage.DECLINED:
            return rows(menu.BOOK, menu.DISCOVER, menu.BACK)
        case Stage.INTERVIEW_BOOKED:
            return rows(Button(NB_("My appointment"), to="appointment.show"), menu.BACK)
        case Stage.THINKING:
            return rows(Button(NB_("Yes, I go on"), "yes", to="thinking.answer"), WRITE, menu.BACK)
        case Stage.CERTIFIED:
            return rows(Button(NB_("And now?"), "after", to="discover.page"), SUMMARY, WRITE, menu.BACK)
        case Stage.IN_TRAINING:
            return rows(menu.NEXT_SESSION, menu.TIMETABLE, SUMMARY, WRITE, menu.BACK)
        case _:
            return rows(menu.TIMETABLE, SUMMARY, WRITE, menu.BACK)


def show_summary(place: Place, services: Services) -> Done:
    """The file on paper, in the candidate's language and in French, to keep or to show."""
    paper = services.documents.summary(place.candidate_id)
    lines = (
        line(N_("Here is your summary.")),
        line(N_("It is for you: your centre gives the official papers.")),
    )
    document = Document(paper.name, paper.media_type, paper.content)
    return Done((Reply(lines, rows(AS_TEXT, menu.FILE, menu.BACK), document=document),))


def show_summary_text(place: Place, services: Services) -> Done:
    paper = services.documents.summary_text(place.candidate_id)
    document = Document(paper.name, paper.media_type, paper.content)
    lines = (line(N_("Here is your summary.")),)
    return Done((Reply(lines, rows(menu.FILE, menu.BACK), document=document),))


PATH = Flow(
    {
        "show": screen(show),
        "summary": screen(show_summary),
        "summary_text": screen(show_summary_text),
    },
    needs_candidate=True,
)
