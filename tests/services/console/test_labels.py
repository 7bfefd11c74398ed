"""Every code that a page may meet has its words."""

import re
from pathlib import Path

import pytest

from services.console import labels
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.stages import Stage
from services.jury.models import Decision
from services.messages.models import TaskKind
from services.notices.models import NoticeState
from services.notices.rules import RULES
from services.referrers.models import ReferrerKind
from services.scheduling.models import Kind, Mode, Status
from services.staff.models import Role
from services.training.models import Progress

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (labels.STAGES, Stage),
        (labels.ROLES, Role),
        (labels.KINDS, Kind),
        (labels.REFERRERS, ReferrerKind),
        (labels.MODES, Mode),
        (labels.STATUSES, Status),
        (labels.OUTCOMES, Outcome),
        (labels.ASSESSMENTS, AssessmentKind),
        (labels.CHECKS, Progress),
        (labels.DECISIONS, Decision),
        (labels.NOTICE_STATES, NoticeState),
        (labels.TASKS, TaskKind),
    ],
)
def test_every_code_has_its_words(words, codes):
    assert set(words) == set(codes)


def test_every_notice_to_a_candidate_has_a_name():
    to_staff = {"candidate_wrote", "how_did_it_go", "appointment_news", "decision_to_tell", "digest"}
    assert set(RULES) - to_staff == set(labels.RULES)


def test_every_deed_of_the_audit_has_its_words():
    sources = "".join(path.read_text() for path in (ROOT / "services").rglob("*.py"))
    deeds = set(re.findall(r'(?:audit|_recorded|_changed)\([^")]*"([a-z_]+\.[a-z_]+)"', sources))

    assert deeds <= {*labels.ACTIONS, *labels.BODY_ACTIONS}
    assert not {*labels.ACTIONS} & {*labels.BODY_ACTIONS}
    assert "message.sent" in deeds


def test_every_fate_of_a_notice_is_explained():
    channel = (ROOT / "bot" / "channel.py").read_text()
    verdict = (ROOT / "services" / "notices" / "verdict.py").read_text()
    fates = set(re.findall(r'(?:End|_wait)\([^")]*"(\w+)"', verdict))
    fates |= set(re.findall(r'Outcome\(Answer\.\w+, "(\w+)"', channel))

    assert fates
    assert fates <= set(labels.REASONS)
