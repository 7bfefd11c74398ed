"""The trail: who did what to whose file, to read on or to keep."""

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from locales import NS_, Text, plain
from services.api.candidates import zone_of
from services.api.files import CsvFile
from services.api.paging import Page, PageQuery
from services.api.routing import Routes
from services.api.values import Answer, DayOrTime, Id, Line, Query, beginning, end, local
from services.bundle import Services
from services.console.trail_table import ROWS_MAX, trail_csv, what, who
from services.errors import Refusal
from services.trail import Entry, Which

routes = Routes("Audit")


class TooMany(Refusal):
    """There is too much for one table: ask for less with `since` and `until`, or page through the JSON."""

    code = "too_many"
    status = 422


class AuditEntry(Answer):
    id: int
    at: datetime = Field(description="With the offset of the body.")
    actor: str = Field(description="candidate:12, staff:3, token:1 or system.")
    name: str | None = Field(description="Of staff or of a token; a candidate is not named.")
    action: str = Field(description="A stable word, such as assessment.recorded.")
    says: str = Field(description="The same in words, in the language of Accept-Language.")
    candidate_id: int | None = Field(
        description="Also of an erased candidate: a number, and nobody’s any more."
    )
    facts: dict[str, Any]

    @classmethod
    def of(cls, entry: Entry, zone: str, language: str) -> Self:
        return cls.made_of(
            entry, at=local(entry.at, zone), says=_says(entry, language), facts=dict(entry.facts)
        )


class SelectionQuery(Query):
    since: DayOrTime | None = Field(default=None, description="From this day or time on.")
    until: DayOrTime | None = Field(
        default=None, description="Until the end of this day, or before this time."
    )
    action: Line | None = Field(default=None, description="Only this deed, such as assessment.recorded.")
    candidate_id: Id | None = Field(default=None, alias="candidate", description="Only to this one’s file.")

    def which(self, zone: str) -> Which:
        return Which(beginning(self.since, zone), end(self.until, zone), self.action, self.candidate_id)


class AuditQuery(SelectionQuery, PageQuery):
    """A page of a selection."""


@routes.get("/candidates/{id}/audit")
def read_trail(services: Services, candidate_id: int, query: PageQuery, language: str) -> Page[AuditEntry]:
    """Who did what to a candidate’s file, latest first."""
    found = services.trail.of_candidate(candidate_id, after=query.after, limit=query.limit + 1)
    return _page(services, found, query, language)


@routes.get("/candidates/{id}/audit.csv", TooMany)
def export_trail(services: Services, candidate_id: int, language: str) -> CsvFile:
    """The same as a table for a spreadsheet, whole."""
    entries = services.trail.of_candidate(candidate_id, limit=ROWS_MAX + 1)
    return _table(services, entries, language, f"audit-{candidate_id}.csv")


@routes.get("/audit", scope="audit")
def read_body_trail(services: Services, query: AuditQuery, language: str) -> Page[AuditEntry]:
    """Who did what in the whole body, latest first."""
    which = query.which(zone_of(services))
    found = services.trail.of_body(which, after=query.after, limit=query.limit + 1)
    return _page(services, found, query, language)


@routes.get("/audit.csv", TooMany, scope="audit")
def export_body_trail(services: Services, query: SelectionQuery, language: str) -> CsvFile:
    """The same as a table for a spreadsheet."""
    entries = services.trail.of_body(query.which(zone_of(services)), limit=ROWS_MAX + 1)
    return _table(services, entries, language, "audit.csv")


def _page(services: Services, found: list[Entry], query: PageQuery, language: str) -> Page[AuditEntry]:
    zone = zone_of(services)
    return Page[AuditEntry].of(
        found, query.limit, lambda entry: AuditEntry.of(entry, zone, language), lambda item: item.id
    )


def _table(services: Services, entries: list[Entry], language: str, name: str) -> CsvFile:
    """Raises TooMany."""
    if len(entries) > ROWS_MAX:
        raise TooMany
    return CsvFile.made(name, trail_csv(entries, zone_of(services), language).encode())


def _says(entry: Entry, language: str) -> str:
    """ "Claire Martin: recorded an assessment" """
    pattern = Text(NS_("{who}: {what}"))
    return plain(pattern.given(who=who(entry, language), what=what(entry, language)), language)
