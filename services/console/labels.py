"""What codes are called in the pages. Marked for translation; a page says them with `words.say`."""

from locales import NS_
from services.candidates.looking import Order
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.stages import Stage
from services.jury.members import Bond
from services.jury.models import Decision, Side
from services.messages.models import TaskKind
from services.notices.models import NoticeState
from services.referrers.models import ReferrerKind
from services.scheduling.models import Status
from services.scheduling.named import KINDS as KINDS
from services.scheduling.named import MODES as MODES
from services.staff.models import Role
from services.training.models import Progress

STAGES = {
    Stage.DISCOVERING: NS_("Discovering CléA"),
    Stage.INTERVIEW_BOOKED: NS_("Interview booked"),
    Stage.THINKING: NS_("Thinking it over"),
    Stage.DECLINED: NS_("Not for now"),
    Stage.DOSSIER_OPENED: NS_("File open"),
    Stage.ASSESSED: NS_("Assessed, training to plan"),
    Stage.IN_TRAINING: NS_("In training"),
    Stage.COMPLETE: NS_("All acquired, jury to choose"),
    Stage.BEFORE_THE_JURY: NS_("Before the jury"),
    Stage.CERTIFIED: NS_("Certified"),
}

STEPS = {
    "interviewed_on": NS_("Interview held"),
    "opened_on": NS_("File opened"),
    "assessed_on": NS_("Assessed"),
    "training_on": NS_("Training planned"),
    "complete_on": NS_("All acquired"),
    "jury_on": NS_("Put before a jury"),
    "certified_on": NS_("Certified"),
}
"""The steps that figures count (services.dossiers.steps)."""

PERIODS = {
    "quarter": NS_("The last three months"),
    "year": NS_("The last twelve months"),
    "all": NS_("Since the beginning"),
}

ROLES = {
    Role.ADVISER: NS_("Adviser"),
    Role.TRAINER: NS_("Trainer"),
    Role.COORDINATOR: NS_("Coordinator"),
}

REFERRERS = {
    ReferrerKind.EMPLOYER: NS_("Employer"),
    ReferrerKind.OPCO: NS_("OPCO"),
    ReferrerKind.REGION: NS_("Region"),
    ReferrerKind.FRANCE_TRAVAIL: NS_("France Travail"),
    ReferrerKind.CAREERS_ADVISER: NS_("Careers adviser (CEP)"),
}

STATUSES = {
    Status.BOOKED: NS_("booked"),
    Status.CANCELLED: NS_("cancelled"),
    Status.HELD: NS_("took place"),
    Status.ABSENT: NS_("did not come"),
}

OUTCOMES = {
    Outcome.DOSSIER_OPENED: NS_("After the interview: the file is opened"),
    Outcome.THINKING: NS_("After the interview: wants time to think"),
    Outcome.DECLINED: NS_("After the interview: does not go on"),
    Outcome.ABSENT: NS_("Did not come to the interview"),
}

OUTCOMES_SHORT = {
    Outcome.DOSSIER_OPENED: NS_("Opens a file"),
    Outcome.THINKING: NS_("Wants to think"),
    Outcome.DECLINED: NS_("Does not go on"),
    Outcome.ABSENT: NS_("Did not come"),
}

ASSESSMENTS = {
    AssessmentKind.INITIAL: NS_("Assessment"),
    AssessmentKind.FINAL: NS_("Final assessment"),
}

RESULTS = {
    "acquired": NS_("Acquired"),
    "growing": NS_("Training has begun"),
    "to_develop": NS_("To work on"),
    "": NS_("Not assessed yet"),
}

CHECKS = {
    Progress.STARTED: NS_("has started"),
    Progress.GOING_WELL: NS_("is going well"),
    Progress.NEARLY_THERE: NS_("is nearly there"),
    Progress.DONE: NS_("is finished"),
}

DECISIONS = {
    Decision.CERTIFIED: NS_("The jury certified"),
    Decision.NOT_YET: NS_("The jury decided: not yet"),
}

