"""Templates: texts that a body writes again and again, in each language that it wrote them in."""

from collections.abc import Mapping

from sqlmodel import col, select

from locales import NS_
from services.errors import Invalid, NotFound
from services.messages.models import TemplateRow
from services.messages.service import MESSAGE_MAX, TooLong
from services.service import Service

TITLE_MAX = 60
TEMPLATES_MOST = 100

FIRST_NAME = "{prénom}"
"""Stands in a text for the candidate's first name."""


def filled(text: str, first_name: str) -> str:
    return text.replace(FIRST_NAME, first_name)


class Templates(Service):
    def all(self) -> list[TemplateRow]:
        """The body's templates, by title."""
        query = select(TemplateRow).where(col(TemplateRow.body_id) == self.body_id)
        return list(self.session.exec(query.order_by(col(TemplateRow.title), col(TemplateRow.id))))

    def template(self, template_id: int) -> TemplateRow:
        """Raises NotFound."""
        row = self.session.get(TemplateRow, template_id)
        if row is None or row.body_id != self.body_id:
            raise NotFound
        return row

    def save(self, template_id: int | None, title: str, texts: Mapping[str, str]) -> TemplateRow:
        """A new one, or another wording of a known one. Raises Invalid (no title, no text), TooLong, NotFound."""
        title = " ".join(title.split())[:TITLE_MAX]
        said = {locale: text.strip() for locale, text in texts.items() if text.strip()}
        if not title or not said:
            raise Invalid(NS_("A template needs a title, and a text in one language at least."))
        if any(len(text) > MESSAGE_MAX for text in said.values()):
            raise TooLong
        if template_id is None:
            if len(self.all()) >= TEMPLATES_MOST:
                raise Invalid(NS_("A centre has at most 100 templates: delete one first."))
            row = TemplateRow(body_id=self.body_id, title=title, texts=said, changed_at=self.now)
        else:
            row = self.template(template_id)
            row.title, row.texts, row.changed_at = title, said, self.now
        self.session.add(row)
        self.session.flush()
        self.audit("template.saved", template_id=row.id)
        return row

    def delete(self, template_id: int) -> None:
        """Raises NotFound."""
        self.session.delete(self.template(template_id))
        self.audit("template.deleted", template_id=template_id)
