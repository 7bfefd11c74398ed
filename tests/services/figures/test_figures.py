"""Figures: who is where, how far those who came have got, who does not come, how long it takes, what arrives."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import col, select

from services import Domain, Outcome, Result, Stage
from services.candidates.models import CandidateRow
from services.dossiers.kinds import AssessmentKind
from services.figures.models import Scope, no_show_rate
from services.notices.models import NoticeRow, NoticeState
from services.scheduling.models import AppointmentRow, Kind, Mode, Status
from services.staff.models import SiteRow
from tests.services.desk import Desk

PARIS = "Europe/Paris"
ALL = Scope()


def site(desk: Desk, name: str = "Lyon") -> int:
    row = SiteRow(
        body_id=desk.body_id,
        name=name,
        address="1 rue du Port",
        postcode="69007",
        town="Lyon",
        latitude=45.75,
        longitude=4.84,
        timezone=PARIS,
    )
    desk.session.add(row)
    desk.session.flush()
    return row.id or 0


def change(desk: Desk, one: int, **values: object) -> None:
    row = desk.session.get_one(CandidateRow, one)
    for name, value in values.items():
        setattr(row, name, value)
    desk.session.add(row)
    desk.session.flush()


def met(desk: Desk, one: int, at: datetime, status: Status, site_id: int) -> None:
    desk.session.add(
        AppointmentRow(
            body_id=desk.body_id,
            candidate_id=one,
            staff_id=desk.adviser_id,
            site_id=site_id,
            kind=Kind.INTERVIEW,
            mode=Mode.CENTRE,
            starts_at=at,
            ends_at=at + timedelta(minutes=30),
            status=status,
            booked_at=at,
            changed_at=at,
            changed_by_candidate=True,
        )
    )
    desk.session.flush()


def test_everybody_is_counted_where_they_stand_and_only_at_that_site(desk: Desk):
    here = site(desk)
    desk.candidate("Amina")
    change(desk, desk.assessed(Domain.D2, name="Bilal"), site_id=here)

    assert {k: n for k, n in desk.services.figures.stages(ALL).items() if n} == {
        Stage.DISCOVERING: 1,
        Stage.ASSESSED: 1,
    }
    assert list(desk.services.figures.stages(Scope(site_id=here)).values()) == [
        0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
    ]  # fmt: skip


def test_the_funnel_is_of_those_who_came_in_that_time(desk: Desk):
    change(desk, desk.candidate("Long ago"), consented_at=desk.now - timedelta(days=400))
    change(desk, desk.candidate("Referred"), referrer_code="opco")
    desk.opened("Opened")
    desk.finish(done := desk.in_training(Domain.D2, name="Done"), Domain.D2)
    missed = desk.candidate("Missed")
    desk.services.dossiers.record_outcome(missed, Outcome.ABSENT)

    funnel = desk.services.figures.funnel(Scope(since=desk.now - timedelta(days=365)))

    assert (funnel.came, funnel.by_referrer) == (4, 1)
    assert list(funnel.reached.values()) == [2, 2, 1, 1, 0, 0]
    assert desk.services.figures.funnel(ALL).came == 5
    assert done


def test_what_is_corrected_is_not_counted_any_more(desk: Desk):
    one = desk.opened()
    outcome = desk.services.dossiers.facts(one).outcomes[-1]
    assert desk.services.figures.funnel(ALL).reached["opened_on"] == 1

    desk.services.corrections.outcome(one, outcome.id, Outcome.THINKING, "Misheard.")

    assert desk.services.figures.funnel(ALL).reached["opened_on"] == 0
    assert desk.services.figures.funnel(ALL).reached["interviewed_on"] == 1


def test_no_shows_are_the_absent_among_held_and_absent_by_month_of_the_clock(desk: Desk):
    here, there, one = site(desk), site(desk, "Villeurbanne"), desk.candidate()
    # Half past midnight of 1 December in Paris is still November in UTC.
    for at, status in (
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), Status.ABSENT),
        (datetime(2026, 12, 15, 9, tzinfo=UTC), Status.HELD),
        (datetime(2026, 12, 16, 9, tzinfo=UTC), Status.HELD),
        (datetime(2026, 12, 17, 9, tzinfo=UTC), Status.CANCELLED),
        (datetime(2026, 11, 3, 9, tzinfo=UTC), Status.ABSENT),
    ):
        met(desk, one, at, status, here)
    met(desk, one, datetime(2026, 12, 18, 9, tzinfo=UTC), Status.ABSENT, there)

    months = desk.services.figures.attendance(Scope(since=desk.now - timedelta(days=91)), PARIS)

    assert [(m.begins_on, m.held, m.absent, m.rate) for m in months] == [
        (date(2026, 10, 1), 0, 0, None),
        (date(2026, 11, 1), 0, 1, 1.0),
        (date(2026, 12, 1), 2, 2, 0.5),
        (date(2027, 1, 1), 0, 0, None),
    ]
    here_alone = desk.services.figures.attendance(Scope(None, here), PARIS)
    assert len(here_alone) == 12
    assert [m.absent for m in here_alone if m.begins_on == date(2026, 12, 1)] == [1]
    assert no_show_rate(3, 1) == 0.25


def test_days_between_steps_are_medians_of_those_who_reached_the_later_one_in_that_time(desk: Desk):
    began = desk.now
    for name, waits in (("Amina", 4), ("Bilal", 10), ("Chadi", 300)):
        desk.now = began
        one = desk.opened(name)
        desk.later(days=waits)
        results = dict.fromkeys(Domain, Result.ACQUIRED)
        desk.services.dossiers.record_assessment(one, AssessmentKind.INITIAL, desk.today, results)

    paces = {(p.earlier, p.later): p for p in desk.services.figures.paces(ALL)}
    assert (paces["opened_on", "assessed_on"].people, paces["opened_on", "assessed_on"].days) == (3, 10.0)
    assert paces["assessed_on", "training_on"].days is None

    lately = {
        (p.earlier, p.later): p for p in desk.services.figures.paces(Scope(desk.now - timedelta(days=91)))
    }
    assert (lately["opened_on", "assessed_on"].people, lately["opened_on", "assessed_on"].days) == (1, 300.0)


def test_delivery_counts_how_messages_to_candidates_ended(desk: Desk):
    one = desk.opened()
    desk.told(one)
    row = desk.session.exec(select(NoticeRow).where(col(NoticeRow.candidate_id) == one)).first()
    assert row is not None
    row.state, row.ended_at = NoticeState.UNKNOWN, desk.now - timedelta(days=100)
    desk.session.add(row)
    desk.session.flush()

    everything = desk.services.figures.delivery(ALL)
    assert everything.by_state[NoticeState.UNKNOWN] == 1
    assert everything.total == sum(everything.by_state.values()) >= 1
    lately = desk.services.figures.delivery(Scope(desk.now - timedelta(days=91)))
    assert lately.by_state[NoticeState.UNKNOWN] == 0
    assert desk.services.figures.delivery(Scope(site_id=site(desk))).total == 0