DECISIONS_SHORT = {
    Decision.CERTIFIED: NS_("Certified"),
    Decision.NOT_YET: NS_("Not yet"),
}

SIDES = {
    Side.EMPLOYERS: NS_("Employers"),
    Side.EMPLOYEES: NS_("Employees"),
}

BONDS = {
    Bond.ASSESSED: NS_("{member} assessed {name}"),
    Bond.TRAINED: NS_("{member} trained {name}"),
    Bond.ORGANISATION: NS_("{member} works for the body that assessed or trained {name}"),
}
"""What keeps a member of a jury from deciding on somebody's file."""

NOTICE_STATES = {
    NoticeState.PLANNED: NS_("Planned"),
    NoticeState.SENDING: NS_("Being sent"),
    NoticeState.SENT: NS_("Sent"),
    NoticeState.FAILED: NS_("Not received"),
    NoticeState.UNKNOWN: NS_("Perhaps not received"),
    NoticeState.CANCELLED: NS_("Taken back"),
    NoticeState.EXPIRED: NS_("Not sent"),
}

REASONS = {
    "too_late": NS_("it would have come too late"),
    "stopped": NS_("the candidate asked for no more messages"),
    "muted": NS_("the candidate does not want this kind of message"),
    "unreachable": NS_("the candidate can no longer be reached in Telegram"),
    "blocked": NS_("the candidate blocked the bot"),
    "paused": NS_("the candidate had paused messages"),
    "quiet_hours": NS_("there was no allowed hour left"),
    "daily_limit": NS_("there were messages enough on those days"),
    "no_longer_true": NS_("what it said is no longer true"),
    "dispatcher_died": NS_("the service stopped while sending"),
    "no_answer": NS_("Telegram did not answer in time"),
    "no_connection": NS_("there was no connection to Telegram"),
    "too_many_requests": NS_("Telegram asked us to wait"),
    "bad_request": NS_("Telegram did not take this text"),
    "token_refused": NS_("Telegram does not know our bot any more: tell whoever runs it"),
    "chat_not_found": NS_("the candidate’s chat no longer exists"),
    "claimed_too_long_ago": NS_("the service was halted while sending"),
    "restored": NS_("a copy of the database was put back, and nobody knows what was sent before"),
    "nothing_to_say": NS_("there was nothing to say"),
    "taken_back": NS_("the centre took it back"),
    "broadcast_stopped": NS_("the centre stopped it"),
    "file_is_gone": NS_("the file that came with it is gone"),
    "staff_left": NS_("the person has left the centre"),
    "migrated": NS_("the candidate’s chat no longer exists"),
}

WHYS = {
    "wants_to_go_on": NS_("the candidate wants to go on with CléA"),
    "silent": NS_("the candidate has not come to training for three weeks"),
    "wants_interview": NS_("the candidate wants an interview and found no time that suits"),
    "jury_postponed": NS_("the file does not go to the planned jury"),
    "missed_assessment": NS_("the candidate did not come to the assessment: find out kindly what would help"),
    "absent_twice": NS_("the candidate did not come twice: find out kindly what would help"),
    "no_centre_near": NS_("the candidate wants an interview and found no centre near home"),
}
"""Why a person should call a candidate."""

ORDERS = {
    Order.NEED: NS_("who has waited longest"),
    Order.SILENCE: NS_("who has been silent longest"),
    Order.COMING: NS_("who came first"),
}

