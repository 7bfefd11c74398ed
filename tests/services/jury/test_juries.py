"""Juries: half and half, independent, published in one go; a "not yet" is told by a person first."""

from datetime import date, timedelta

import pytest

from services import Domain, Stage
from services.dossiers.people import Person
from services.dossiers.service import Aim
from services.jury.members import Member
from services.jury.models import Decision, Side
from services.jury.refusals import (
    AlreadyPublished,
    DossierIncomplete,
    JuryChanged,
    MemberTied,
    NoParity,
    NothingToTell,
    NotPublished,
)
from services.jury.service import DecisionOn
from services.messages.models import TaskKind
from tests.services.desk import Desk

D2 = Domain.D2
JUNE = date(2027, 1, 15)
EMPLOYERS = [Member("A. Martin", Side.EMPLOYERS, "Bâtiment 69"), Member("B. Petit", Side.EMPLOYERS)]
EMPLOYEES = [Member("C. Roux", Side.EMPLOYEES, "Union locale"), Member("D. Blanc", Side.EMPLOYEES)]


def complete(desk: Desk, name: str = "Amina") -> int:
    one = desk.in_training(D2, name=name)
    desk.finish(one, D2)
    desk.told(one)
    return one


def jury(desk: Desk, *candidates: int, members: list[Member] | None = None) -> int:
    seats = [*EMPLOYERS, *EMPLOYEES] if members is None else members
    session_id = desk.services.jury.create(JUNE, "Lyon", seats).id or 0
    desk.services.jury.attach(session_id, candidates)
    return session_id


def published(desk: Desk, decision: Decision, *candidates: int) -> int:
    session_id = jury(desk, *candidates)
    for one in candidates:
        desk.told(one)
    desk.services.jury.decide(session_id, [DecisionOn(c, decision, "Revoir D2.") for c in candidates])
    desk.later(hours=1).services.jury.publish(session_id)
    return session_id


def tasks(desk: Desk, kind: TaskKind) -> list[int | None]:
    return [task.candidate_id for task in desk.services.messages.tasks() if task.kind is kind]


def test_three_and_two_cannot_publish_and_three_and_three_can(desk: Desk):
    one = complete(desk)
    five = [*EMPLOYERS, Member("E. Noir", Side.EMPLOYERS), *EMPLOYEES]
    session_id = jury(desk, one, members=five)
    desk.services.jury.decide(session_id, [DecisionOn(one, Decision.CERTIFIED)])

    with pytest.raises(NoParity):
        desk.services.jury.publish(session_id)
    assert desk.services.dossiers.stage(one) is Stage.BEFORE_THE_JURY
    desk.services.jury.change(session_id, members=[*five, Member("F. Brun", Side.EMPLOYEES)])
    desk.services.jury.publish(session_id)

    assert desk.services.dossiers.stage(one) is Stage.CERTIFIED
    with pytest.raises(AlreadyPublished):
        desk.services.jury.change(session_id, members=EMPLOYERS)


@pytest.mark.parametrize(
    ("member", "why"),
    [
        (Member("HADDAD Karim", Side.EMPLOYERS), "the trainer"),
        (Member("Elise Martin", Side.EMPLOYERS), "a trainer of another body"),
        (Member("G. Vert", Side.EMPLOYERS, "autre centre"), "of the trainer's body"),
    ],
)
def test_who_trained_somebody_does_not_decide_on_them(desk: Desk, member: Member, why: str):
    one = desk.assessed(D2, Domain.D3)
    aims = [
        Aim(D2, date(2027, 6, 1), Person("", desk.trainer_id)),
        Aim(Domain.D3, date(2027, 6, 1), Person("Élise Martin", None, "Autre Centre")),
    ]
    desk.services.dossiers.set_training_plan(one, aims)
    desk.finish(one, D2, Domain.D3)
    session_id = desk.services.jury.create(JUNE, "", [member, *EMPLOYEES]).id or 0

    with pytest.raises(MemberTied) as refused:
        desk.services.jury.attach(session_id, [one])

    assert refused.value.facts == {"members": [member.name], "candidate_ids": [one]}, why


def test_nobody_of_the_assessing_body_sits_in_a_jury(desk: Desk):
    with pytest.raises(MemberTied):
        desk.services.jury.create(JUNE, "", [Member("G. Vert", Side.EMPLOYERS, "PASSERELLE")])


