"""How to take every route of the console: an address of one's own body, and what a form of it holds.

A route that is not here fails the walk (test_walk.py), and so does one of here that does not exist.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from services.dossiers.domains import Domain
from services.dossiers.kinds import Outcome
from services.dossiers.service import Aim
from services.jury.models import Decision
from services.messages.broadcasts import Audience
from services.messages.models import TaskKind
from services.notices.models import NoticeState
from services.questions.models import TopicId
from services.referrers.models import ReferrerKind
from services.scheduling.models import Kind, Mode
from services.staff.models import Role
from services.staff.service import SESSION_ID_LENGTH, hashed
from services.training.lessons import PlannedSession
from services.training.models import Progress
from tests.services.console import juries
from tests.services.console.centre import Centre


@dataclass
class Step:
    """`address` and `form` of a route, made for a centre; what is in the address belongs to it."""

    address: Callable[["Made"], str]
    form: Callable[["Made"], dict[str, str]] = field(default=lambda _made: {})
    form_page: bool = False
    """A page that a form leads to, and stays there."""
    stays: bool = False
    """Its answer does not end by itself."""
    page: bool = False
    """A page to look at, with a heading: axe-core looks at it too."""
    also: Callable[["Made"], str] | None = None
    """Another address of the same route, whose page looks otherwise."""


@dataclass
class Made:
    """A centre with one of everything that an address may name."""

    centre: Centre
    candidate: int
    message: int
    later: int
    notice: int
    task: int
    referrer: int
    appointment: int
    opening: int
    exception: int
    absence: int
    free: datetime
    template: int
    broadcast: int
    opened: int
    trained: int
    session: int
    check: int
    to_come: int
    group: int
    group_session: int
    undone: int
    waiting: int
    deed: int
    invitation: str
    colleague: int
    complete: int
    jury: int
    going: int
    taken_out: int
    published: int
    not_yet: int
    to_publish: int
    session_of_role: str = "0" * SESSION_ID_LENGTH
    """A browser of whoever walks."""

    def fresh_template(self) -> int:
        """One that may go."""
        row = self.centre.staff(lambda s: s.templates.save(None, "Zinedine part", {"fr": "Au revoir"}))
        return row.id

    def fresh_question(self) -> int:
        """One that nobody has looked at."""
        self.centre.system(lambda services: services.questions.keep(self.candidate, "Zinedine demande"))
        return self.centre.staff(lambda services: services.questions.unanswered()[-1].id) or 0

    def fresh_phrase(self) -> int:
        question = self.fresh_question()
        return self.centre.coordinate(lambda s: s.questions.attach(question, TopicId.COST).id) or 0

    def look_at(self, jury: int) -> str:
        return self.centre.coordinate(lambda services: services.jury.publication(jury)).fingerprint

    def recipients(self) -> int:
        return self.centre.staff(lambda services: services.broadcasts.reach(Audience())).recipients


def made_for(centre: Centre) -> Made:
    """A candidate of whom there is everything."""
    one = centre.register("Zinedine", days_ago=9, seen_days_ago=1)
    centre.outcome(one, Outcome.THINKING, 3)
    photo = {"kind": "photo", "file_id": "photo-1"}
    centre.candidate(one, lambda services: services.messages.from_candidate(one, "Bonjour", photo))
    centre.staff(lambda services: services.messages.to_candidate(one, "Bonjour Zinedine"))
    centre.end_notices(one, NoticeState.UNKNOWN, "no_answer", rule="message")
    centre.staff(lambda services: services.messages.ask_to_call(one, "silent"))
    tomorrow = centre.now + timedelta(days=1)
    later = centre.staff(lambda services: services.messages.to_candidate(one, "Bonjour demain", tomorrow))
    for said in ("Zinedine demande koi", "Zinedine veut savoir"):
        centre.candidate(one, lambda services, said=said: services.questions.keep(one, said))
    asked = centre.staff(lambda services: services.questions.unanswered())[0].id or 0
    centre.coordinate(lambda services: services.questions.attach(asked, TopicId.COST))
    notice = centre.staff(lambda services: services.notices.past_of(one))[0]
    tasks = centre.staff(lambda services: services.messages.tasks())
    opened, undone, waiting = (centre.register(f"Zinedine {letter}.", days_ago=9) for letter in "OUW")
    centre.outcome(opened, Outcome.DOSSIER_OPENED, 3)
    trained, session = _trained(centre)
    group, group_session = _group(centre, trained)
    code = centre.coordinate(lambda s: s.staff.invite(centre.body_id, Role.TRAINER, note="Zinedine"))
    jury, going = juries.planned(centre, "Zinedine J.", Decision.CERTIFIED)
    published, not_yet = juries.published(centre, "Zinedine N.", Decision.NOT_YET)
    return Made(
        complete=juries.complete(centre, "Zinedine C."),
        jury=jury,
        going=going,
        taken_out=juries.joined(centre, jury, "Zinedine X."),
        published=published,
        not_yet=not_yet,
        to_publish=juries.planned(centre, "Zinedine P.", Decision.CERTIFIED)[0],
        invitation=hashed(code)[:SESSION_ID_LENGTH],
        colleague=centre.system(
            lambda s: s.staff.add_staff(centre.body_id, "Zinedine", "N.", Role.ADVISER)
        ).id,
        opened=opened,
        undone=undone,
        waiting=waiting,
        deed=centre.staff(lambda s: s.deeds.record_outcome(undone, Outcome.DOSSIER_OPENED)),
        trained=trained,
        session=session,
        check=_checked(centre, trained),
        to_come=_planned(centre, trained),
        group=group,
        group_session=group_session,
        centre=centre,
        candidate=one,
        message=centre.staff(lambda services: services.messages.thread(one))[0].id,
        later=later.id,
        notice=notice.id,
        task=next(task.id for task in tasks if task.kind is TaskKind.CALL) or 0,
        appointment=centre.staff(
            lambda s: s.scheduling.book(
                one,
                kind=Kind.INTERVIEW,
                site_id=centre.site_id,
                staff_id=centre.adviser_id,
                starts_at=_free(centre, Kind.INTERVIEW, 1),
                mode=Mode.CENTRE,
            )
        ).id,
        free=_free(centre, Kind.ASSESSMENT, 3),
        opening=centre.staff(lambda s: s.desk.openings(centre.adviser_id))[0].id or 0,
        exception=centre.staff(
            lambda s: s.desk.except_on(
                staff_id=centre.adviser_id,
                site_id=centre.site_id,
                on_date=centre.now.date() + timedelta(days=9),
            )
        ).id
        or 0,
        absence=centre.staff(
            lambda s: s.desk.add_absence(
                staff_id=centre.adviser_id,
                starts_at=centre.now + timedelta(days=20),
                ends_at=centre.now + timedelta(days=21),
            )
        ).id
        or 0,
        template=centre.staff(lambda s: s.templates.save(None, "Zinedine", {"fr": "Bonjour {prénom}"})).id,
        broadcast=centre.staff(lambda s: s.broadcasts.send({"": "À tous, Zinedine"}, Audience())).id,
        referrer=centre.coordinate(lambda s: s.referrers.add(ReferrerKind.OPCO, "Opco Zinedine")).id,
    )


def _trained(centre: Centre) -> tuple[int, int]:
    """A candidate in training, and the number of a session of theirs that is over."""
    one = centre.register("Zinedine T.", days_ago=40)
    centre.outcome(one, Outcome.DOSSIER_OPENED, 30)
    centre.assess(one, tuple(domain for domain in Domain if domain is not Domain.D2), 20)
    aims = [Aim(Domain.D2, centre.now.date() + timedelta(days=30))]
    centre.staff(lambda s: s.dossiers.set_training_plan(one, aims), 15)
    begins = centre.now - timedelta(days=1)
    planned = [PlannedSession(Domain.D2, begins, begins + timedelta(hours=2), "Salle 3")]
    return one, centre.staff(lambda s: s.training.plan_sessions(one, planned), 10)[0].id


def _checked(centre: Centre, trained: int) -> int:
    """A check of theirs by the trainer."""
    day = centre.now.date()
    row = centre.staff(lambda s: s.training.record_check(trained, Domain.D2, day, Progress.STARTED), 0.5)
    return row.id or 0


LESSON = "domaine;date;début;fin;lieu\nD2;09/02/2027;9h;12h;Salle 3"


def _lesson(centre: Centre, days: int) -> list[PlannedSession]:
    begins = centre.now + timedelta(days=days)
    return [PlannedSession(Domain.D2, begins, begins + timedelta(hours=3), "Salle 3", centre.trainer_id)]


def _planned(centre: Centre, trained: int) -> int:
    """A session of theirs that is to come."""
    return centre.staff(lambda s: s.training.plan_sessions(trained, _lesson(centre, 8)))[0].id


def _group(centre: Centre, trained: int) -> tuple[int, int]:
    """A group with that candidate in it, and a session of it to come."""
    name = f"Zinedine et les autres, {trained}"
    one = centre.staff(lambda s: s.groups.create(name)).id
    centre.staff(lambda s: s.groups.join(one, trained))
    return one, centre.staff(lambda s: s.groups.add(one, _lesson(centre, 9)))[0].id or 0


def _weekly(_made: "Made") -> dict[str, str]:
    when = {"first_on": "2027-03-02", "from": "09:00", "to": "12:00", "count": "3"}
    return {"domain": "D2", "place": "Salle 3", **when}


def _other_time(_made: "Made") -> dict[str, str]:
    return {"on": "2027-03-04", "from": "10:00", "to": "13:00", "place": "Salle 4", "do": "move"}


def _file(_made: "Made") -> dict[str, str]:
    return {"content": b64encode(LESSON.encode()).decode(), "do": "look"}


def _of_group(rest: str = "") -> Callable[["Made"], str]:
    return lambda made: f"/training/{made.group}{rest}"


def _of_timetable(rest: str = "") -> Callable[["Made"], str]:
    return lambda made: f"/candidates/{made.trained}/timetable{rest}"


def _free(centre: Centre, kind: Kind, days: int) -> datetime:
    """A free time of the adviser's, so many days from now at the soonest."""
    since = centre.now + timedelta(days=days)
    return centre.staff(lambda s: s.scheduling.slots(kind, since=since, limit=1))[0].starts_at


