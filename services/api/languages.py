"""The language that a client reads: English unless it asks for French rather."""

from collections.abc import Iterator

LANGUAGES = ("en", "fr")
"""What problems are told in. Candidates' own texts are in their own languages, whoever asks."""


def language_of(accepted: str) -> str:
    """The best of ours for an Accept-Language header (RFC 9110, 12.5.4). Nonsense in it counts as nothing."""
    ranges = dict(_ranges(accepted[:1000]))
    others = ranges.get("*", 0.0)
    return max(LANGUAGES, key=lambda language: ranges.get(language, others))


def _ranges(accepted: str) -> Iterator[tuple[str, float]]:
    """Languages without their regions, and how much each is wanted; the last word on one counts."""
    for part in accepted.split(","):
        name, _, quality = part.strip().partition(";")
        yield name.strip().split("-")[0].lower(), _quality(quality.strip())


def _quality(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    digits = value.strip()
    if name.strip().lower() != "q" or not digits.replace(".", "", 1).isdigit() or not digits.isascii():
        return 0.0 if parameter else 1.0
    return min(float(digits), 1.0)