def test_a_file_goes_to_a_jury_with_all_seven_and_is_looked_at_again_at_publication(desk: Desk):
    trained = desk.in_training(D2)
    with pytest.raises(DossierIncomplete) as refused:
        jury(desk, trained)
    assert refused.value.facts["missing"] == {trained: [D2]}

    one = complete(desk, "Bilal")
    session_id = jury(desk, one)
    final = desk.services.dossiers.facts(one).assessments[-1]
    desk.services.jury.decide(session_id, [DecisionOn(one, Decision.CERTIFIED)])
    wrong = dict.fromkeys(final.results, "to_develop")
    desk.services.corrections.assessment(one, final.id, "Misread.", results=wrong)  # type: ignore[arg-type]
    with pytest.raises(DossierIncomplete):
        desk.services.jury.publish(session_id)


def test_certified_is_told_at_once_and_not_yet_is_a_task(desk: Desk):
    amina, bilal = complete(desk), complete(desk, "Bilal")
    session_id = jury(desk, amina, bilal)
    desk.told(amina), desk.told(bilal)
    desk.services.jury.decide(
        session_id,
        [DecisionOn(amina, Decision.CERTIFIED), DecisionOn(bilal, Decision.NOT_YET, "Revoir D2.")],
    )
    assert (desk.told(amina), desk.told(bilal)) == ([], [])

    desk.later(hours=1).services.jury.publish(session_id)

    assert desk.told(amina)[0].startswith("🎉 Congratulations Amina!")
    assert desk.told(bilal) == []
    assert tasks(desk, TaskKind.TELL_DECISION) == [bilal]


def test_the_adviser_says_when_a_not_yet_may_be_told(desk: Desk):
    one = complete(desk)
    session_id = published(desk, Decision.NOT_YET, one)
    desk.later(days=2)
    assert desk.told(one) == []

    desk.services.jury.tell(session_id, one)
    desk.services.jury.tell(session_id, one)

    (said,) = desk.told(one)
    assert said.splitlines() == [
        "The jury has looked at your file (dossier).",
        "Your 7 strong points stay in it.",
        "The jury says: not yet for the certificate.",
        "What comes next: Revoir D2.",
        "Your adviser explains what comes next.",
    ]
    assert tasks(desk, TaskKind.TELL_DECISION) == []
    desk.later(days=10)
    assert desk.told(one) == []


def test_after_the_delay_it_is_told_by_itself_and_never_where_the_body_says_so(desk: Desk):
    one = complete(desk)
    published(desk, Decision.NOT_YET, one)
    assert desk.later(days=6).told(one) == []
    assert "not yet" in desk.later(days=1).told(one)[0]

    desk.services.jury.set_delay(None)
    other = complete(desk, "Bilal")
    published(desk, Decision.NOT_YET, other)
    assert desk.later(days=60).told(other) == []


def test_a_decision_before_publication_is_replaced_and_its_history_stays(desk: Desk):
    one = complete(desk)
    session_id = jury(desk, one)
    desk.services.jury.decide(session_id, [DecisionOn(one, Decision.NOT_YET)])
    desk.services.jury.decide(session_id, [DecisionOn(one, Decision.CERTIFIED)])
    desk.services.jury.decide(session_id, [DecisionOn(one, Decision.CERTIFIED)])

    facts = desk.services.dossiers.facts(one)
    assert [correction.wrong.decision for correction in facts.corrections] == [Decision.NOT_YET]  # type: ignore[union-attr]
    with pytest.raises(NotPublished):
        desk.services.jury.correct(session_id, DecisionOn(one, Decision.NOT_YET), "Mistake.")
    with pytest.raises(NotPublished):
        desk.services.jury.tell(session_id, one)


