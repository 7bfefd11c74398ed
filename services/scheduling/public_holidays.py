"""Public holidays of France where a site is (package holidays): national, Alsace-Moselle, and overseas by zone."""

from datetime import date
from functools import cache

import holidays

ALSACE_MOSELLE = "57"
"""What the package calls Bas-Rhin, Haut-Rhin and Moselle: also Good Friday and 26 December."""

# Overseas, the zone says it all. In Europe/Paris it does not, so that a site there may name its region.
REGION_OF_ZONE = {
    "Indian/Reunion": "974",
    "America/Guadeloupe": "971",
    "America/Martinique": "972",
    "America/Cayenne": "973",
    "Indian/Mayotte": "976",
    "America/Miquelon": "PM",
    "America/St_Barthelemy": "BL",
    "America/Marigot": "MF",
    "Pacific/Noumea": "NC",
    "Pacific/Tahiti": "PF",
    "Pacific/Marquesas": "PF",
    "Pacific/Gambier": "PF",
    "Pacific/Wallis": "WF",
}

REGIONS = frozenset({ALSACE_MOSELLE, *REGION_OF_ZONE.values()})


def is_public_holiday(day: date, zone: str, region: str | None = None) -> bool:
    """Whether `day` is one at a site of `zone` (IANA); `region`, one of REGIONS, has precedence over the zone."""
    return day in _of_year(day.year, region or REGION_OF_ZONE.get(zone))


def public_holidays(year: int, zone: str, region: str | None = None) -> list[date]:
    """Those of a year, in order."""
    return sorted(_of_year(year, region or REGION_OF_ZONE.get(zone)))


@cache
def _of_year(year: int, region: str | None) -> frozenset[date]:
    # Made whole before anybody sees it: the package's own calendars fill up while they are read, and a second
    # thread would take a year that is half there for one without holidays.
    return frozenset(holidays.country_holidays("FR", subdiv=region, years=year))
