"""A candidate's file in plain sentences, strong points first: what the summary says, on paper and as text. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from locales import N_, Day, Listed, Text
from services.dossiers.facts import Facts
from services.notices.hours import local_day
from services.notices.rules.training import growing_lines, session_line


@dataclass(frozen=True, slots=True)
class Section:
    """Some sentences that belong together, under a first one that says of what they are."""

    title: Text
    lines: tuple[Text, ...] = ()


SESSIONS_SHOWN = 10


def summary(facts: Facts, body: str, now: datetime) -> list[Section]:
    """The sections, in the order of the path; what has not been recorded is left out."""
    return [
        Section(
            Text(N_("The file (dossier) of {name}")).given(name=facts.first_name),
            (
                Text(N_("As it was on {day}.")).given(day=Day(local_day(now, facts.zone), with_year=True)),
                *((Text("{text}").given(text=body),) if body else ()),
            ),
        ),
        *_path(facts),
        *_domains(facts),
        *_training(facts, now),
        *_jury(facts),
        Section(
            Text(N_("This summary is for you.")),
            (Text(N_("It is not an official paper: your centre (centre) gives those.")),),
        ),
    ]


def _path(facts: Facts) -> Iterator[Section]:
    if facts.dossier_opened_at is not None:
        opened_on = Day(local_day(facts.dossier_opened_at, facts.zone), with_year=True)
        yield Section(Text(N_("Your file (dossier) is open.")), (Text("{day}").given(day=opened_on),))
    if facts.initial is not None:
        held_on = Day(facts.initial.held_on, with_year=True)
        yield Section(Text(N_("Your assessment is done.")), (Text("{day}").given(day=held_on),))
    for attestation in facts.attestations:
        given_on = Day(attestation.given_on, with_year=True)
        yield Section(
            Text(N_("Your centre has given you your attestation.")),
            (Text(N_("It is dated {day}.")).given(day=given_on),),
        )


def _domains(facts: Facts) -> Iterator[Section]:
    if facts.acquired:
        names = Listed(tuple(domain.short_name for domain in facts.acquired))
        yield Section(Text(N_("Now acquired:")), (Text("{names}").given(names=names),))
    if facts.to_develop:
        names = Listed(tuple(domain.short_name for domain in facts.to_develop))
        lines = [Text("{names}").given(names=names), *growing_lines(facts)]
        if facts.finish_by is not None:
            until = Day(facts.finish_by, with_year=True)
            lines.append(Text(N_("You have until {day} to finish.")).given(day=until))
        yield Section(Text(N_("To work on:")), tuple(lines))


def _training(facts: Facts, now: datetime) -> Iterator[Section]:
    sessions = facts.sessions_from(now)[:SESSIONS_SHOWN]
    if sessions:
        lines = tuple(
            Text("{day} – {session}").given(
                day=Day(local_day(one.starts_at, facts.zone)), session=session_line(one, facts.zone)
            )
            for one in sessions
        )
        yield Section(Text(N_("Your next training sessions:")), lines)


def _jury(facts: Facts) -> Iterator[Section]:
    if facts.certified_on is not None:
        certified_on = Day(facts.certified_on, with_year=True)
        yield Section(Text(N_("🎉 You have the CléA certificate.")), (Text("{day}").given(day=certified_on),))
    elif facts.jury is not None and facts.jury.published_at is None:
        meets = Day(facts.jury.held_on, with_year=True)
        yield Section(
            Text(N_("Your file (dossier) goes to the jury.")),
            (Text(N_("The jury meets on {day}.")).given(day=meets),),
        )
