"""Every route of the console, with the roles that may take it. A test walks over all of them.

A route that is not in this table does not exist; one without roles is for whoever has no session yet.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from services.console import (
    absences_page,
    agenda,
    appointment_page,
    assets,
    broadcast_pages,
    by_hand_page,
    candidate_file,
    candidate_list,
    composing,
    correcting,
    events,
    figures_page,
    groups_page,
    inbox,
    juries,
    jury_files,
    jury_page,
    jury_publication,
    openings_page,
    papers,
    question_list,
    recording,
    referrer_list,
    sign_in,
    task_list,
    team,
    telling,
    template_list,
    timetable_page,
    today,
)
from services.staff.models import Role

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ALL = frozenset(Role)
ADVISING = frozenset({Role.ADVISER, Role.COORDINATOR})
COORDINATING = frozenset({Role.COORDINATOR})
STRANGERS: frozenset[Role] = frozenset()
"""No session is asked for."""

ID = "[0-9]{1,18}"

ONE = f"/candidates/{{id:{ID}}}"
ADVISER = f"/agenda/advisers/{{id:{ID}}}"
EXCEPTION = f"/agenda/exceptions/{{id:{ID}}}"
GROUP = f"/training/{{group:{ID}}}"
TIMETABLE = f"{ONE}/timetable"
JURY = f"/juries/{{id:{ID}}}"
JURY_FILE = f"{JURY}/files/{{candidate:{ID}}}"
APPOINTMENT = f"/appointments/{{id:{ID}}}"


@dataclass(frozen=True, slots=True)
class Route:
    """A way into the console: its name, and who may take it."""

    name: str
    method: str
    path: str
    handler: Handler
    roles: frozenset[Role] = ALL
    takes_files: bool = False
    """A form of it may be as large as a photo."""

    @property
    def is_open(self) -> bool:
        return not self.roles


ROUTES = (
    # Coming in
    Route("sign_in", "GET", "/sign-in", sign_in.explain, STRANGERS),
    Route("sign_in_link", "GET", "/sign-in/{token}", sign_in.show_button, STRANGERS),
    Route("sign_in_use", "POST", "/sign-in/{token}", sign_in.use_link, STRANGERS),
    Route("sign_out", "POST", "/sign-out", sign_in.leave),
    Route("static", "GET", "/static/{name}", assets.send, STRANGERS),
    # Today
    Route("front_door", "GET", "", today.from_the_front_door),
    Route("today", "GET", "/", today.show),
    Route("tasks", "GET", "/tasks", task_list.show),
    Route("task_done", "POST", f"/tasks/{{id:{ID}}}/done", task_list.finish),
    Route("events", "GET", "/events", events.stream),
    # Candidates
    Route("candidates", "GET", "/candidates", candidate_list.show),
    Route("candidate", "GET", ONE, candidate_file.show),
    Route("record_outcome", "POST", f"{ONE}/outcome", recording.outcome, ADVISING),
    Route("record_assessment", "POST", f"{ONE}/assessment", recording.assessment, ADVISING),
    Route("record_plan", "POST", f"{ONE}/plan", recording.plan, ADVISING),
    Route("record_attestation", "POST", f"{ONE}/attestation", recording.attestation, ADVISING),
    Route("record_check", "POST", f"{ONE}/check", recording.check),
    Route("record_attendance", "POST", f"{ONE}/sessions/{{session:{ID}}}/attendance", recording.attendance),
    Route("deed_undo", "POST", f"{ONE}/deeds/{{deed:{ID}}}/undo", recording.undo),
    Route("corrections", "GET", f"{ONE}/corrections", correcting.show),
    Route("correct", "POST", f"{ONE}/corrections", correcting.correct),
    Route("decision_told", "POST", f"{ONE}/decision/told", telling.told, ADVISING),
    Route("summary_pdf", "GET", f"{ONE}/summary.pdf", papers.summary_pdf),
    Route("summary_text", "GET", f"{ONE}/summary.txt", papers.summary_text),
    Route("candidate_audit", "GET", f"{ONE}/audit.csv", papers.audit),
    Route("notice_resend", "POST", f"{ONE}/notices/{{notice:{ID}}}/resend", candidate_file.resend),
    # Agenda
    Route("agenda", "GET", "/agenda", agenda.show),
    Route("book", "GET", "/agenda/book", by_hand_page.show, ADVISING),
    Route("book_by_hand", "POST", "/agenda/book", by_hand_page.book, ADVISING),
    Route("appointment", "GET", APPOINTMENT, appointment_page.show),
    Route("appointment_cancel", "POST", f"{APPOINTMENT}/cancel", appointment_page.cancel, ADVISING),
    Route("openings", "GET", "/agenda/openings", openings_page.show),
    Route("opening_add", "POST", "/agenda/openings", openings_page.add, ADVISING),
    Route("opening_change", "POST", f"/agenda/openings/{{id:{ID}}}", openings_page.change, ADVISING),
    Route("opening_remove", "POST", f"/agenda/openings/{{id:{ID}}}/remove", openings_page.remove, ADVISING),
    Route("exception_add", "POST", "/agenda/exceptions", openings_page.add_exception, ADVISING),
    Route(
        "exception_remove",
        "POST",
        f"/agenda/exceptions/{{id:{ID}}}/remove",
        openings_page.remove_exception,
        ADVISING,
    ),
    Route(
        "languages_set",
        "POST",
        f"/agenda/advisers/{{id:{ID}}}/languages",
        openings_page.set_languages,
        ADVISING,
    ),
    Route("absences", "GET", "/agenda/absences", absences_page.show),
    Route("absence_add", "POST", "/agenda/absences", absences_page.add, ADVISING),
    Route("absence_remove", "POST", f"/agenda/absences/{{id:{ID}}}/remove", absences_page.remove, ADVISING),
    # Training
    Route("training", "GET", "/training", groups_page.show),
    Route("group_add", "POST", "/training", groups_page.add),
    Route("timetable_template", "GET", "/training/planning.csv", timetable_page.empty_csv),
    Route("group", "GET", GROUP, timetable_page.show),
    Route("group_join", "POST", f"{GROUP}/members", groups_page.join),
    Route("group_leave", "POST", f"{GROUP}/members/{{candidate:{ID}}}/leave", groups_page.leave),
    Route("group_plan", "POST", f"{GROUP}/sessions", timetable_page.add),
    Route("group_session", "POST", f"{GROUP}/sessions/{{session:{ID}}}", timetable_page.change),
    Route("group_import", "POST", f"{GROUP}/import", timetable_page.bring, takes_files=True),
    Route("group_csv", "GET", f"{GROUP}/planning.csv", timetable_page.as_csv),
    Route("group_ics", "GET", f"{GROUP}/planning.ics", timetable_page.as_ics),
    Route("timetable", "GET", TIMETABLE, timetable_page.show),
    Route("timetable_plan", "POST", f"{TIMETABLE}/sessions", timetable_page.add),
    Route("timetable_session", "POST", f"{TIMETABLE}/sessions/{{session:{ID}}}", timetable_page.change),
    Route("timetable_import", "POST", f"{TIMETABLE}/import", timetable_page.bring, takes_files=True),
    Route("timetable_csv", "GET", f"{TIMETABLE}/planning.csv", timetable_page.as_csv),
    Route("timetable_ics", "GET", f"{TIMETABLE}/planning.ics", timetable_page.as_ics),
    # Messages
    Route("messages", "GET", "/messages", inbox.show),
    Route("thread", "GET", f"/messages/{{id:{ID}}}", inbox.thread),
    Route("thread_assign", "POST", f"/messages/{{id:{ID}}}/assign", inbox.assign),
    Route("thread_close", "POST", f"/messages/{{id:{ID}}}/close", inbox.close),
    Route("thread_reopen", "POST", f"/messages/{{id:{ID}}}/reopen", inbox.reopen),
    Route("message_send", "POST", f"{ONE}/messages", inbox.send, takes_files=True),
    Route("message_hints", "POST", f"{ONE}/messages/hints", composing.hints),
    Route("message_file", "GET", f"{ONE}/messages/{{message:{ID}}}/file", inbox.attachment),
    Route("message_take_back", "POST", f"{ONE}/messages/{{message:{ID}}}/take-back", inbox.take_back),
    Route("templates", "GET", "/templates", template_list.show),
    Route("template_add", "POST", "/templates", template_list.save, ADVISING),
    Route("template_edit", "GET", f"/templates/{{id:{ID}}}", template_list.edit, ADVISING),
    Route("template_save", "POST", f"/templates/{{id:{ID}}}", template_list.save, ADVISING),
    Route("template_delete", "POST", f"/templates/{{id:{ID}}}/delete", template_list.delete, ADVISING),
    Route("text_hints", "POST", "/hints", template_list.hints, ADVISING),
    Route("broadcasts", "GET", "/broadcasts", broadcast_pages.show),
    Route("broadcast_new", "GET", "/broadcasts/new", broadcast_pages.new, ADVISING),
    Route("broadcast_preview", "POST", "/broadcasts/new", broadcast_pages.preview, ADVISING),
    Route("broadcast_send", "POST", "/broadcasts", broadcast_pages.send, ADVISING),
    Route("broadcast", "GET", f"/broadcasts/{{id:{ID}}}", broadcast_pages.report),
    Route("broadcast_stop", "POST", f"/broadcasts/{{id:{ID}}}/stop", broadcast_pages.stop, ADVISING),
    # Juries
    Route("juries", "GET", "/juries", juries.show, ADVISING),
    Route("jury_delay_set", "POST", "/juries/delay", juries.set_delay, COORDINATING),
    Route("jury_new", "GET", "/juries/new", juries.new, COORDINATING),
    Route("jury_create", "POST", "/juries/new", juries.create, COORDINATING),
    Route("jury", "GET", JURY, jury_page.show, ADVISING),
    Route("jury_edit", "GET", f"{JURY}/edit", juries.edit, COORDINATING),
    Route("jury_change", "POST", f"{JURY}/edit", juries.change, COORDINATING),
    Route("jury_files", "GET", f"{JURY}/files", jury_files.choose, COORDINATING),
    Route("jury_attach", "POST", f"{JURY}/files", jury_files.attach, COORDINATING),
    Route("jury_detach", "POST", f"{JURY_FILE}/detach", jury_page.detach, COORDINATING),
    Route("jury_list_pdf", "GET", f"{JURY}/list.pdf", jury_page.list_pdf, COORDINATING),
    Route("jury_list_csv", "GET", f"{JURY}/list.csv", jury_page.list_csv, COORDINATING),
    Route("jury_decide", "POST", f"{JURY}/decisions", jury_page.decide, COORDINATING),
    Route("jury_look", "GET", f"{JURY}/publish", jury_publication.look, COORDINATING),
    Route("jury_publish", "POST", f"{JURY}/publish", jury_publication.publish, COORDINATING),
    Route("jury_tell", "POST", f"{JURY_FILE}/tell", jury_page.tell, ADVISING),
    Route("jury_anew", "GET", f"{JURY_FILE}/decision", jury_publication.anew, COORDINATING),
    Route("jury_correct", "POST", f"{JURY_FILE}/decision", jury_publication.correct, COORDINATING),
    # Figures
    Route("figures", "GET", "/figures", figures_page.show),
    Route("figures_file", "GET", "/figures/{table:[a-z]{1,20}}.csv", figures_page.as_file),
    Route("questions", "GET", "/questions", question_list.show, ADVISING),
    Route("question_attach", "POST", f"/questions/{{id:{ID}}}/attach", question_list.attach, COORDINATING),
    Route("question_let_go", "POST", f"/questions/{{id:{ID}}}/let-go", question_list.let_go, COORDINATING),
    Route("phrase_detach", "POST", f"/phrases/{{id:{ID}}}/detach", question_list.detach, COORDINATING),
    # Team and settings
    Route("team", "GET", "/team", team.show),
    Route("invite", "POST", "/team/invitations", team.invite, COORDINATING),
    Route(
        "invitation_revoke",
        "POST",
        "/team/invitations/{invitation:[0-9a-f]{16}}/revoke",
        team.revoke_invitation,
        COORDINATING,
    ),
    Route("let_go", "POST", f"/team/{{id:{ID}}}/leave", team.let_go, COORDINATING),
    Route("session_revoke", "POST", "/sessions/{session:[0-9a-f]{16}}/revoke", team.revoke),
    Route("digest_set", "POST", "/settings/digest", team.digest),
    Route("new_phone", "POST", f"{ONE}/new-phone", team.new_phone, ADVISING),
    # Referrers
    Route("referrers", "GET", "/referrers", referrer_list.show),
    Route("referrer_add", "POST", "/referrers", referrer_list.add, COORDINATING),
    Route("referrer_close", "POST", f"/referrers/{{id:{ID}}}/close", referrer_list.close, COORDINATING),
    Route("poster_svg", "GET", f"/referrers/{{id:{ID}}}/poster.svg", referrer_list.poster_svg),
    Route("poster_png", "GET", f"/referrers/{{id:{ID}}}/poster.png", referrer_list.poster_png),
)

BY_NAME = {route.name: route for route in ROUTES}
