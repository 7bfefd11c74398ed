"""What several rules say alike: buttons, pictures, news of the moment, a word of excuse."""

from datetime import datetime, time, timedelta

from locales import N_, NB_, Text
from services.deeds.models import UNDO_FOR
from services.dossiers.facts import Facts
from services.dossiers.stages import Stage, stage_of
from services.notices.hours import next_allowed
from services.notices.rule import Wanted
from services.notices.wording import Choice, Picture, Wording

MORNING = time(10)

MY_FILE = Choice(NB_("My file"), "path")
WRITE = Choice(NB_("✉️ My adviser"), "handover")
SEE_TIMETABLE = Choice(NB_("My timetable"), "timetable")


def news(
    subject: str, happened_at: datetime, wording: Wording, for_days: int = 7, version: int = 1
) -> Wanted:
    """Something that has just happened: said at once, and no longer news after some days."""
    return Wanted(subject, version, happened_at, happened_at + timedelta(days=for_days), wording)


def sorry(told_at: datetime, corrected_at: datetime, zone: str, what: Text) -> tuple[Text, ...]:
    """What was corrected, with an excuse; nothing where the wrong word cannot have reached them yet.

    What was recorded at night waits for the morning: corrected before, nobody has read it. Nor has anybody read
    what was taken back at once (services.deeds).
    """
    if max(next_allowed(told_at, zone), told_at + UNDO_FOR) >= corrected_at:
        return ()
    return what, Text(N_("I am sorry for the mistake."))


def path_picture(facts: Facts) -> Picture:
    stage = stage_of(facts)
    skipped = stage.step >= Stage.COMPLETE.step and not facts.trained
    return Picture(
        "path",
        {"position": stage.step, "skip_training": skipped},
        Text(N_("Picture: your path, and where you are.")),
    )


def domain_marks(facts: Facts) -> dict[str, str | None]:
    """Each domain as the pictures know it: acquired, growing (training has begun), to_develop, or nothing."""
    growing = {check.domain for check in facts.checks}
    return {
        domain: "growing" if result == "to_develop" and domain in growing else result
        for domain, result in facts.domains.items()
    }


def domains_picture(facts: Facts) -> Picture:
    return Picture(
        "domains",
        {"results": domain_marks(facts)},
        Text(N_("Picture: your 7 domains, strong points first.")),
    )