RULES = {
    "appointment_booked": NS_("Appointment booked"),
    "appointment_eve": NS_("Reminder, the day before"),
    "appointment_soon": NS_("Reminder, two hours before"),
    "appointment_moved": NS_("Appointment moved"),
    "appointment_cancelled": NS_("Appointment cancelled"),
    "appointment_displaced": NS_("Adviser absent, other times offered"),
    "earlier_time": NS_("Offer of an earlier time"),
    "absent": NS_("Kind word after a missed interview"),
    "thinking": NS_("Gentle question after the interview"),
    "dossier_opened": NS_("File opened"),
    "assessed": NS_("Result of the assessment"),
    "timetable_planned": NS_("New timetable"),
    "training_eve": NS_("Reminder of training, the day before"),
    "session_moved": NS_("Training session moved"),
    "session_cancelled": NS_("Training session cancelled"),
    "progress_checked": NS_("Encouragement after a check"),
    "objective_deadline": NS_("Goal coming near"),
    "week_ahead": NS_("Training of the coming week"),
    "session_missed": NS_("Kind word after a missed session"),
    "silence": NS_("Nudge after ten days without training"),
    "long_silence": NS_("Second nudge, and a call"),
    "domain_completed": NS_("A domain completed"),
    "deadline_eve": NS_("Goal of tomorrow"),
    "five_years": NS_("Five years coming to their end"),
    "pause_over": NS_("End of a break"),
    "attestation": NS_("Attestation given"),
    "mistaken": NS_("Excuse for a mistake"),
    "not_yet": NS_("The jury’s “not yet”"),
    "before_the_jury": NS_("News of the jury"),
    "certified": NS_("Congratulations"),
    "message": NS_("Message from the centre"),
    "broadcast": NS_("Message to several candidates"),
}

TASKS = {
    TaskKind.ANSWER: NS_("Answer {name}"),
    TaskKind.CALL: NS_("Call {name}"),
    TaskKind.WEBHOOK: NS_("Another software does not hear of changes any more: look at its webhook"),
    TaskKind.NOT_COMING: NS_("{name} cannot come: find another time"),
    TaskKind.UNREACHABLE: NS_("{name} can no longer be reached in Telegram: find another way"),
    TaskKind.UNCONFIRMED: NS_("Check whether {name} received our message"),
    TaskKind.RECORD_OUTCOME: NS_("Record how the appointment went with {name}"),
    TaskKind.FIND_TIME: NS_("{name} needs another time: the adviser cannot come"),
    TaskKind.NO_SLOT: NS_("No free time is left"),
    TaskKind.RECORD_DECISIONS: NS_("Record what the jury decided: its session was a week ago"),
    TaskKind.COMES_LATE: NS_("{name} comes late to the appointment"),
    TaskKind.TELL_DECISION: NS_("Tell {name} in person: the jury decided “not yet”"),
}

ATTACHMENTS = {
    "photo": NS_("Photo"),
    "voice": NS_("Voice message"),
    "audio": NS_("Voice message"),
    "video": NS_("Video"),
    "video_note": NS_("Video"),
    "document": NS_("Document"),
}

THREAD_NOTES = {
    "thread.closed": NS_("{who} closed the conversation"),
    "thread.reopened": NS_("{who} opened the conversation again"),
    "thread.assigned": NS_("{who} gave the conversation to {to}"),
}

