"""Refusals: facts with a stable code, told to people and programs alike. Bugs stay ordinary exceptions."""

from typing import Any, ClassVar

from locales import Text, plain


class Refusal(Exception):
    """This cannot be done."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    """The HTTP status that says it best."""

    def __init__(self, detail: str | Text | None = None, **facts: Any) -> None:
        """`detail` is a text marked with NS_, with its values where it has any; without it, the sentence."""
        self.detail = detail if isinstance(detail, Text) else Text(detail or self.sentence())
        self.facts = facts
        super().__init__(plain(self.detail, "en"))

    @classmethod
    def sentence(cls, locale: str = "en") -> str:
        """The class's docstring, which is its message: it is gathered for translation as marked texts are."""
        return plain(Text((cls.__doc__ or "").strip().splitlines()[0]), locale)


class NotFound(Refusal):
    """There is nothing here by that name, or it belongs to another body."""

    code = "not_found"
    status = 404


class NotAllowed(Refusal):
    """This account or token may not do that."""

    code = "not_allowed"
    status = 403


class Invalid(Refusal):
    """Something in what was sent is not right."""

    code = "invalid"
    status = 422
