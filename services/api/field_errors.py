"""What is wrong with a field, in words: pydantic's kinds of errors, and the sentences of our own types."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from locales import NS_, Text, plain

ERRORS_MAX = 100
"""Nobody mends more at a time."""

SENTENCES: Mapping[str, str] = {
    "missing": NS_("is missing"),
    "extra_forbidden": NS_("is not a field of this request"),
    "string_type": NS_("must be a text"),
    "string_too_short": NS_("must have {min_length} characters or more"),
    "string_too_long": NS_("must have {max_length} characters or fewer"),
    "string_pattern_mismatch": NS_("must look like {pattern}"),
    "string_unicode": NS_("must be a text of whole characters"),
    "int_type": NS_("must be a whole number"),
    "int_parsing": NS_("must be a whole number"),
    "int_parsing_size": NS_("must be a smaller number"),
    "int_from_float": NS_("must be a whole number"),
    "greater_than_equal": NS_("must be {ge} or more"),
    "less_than_equal": NS_("must be {le} or less"),
    "bool_type": NS_("must be true or false"),
    "list_type": NS_("must be a list"),
    "dict_type": NS_("must be an object"),
    "model_type": NS_("must be an object"),
    "model_attributes_type": NS_("must be an object"),
    "too_short": NS_("must have {min_length} entries or more"),
    "too_long": NS_("must have {max_length} entries or fewer"),
    "enum": NS_("must be one of: {expected}"),
    "literal_error": NS_("must be one of: {expected}"),
}
"""By pydantic's type of error; with the values of its context."""


def errors_of(error: ValidationError, language: str) -> list[tuple[str, str]]:
    """Where, with dots, and what is wrong there; at most the first 100."""
    found = error.errors(include_url=False, include_input=False)
    return [(".".join(map(str, one["loc"])), _said(one, language)) for one in found[:ERRORS_MAX]]


def _said(one: Any, language: str) -> str:
    context: dict[str, Any] = one.get("ctx", {})
    if one["type"] == "value_error":
        own: Exception = context["error"]
        # A text marked with NS_, perhaps with its values.
        return plain(own.args[0] if isinstance(own.args[0], Text) else Text(str(own)), language)
    sentence = SENTENCES.get(one["type"])
    if sentence is None:
        return str(one["msg"])
    return plain(Text(sentence).given(**{name: str(value) for name, value in context.items()}), language)