ACTIONS = {
    "thread.closed": NS_("closed the conversation"),
    "thread.reopened": NS_("opened the conversation again"),
    "thread.assigned": NS_("gave the conversation to somebody"),
    "message.taken_back": NS_("took a message back before it was sent"),
    "deed.undone": NS_("took back at once what was recorded"),
    "new_phone.invited": NS_("recognised the person and made a link for a new phone"),
    "new_phone.moved_in": NS_("opened the file from a new phone"),
    "candidate.consented": NS_("agreed that we keep the file"),
    "candidate.paused": NS_("paused messages"),
    "candidate.chose_kinds": NS_("chose which messages to get"),
    "candidate.chose_hours": NS_("chose the hours of messages"),
    "candidate.chose_voice": NS_("chose whether messages are read aloud"),
    "candidate.stopped": NS_("stopped messages"),
    "candidate.came_back": NS_("takes messages again"),
    "candidate.unreachable": NS_("can no longer be reached in Telegram"),
    "appointment.booked": NS_("booked an appointment"),
    "appointment.moved": NS_("moved an appointment"),
    "appointment.cancelled": NS_("cancelled an appointment"),
    "appointment.displaced": NS_("offered other times, the adviser cannot come"),
    "appointment.answered": NS_("answered a reminder"),
    "appointment.way_changed": NS_("changed how to meet"),
    "appointment.late": NS_("comes late"),
    "appointment.absent": NS_("recorded that the candidate did not come"),
    "appointment.waits": NS_("would like an earlier time"),
    "calendar.linked": NS_("made a link for the phone’s calendar"),
    "calendar.unlinked": NS_("removed the link for the phone’s calendar"),
    "interview.outcome": NS_("recorded the interview’s outcome"),
    "interview.wants_to_go_on": NS_("wants to go on"),
    "interview.declined": NS_("does not want to go on"),
    "assessment.recorded": NS_("recorded an assessment"),
    "training_plan.set": NS_("set the training plan"),
    "timetable.planned": NS_("planned training sessions"),
    "timetable.imported": NS_("imported a timetable"),
    "group.created": NS_("made a training group"),
    "group.joined": NS_("put the candidate into a training group"),
    "group.left": NS_("took the candidate out of a training group"),
    "group.planned": NS_("planned sessions of a group"),
    "group.changed": NS_("changed a session of a group"),
    "session.moved": NS_("moved a training session"),
    "session.cancelled": NS_("cancelled a training session"),
    "session.attended": NS_("recorded that the candidate came"),
    "session.missed": NS_("recorded that the candidate did not come"),
    "session.answered": NS_("answered about a training session"),
    "progress.checked": NS_("recorded a check"),
    "attestation.given": NS_("gave the attestation"),
    "fact.corrected": NS_("corrected what was recorded"),
    "jury.attached": NS_("put the file before a jury"),
    "jury.decided": NS_("recorded the jury’s decision"),
    "jury.detached": NS_("took the file from before the jury"),
    "jury.may_be_told": NS_("said that the candidate may be told"),
    "jury.published": NS_("published the jury’s decision"),
    "message.received": NS_("wrote a message"),
    "message.sent": NS_("wrote to the candidate"),
    "notice.resent": NS_("sent a message again"),
    "task.done": NS_("did a task"),
    "task.reopened": NS_("put a task back: it was not done"),
}

BODY_ACTIONS = {
    "absence.created": NS_("recorded an absence"),
    "broadcast.sent": NS_("wrote to several candidates"),
    "broadcast.stopped": NS_("stopped a message to several candidates"),
    "candidate.erased": NS_("erased the file"),
    "jury.changed": NS_("changed a jury session"),
    "jury.created": NS_("planned a jury session"),
    "jury.delay_set": NS_("set how long a “not yet” waits for a person"),
    "opening.changed": NS_("changed hours"),
    "opening.created": NS_("opened hours"),
    "opening_exception.created": NS_("changed the hours of one date"),
    "question.attached": NS_("attached a question to a topic"),
    "question.detached": NS_("took a phrase away from a topic"),
    "question.let_go": NS_("took a question off the list"),
    "referrer.added": NS_("gave a referrer a code"),
    "referrer.closed": NS_("closed a referrer’s code"),
    "site.holiday_region_set": NS_("chose the public holidays of a site"),
    "webhook.added": NS_("said where another software is told of changes"),
    "webhook.changed": NS_("changed where another software is told of changes"),
    "webhook.removed": NS_("tells another software no more of changes"),
    "webhook.secret_renewed": NS_("renewed the secret of a webhook"),
    "webhook.repeated": NS_("sent a change to another software again"),
    "invitation.revoked": NS_("took an invitation back"),
    "session.revoked": NS_("signed a browser out"),
    "staff.invited": NS_("invited somebody to the centre"),
    "staff.joined": NS_("joined the centre"),
    "staff.left": NS_("noted that somebody has left the centre"),
    "template.deleted": NS_("deleted a template"),
    "template.saved": NS_("kept a template"),
    "staff.languages_set": NS_("said which languages somebody speaks"),
}
"""What is done beside the files. What is done to a file: ACTIONS."""