def test_a_certificate_taken_back_is_told_by_a_person_and_keeps_its_history(desk: Desk):
    one = complete(desk)
    session_id = published(desk, Decision.CERTIFIED, one)
    assert len(desk.told(one)) == 1
    with pytest.raises(NothingToTell):
        desk.services.jury.tell(session_id, one)

    desk.later(days=3).services.jury.correct(
        session_id, DecisionOn(one, Decision.NOT_YET, "D2."), "Another file."
    )

    facts = desk.services.dossiers.facts(one)
    assert (desk.services.dossiers.stage(one), facts.certified_on) == (Stage.COMPLETE, None)
    assert [c.reason for c in facts.corrections] == ["Another file."]
    assert desk.told(one) == []
    assert tasks(desk, TaskKind.TELL_DECISION) == [one]
    desk.later(hours=1).services.jury.tell(session_id, one)
    said = desk.told(one)[0]
    assert said.splitlines()[:2] == ["The jury’s decision was corrected.", "I am sorry for the mistake."]

    desk.later(days=1).services.jury.correct(session_id, DecisionOn(one, Decision.CERTIFIED), "It was right.")
    again = desk.told(one)[0].splitlines()
    assert (again[0], again[2]) == ("The jury’s decision was corrected.", "🎉 Congratulations Amina!")
    assert desk.services.dossiers.stage(one) is Stage.CERTIFIED


def test_another_date_is_told_and_the_old_reminders_go(desk: Desk):
    one = complete(desk)
    session_id = jury(desk, one)
    assert "Friday 15 January" in desk.told(one)[0]

    desk.later(hours=1).services.jury.change(session_id, held_on=date(2027, 1, 22))

    (said,) = desk.told(one)
    assert said.splitlines()[:2] == ["The jury has another date.", "The jury meets on Friday 22 January."]
    desk.later(days=10)
    assert desk.told(one) == []  # the week before the old date has passed in silence
    assert "Friday 22 January" in desk.later(days=1).told(one)[0]


def test_a_file_taken_away_is_a_call_and_may_go_to_another_jury(desk: Desk):
    one = complete(desk)
    session_id = jury(desk, one)
    desk.told(one)

    desk.services.jury.detach(session_id, one, "The jury is full.")

    assert desk.services.dossiers.stage(one) is Stage.COMPLETE
    assert tasks(desk, TaskKind.CALL) == [one]
    jury(desk, one)
    assert "goes to the jury" in desk.told(one)[0]


def test_a_jury_without_decisions_is_a_task_a_week_after_its_session(desk: Desk):
    one = complete(desk)
    session_id = jury(desk, one)

    desk.now += JUNE - desk.today + timedelta(days=6)
    assert tasks(desk, TaskKind.RECORD_DECISIONS) == []
    desk.later(days=1, hours=2)
    assert tasks(desk, TaskKind.RECORD_DECISIONS) == [None]
    desk.services.jury.decide(session_id, [DecisionOn(one, Decision.CERTIFIED)])
    desk.services.jury.publish(session_id)
    assert tasks(desk, TaskKind.RECORD_DECISIONS) == []


def test_the_list_says_how_far_each_session_is(desk: Desk):
    amina, bilal = complete(desk), complete(desk, "Bilal")
    early = jury(desk, amina, bilal, members=[*EMPLOYERS, *EMPLOYEES[:1]])
    desk.services.jury.decide(early, [DecisionOn(amina, Decision.NOT_YET)])
    desk.services.jury.decide(early, [DecisionOn(amina, Decision.CERTIFIED)])
    desk.services.jury.detach(early, bilal)
    late = desk.services.jury.create(date(2027, 2, 15), "Lyon", []).id

    sessions = desk.services.juries.page()

    assert [one.id for one in sessions] == [late, early]
    assert [(one.employers, one.employees, one.is_even) for one in sessions] == [
        (0, 0, False),
        (2, 1, False),
    ]
    assert [(one.files, one.decided, one.certified) for one in sessions] == [(0, 0, 0), (1, 1, 1)]
    assert [one.id for one in desk.services.juries.page(adviser_id=desk.adviser_id)] == [early]
    assert desk.services.juries.page(adviser_id=desk.trainer_id) == []


def test_what_changed_since_it_was_looked_at_is_not_published(desk: Desk):
    one = complete(desk)
    session_id = jury(desk, one)
    desk.services.jury.decide(session_id, [DecisionOn(one, Decision.CERTIFIED)])
    seen = desk.services.jury.publication(session_id).fingerprint

    desk.services.jury.change(session_id, members=[*EMPLOYERS[1:], *EMPLOYEES[1:]])

    with pytest.raises(JuryChanged):
        desk.services.jury.publish(session_id, expected=seen)
    assert desk.services.dossiers.stage(one) is Stage.BEFORE_THE_JURY
    desk.services.jury.publish(session_id, expected=desk.services.jury.publication(session_id).fingerprint)
    assert desk.services.dossiers.stage(one) is Stage.CERTIFIED
