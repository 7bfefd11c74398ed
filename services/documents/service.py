"""Papers for the candidate and for the body, made when they are asked for and kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from locales import DEFAULT, N_, NS_, Day, Moment, Text, best_locale, own_name, plain
from services.candidates.models import CandidateRow
from services.documents.chapters import Chapter, as_text
from services.documents.summary import Section, summary
from services.dossiers.domains import Domain
from services.dossiers.facts import Facts
from services.dossiers.kinds import AssessmentKind
from services.dossiers.loading import facts_of
from services.jury.service import Jury
from services.messages.models import Author, MessageRow
from services.service import Service
from services.spreadsheets import as_csv
from services.staff.models import BodyRow


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to take away."""

    name: str
    media_type: str
    content: bytes


class Documents(Service):
    def summary(self, candidate_id: int) -> Paper:
        """The candidate's file in their language and in French, as a PDF. Raises NotFound."""
        chapters = self._summary(candidate_id)
        title = plain(chapters[-1].sections[0].title, chapters[-1].locale)
        return Paper("clea-dossier.pdf", "application/pdf", _as_pdf(chapters, title, self.now))

    def summary_text(self, candidate_id: int) -> Paper:
        """The same as plain text. Raises NotFound."""
        chapters = self._summary(candidate_id)
        return Paper("clea-dossier.txt", "text/plain", as_text(chapters).encode())

    def everything(self, candidate_id: int) -> Paper:
        """All that is kept of a candidate, to read: the path, then what was written, oldest first. Raises NotFound."""
        row = self.candidate_row(candidate_id)
        (chapter, *_) = self._summary(candidate_id)
        query = select(MessageRow).where(col(MessageRow.candidate_id) == candidate_id)
        messages = self.session.exec(query.order_by(col(MessageRow.id)))
        sections = [*chapter.sections, _person(row), *(_message(one, row.timezone) for one in messages)]
        return Paper("clea.txt", "text/plain", as_text([Chapter(chapter.locale, sections)]).encode())

    def jury_list(self, jury_session_id: int) -> Paper:
        """What a jury looks at, without names: a number for each file, as a PDF in French. Raises NotFound."""
        sections = self._jury_sections(jury_session_id)
        pdf = _as_pdf([Chapter(DEFAULT, sections)], plain(sections[0].title, DEFAULT), self.now)
        return Paper(f"jury-{jury_session_id}.pdf", "application/pdf", pdf)

    def jury_table(self, jury_session_id: int) -> Paper:
        """The same as a table for spreadsheets. Raises NotFound."""
        heads = [NS_("File"), NS_("Assessed on"), NS_("Assessed again on"), *Domain]
        rows = [
            (one, *_assessed_on(facts), *(facts.domains[domain] or "" for domain in Domain))
            for one, facts in self._before(jury_session_id).items()
        ]
        table = as_csv([plain(Text(head), DEFAULT) for head in heads], rows, DEFAULT)
        return Paper(f"jury-{jury_session_id}.csv", "text/csv", table.encode("utf-8-sig"))

    def _summary(self, candidate_id: int) -> list[Chapter]:
        """In the candidate's language, and in French."""
        self.may_see(candidate_id)
        facts = facts_of(self.session, candidate_id)
        body = self.session.get(BodyRow, facts.body_id) if facts.body_id else None
        sections = summary(facts, body.name if body else "", self.now)
        locales = dict.fromkeys((best_locale(facts.locale), DEFAULT))
        return [Chapter(locale, sections) for locale in locales]

    def _before(self, jury_session_id: int) -> dict[int, Facts]:
        return Jury(self.session, self.now, self.actor).candidates_before(jury_session_id)

    def _jury_sections(self, jury_session_id: int) -> list[Section]:
        jury = Jury(self.session, self.now, self.actor).session_of(jury_session_id)
        dossiers = self._before(jury_session_id)
        first = Section(
            Text(NS_("Jury of {day}")).given(day=Day(jury.held_on, with_year=True)),
            (Text(NS_("{n} files, without names")).given(n=len(dossiers)),),
        )
        return [first, *(_anonymous(one, facts) for one, facts in dossiers.items())]


def _person(row: CandidateRow) -> Section:
    told = (row.first_name, own_name(best_locale(row.locale)), row.timezone, row.phone)
    lines = tuple(Text("{text}").given(text=one) for one in told if one)
    return Section(Text(N_("Your first name and your language")), lines)


def _message(one: MessageRow, zone: str) -> Section:
    wrote = N_("You wrote:") if one.author is Author.CANDIDATE else N_("Your centre wrote:")
    when = Text("{when}").given(when=Moment(one.written_at, zone))
    return Section(Text(wrote), (when, Text("{text}").given(text=one.text or "📎")))


def _anonymous(number: int, facts: Facts) -> Section:
    """A file as a jury sees it: when it was assessed, and what is acquired. Never a name."""
    initial, final = _assessed_on(facts)
    lines = [Text(NS_("Assessed on {day}")).given(day=initial)] if initial else []
    if final:
        lines.append(Text(NS_("Assessed again on {day}")).given(day=final))
    names = ", ".join(domain.value for domain in facts.acquired)
    lines.append(Text(NS_("Acquired: {domains}")).given(domains=names))
    return Section(Text(NS_("File {number}")).given(number=number), tuple(lines))


def _assessed_on(facts: Facts) -> tuple[str, str]:
    """The days of the assessment and of the last final one, empty where there was none."""
    finals = [a.held_on for a in facts.assessments if a.kind is AssessmentKind.FINAL]
    initial = f"{facts.initial.held_on:%d/%m/%Y}" if facts.initial else ""
    return initial, f"{max(finals):%d/%m/%Y}" if finals else ""


def _as_pdf(chapters: Sequence[Chapter], title: str, now: datetime) -> bytes:
    # What draws it takes 26 MB: only a process that is asked for a paper bears them.
    from services.documents.paper import as_pdf

    return as_pdf(chapters, title, now)