def _one(rest: str = "") -> Callable[[Made], str]:
    return lambda made: f"/candidates/{made.candidate}{rest}"


def _wish(made: Made) -> dict[str, str]:
    """Another appointment for the candidate, on an hour that is free."""
    who = {"candidate": made.candidate, "adviser": made.centre.adviser_id, "site": made.centre.site_id}
    at = made.free.astimezone(ZoneInfo("Europe/Paris"))
    when = {"kind": "assessment", "on": at.date(), "at": f"{at:%H:%M}", "minutes": "60", "mode": "centre"}
    return {name: str(value) for name, value in (who | when).items()}


def _hours(made: Made) -> dict[str, str]:
    who = {"adviser": str(made.centre.adviser_id), "site": str(made.centre.site_id), "kind": "interview"}
    return {**who, "weekday": "5", "from": "09:00", "to": "12:00", "mode": "centre"}


def _away(made: Made) -> dict[str, str]:
    return {"adviser": str(made.centre.adviser_id), "from": "2027-03-01", "to": "2027-03-05"}


def _of_thread(rest: str = "") -> Callable[[Made], str]:
    return lambda made: f"/messages/{made.candidate}{rest}"


def _jury(rest: str = "") -> Callable[[Made], str]:
    return lambda made: f"/juries/{made.jury}{rest}"


def _at(address: str) -> Callable[[Made], str]:
    return lambda _made: address


STEPS = {
    "sign_in": Step(_at("/sign-in")),
    "sign_in_link": Step(_at("/sign-in/x"), page=True),
    "sign_in_use": Step(_at("/sign-in/x")),
    "sign_out": Step(_at("/sign-out")),
    "static": Step(_at("/static/x.css")),
    "front_door": Step(_at("")),
    "today": Step(_at("/"), page=True),
    "events": Step(lambda made: f"/events?watch=file:{made.candidate}", stays=True),
    "tasks": Step(_at("/tasks"), page=True),
    "task_done": Step(lambda made: f"/tasks/{made.task}/done"),
    "candidates": Step(_at("/candidates"), page=True),
    "candidate": Step(_one(), page=True, also=lambda made: f"/candidates/{made.not_yet}"),
    "corrections": Step(lambda made: f"/candidates/{made.trained}/corrections", page=True),
    "correct": Step(
        lambda made: f"/candidates/{made.trained}/corrections",
        lambda made: {
            "fact": "progress_check",
            "id": str(made.check),
            "state": "going_well",
            "reason": "Mauvaise ligne",
        },
    ),
    "training": Step(_at("/training"), page=True),
    "group_add": Step(_at("/training"), lambda made: {"name": f"Groupe {made.group}"}),
    "timetable_template": Step(_at("/training/planning.csv")),
    "group": Step(_of_group(), page=True),
    "group_join": Step(_of_group("/members"), lambda made: {"candidate": str(made.trained)}),
    "group_leave": Step(lambda made: f"/training/{made.group}/members/{made.trained}/leave"),
    "group_plan": Step(_of_group("/sessions"), _weekly),
    "group_session": Step(lambda made: f"/training/{made.group}/sessions/{made.group_session}", _other_time),
    "group_import": Step(_of_group("/import"), _file, form_page=True),
    "group_csv": Step(_of_group("/planning.csv")),
    "group_ics": Step(_of_group("/planning.ics")),
    "timetable": Step(_of_timetable(), page=True),
    "timetable_plan": Step(_of_timetable("/sessions"), _weekly),
    "timetable_session": Step(
        lambda made: f"/candidates/{made.trained}/timetable/sessions/{made.to_come}", _other_time
    ),
    "timetable_import": Step(_of_timetable("/import"), _file, form_page=True),
    "timetable_csv": Step(_of_timetable("/planning.csv")),
    "timetable_ics": Step(_of_timetable("/planning.ics")),
    "decision_told": Step(_one("/decision/told")),
    "summary_pdf": Step(_one("/summary.pdf")),
    "summary_text": Step(_one("/summary.txt")),
    "candidate_audit": Step(_one("/audit.csv")),
    "messages": Step(_at("/messages"), page=True),
    "thread": Step(_of_thread(), page=True),
    "thread_assign": Step(_of_thread("/assign"), lambda made: {"staff": str(made.centre.trainer_id)}),
    "thread_close": Step(_of_thread("/close")),
    "thread_reopen": Step(_of_thread("/reopen")),
    "message_send": Step(_one("/messages"), lambda _: {"text": "Bonjour"}),
    "message_hints": Step(_one("/messages/hints"), lambda _: {"text": "Bonjour"}),
    "message_take_back": Step(lambda made: f"/candidates/{made.candidate}/messages/{made.later}/take-back"),
    "message_file": Step(lambda made: f"/candidates/{made.candidate}/messages/{made.message}/file"),
    "record_outcome": Step(
        lambda made: f"/candidates/{made.waiting}/outcome", lambda _: {"outcome": "thinking"}
    ),
    "record_assessment": Step(
        lambda made: f"/candidates/{made.opened}/assessment",
        lambda made: {
            "kind": "initial",
            "held_on": made.centre.now.date().isoformat(),
            **dict.fromkeys(Domain, "acquired"),
        },
    ),
    "record_plan": Step(
        lambda made: f"/candidates/{made.trained}/plan", lambda _: {"aim_D2": "yes", "due_D2": "2027-05-31"}
    ),
    "record_attestation": Step(
        lambda made: f"/candidates/{made.trained}/attestation", lambda _: {"held_on": "2027-01-04"}
    ),
    "record_check": Step(
        lambda made: f"/candidates/{made.trained}/check", lambda _: {"domain": "D2", "state": "started"}
    ),
    "record_attendance": Step(
        lambda made: f"/candidates/{made.trained}/sessions/{made.session}/attendance",
        lambda _: {"came": "yes"},
    ),
    "deed_undo": Step(lambda made: f"/candidates/{made.undone}/deeds/{made.deed}/undo"),
    "notice_resend": Step(lambda made: f"/candidates/{made.candidate}/notices/{made.notice}/resend"),
    "agenda": Step(lambda made: f"/agenda?adviser={made.centre.adviser_id}", page=True),
    "book": Step(lambda made: f"/agenda/book?{urlencode(_wish(made) | {'at': '19:15'})}", page=True),
    "book_by_hand": Step(_at("/agenda/book"), _wish),
    "appointment": Step(lambda made: f"/appointments/{made.appointment}", page=True),
    "appointment_cancel": Step(
        lambda made: f"/appointments/{made.appointment}/cancel", lambda _: {"reason": "Malade"}
    ),
    "openings": Step(lambda made: f"/agenda/openings?adviser={made.centre.adviser_id}", page=True),
    "opening_add": Step(_at("/agenda/openings"), _hours),
    "opening_change": Step(
        lambda made: f"/agenda/openings/{made.opening}", lambda _: {"from": "09:00", "to": "16:00"}
    ),
    "opening_remove": Step(lambda made: f"/agenda/openings/{made.opening}/remove"),
    "exception_add": Step(_at("/agenda/exceptions"), lambda made: {**_hours(made), "on": "2027-02-02"}),
    "exception_remove": Step(lambda made: f"/agenda/exceptions/{made.exception}/remove"),
    "languages_set": Step(
        lambda made: f"/agenda/advisers/{made.centre.adviser_id}/languages", lambda _: {"language": "ar"}
    ),
    "absences": Step(
        lambda made: f"/agenda/absences?adviser={made.centre.adviser_id}&from=2027-01-05", page=True
    ),
    "absence_add": Step(_at("/agenda/absences"), _away),
    "absence_remove": Step(lambda made: f"/agenda/absences/{made.absence}/remove"),
    "templates": Step(_at("/templates"), page=True),
    "template_add": Step(_at("/templates"), lambda _: {"title": "Adresse", "text_fr": "Bonjour"}),
    "template_edit": Step(lambda made: f"/templates/{made.template}", page=True),
    "template_save": Step(
        lambda made: f"/templates/{made.template}", lambda _: {"title": "Zinedine", "text_fr": "Bonjour"}
    ),
    "template_delete": Step(lambda made: f"/templates/{made.fresh_template()}/delete"),
    "text_hints": Step(_at("/hints"), lambda _: {"text": "Bonjour", "locale": "fr"}),
    "broadcasts": Step(_at("/broadcasts"), page=True),
    "broadcast_new": Step(_at("/broadcasts/new"), page=True),
    "broadcast_preview": Step(_at("/broadcasts/new"), lambda _: {"text_fr": "Bonjour"}, form_page=True),
    "broadcast_send": Step(
        _at("/broadcasts"),
        lambda made: {"text_fr": "Bonjour", "expected": str(made.recipients())},
    ),
    "broadcast": Step(lambda made: f"/broadcasts/{made.broadcast}", page=True),
    "broadcast_stop": Step(lambda made: f"/broadcasts/{made.broadcast}/stop"),
    "juries": Step(_at("/juries"), page=True),
    "jury_delay_set": Step(_at("/juries/delay"), lambda _: {"days": "5"}),
    "jury_new": Step(_at("/juries/new"), page=True),
    "jury_create": Step(_at("/juries/new"), lambda _: {"held_on": "2027-03-01"}),
    "jury": Step(_jury(), page=True, also=lambda made: f"/juries/{made.published}"),
    "jury_edit": Step(_jury("/edit"), page=True),
    "jury_change": Step(_jury("/edit"), lambda _: {"held_on": "2027-03-01", "do": "more"}),
    "jury_files": Step(_jury("/files"), page=True),
    "jury_attach": Step(_jury("/files"), lambda made: {"candidate": str(made.complete)}),
    "jury_detach": Step(lambda made: f"/juries/{made.jury}/files/{made.taken_out}/detach"),
    "jury_list_pdf": Step(_jury("/list.pdf")),
    "jury_list_csv": Step(_jury("/list.csv")),
    "jury_decide": Step(_jury("/decisions"), lambda made: {f"decision_{made.going}": "certified"}),
    "jury_look": Step(_jury("/publish"), page=True),
    "jury_publish": Step(
        lambda made: f"/juries/{made.to_publish}/publish",
        lambda made: {"seen": made.look_at(made.to_publish)},
    ),
    "jury_tell": Step(lambda made: f"/juries/{made.published}/files/{made.not_yet}/tell"),
    "jury_anew": Step(lambda made: f"/juries/{made.published}/files/{made.not_yet}/decision", page=True),
    "jury_correct": Step(
        lambda made: f"/juries/{made.published}/files/{made.not_yet}/decision",
        lambda _: {"decision": "certified", "reason": "Erreur"},
    ),
    "figures": Step(lambda made: f"/figures?site={made.centre.site_id}", page=True),
    "figures_file": Step(lambda made: f"/figures/path.csv?site={made.centre.site_id}"),
    "questions": Step(_at("/questions"), page=True),
    "question_attach": Step(
        lambda made: f"/questions/{made.fresh_question()}/attach", lambda _: {"topic": "cost"}
    ),
    "question_let_go": Step(lambda made: f"/questions/{made.fresh_question()}/let-go"),
    "phrase_detach": Step(lambda made: f"/phrases/{made.fresh_phrase()}/detach"),
    "team": Step(_at("/team"), page=True),
    "invite": Step(_at("/team/invitations"), lambda _: {"role": "adviser", "note": "Sami"}),
    "invitation_revoke": Step(lambda made: f"/team/invitations/{made.invitation}/revoke"),
    "let_go": Step(lambda made: f"/team/{made.colleague}/leave"),
    "session_revoke": Step(lambda made: f"/sessions/{made.session_of_role}/revoke"),
    "digest_set": Step(_at("/settings/digest"), lambda _: {"wanted": "yes"}),
    "new_phone": Step(_one("/new-phone"), lambda _: {"verified": "in_person"}),
    "referrers": Step(_at("/referrers"), page=True),
    "referrer_add": Step(_at("/referrers"), lambda _: {"kind": "opco", "name": "Opco"}),
    "referrer_close": Step(lambda made: f"/referrers/{made.referrer}/close"),
    "poster_svg": Step(lambda made: f"/referrers/{made.referrer}/poster.svg"),
    "poster_png": Step(lambda made: f"/referrers/{made.referrer}/poster.png"),
}
