"""Finding a centre: by town or postcode, by where one is, by its own link; the nearest first."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialogues import menu
from dialogues.answers.reading import plainly
from dialogues.engine import Button, Done, Event, EventKind, Goto, Place, Reply, Row, Step, rows, stay
from locales import GAP, N_, NB_, Day, Languages, Text, line
from services import (
    Kind,
    Mode,
    NotFound,
    Places,
    Services,
    Site,
    Spot,
    Town,
    find_town,
    nearest,
    town_of,
    wants_to_book,
    zone_of_place,
)

FEW = 3
"""So many centres are shown at once, without asking for a town first."""

SHOWN = 3

FAR_KM = 60
"""A centre further away is none that one goes to."""

TOWN = Button(NB_("Another town"), "town")
HERE = Button(NB_("📍 Near me"), "town")

BY_DISTANCE = {Mode.PHONE: NB_("📞 By phone"), Mode.VIDEO: NB_("💻 By video")}

CONTACTED = "wish"


def ask_site(place: Place, sites: Sequence[Site], services: Services) -> Reply | Goto:
    if "near" in place.answers:
        return _nearest(place.answers["near"], sites, services)
    linked = None if place.answers.get("elsewhere") else _linked(place, sites, services)
    if linked is not None:
        said = line(N_("📍 Your centre: {name}, {town}."), name=linked.name, town=linked.town)
        return Goto("day", _chosen(linked.id), before=(Reply((said,)),))
    if len(sites) == 1:
        return Goto("day", _chosen(sites[0].id))
    if len(sites) > FEW:
        return Goto("town")
    lines = (
        line(N_("The interview commits you to nothing.")),
        line(N_("Which centre would you like?")),
    )
    return Reply(lines, (*rows(*map(_button, sites)), (HERE, TOWN)))


def take_site(place: Place, event: Event, services: Services) -> Step:
    if event.kind in (EventKind.TEXT, EventKind.LOCATION):
        return take_town(place, event, services)
    action, _, number = (event.value or "").rpartition(":")
    if event.kind is EventKind.TAP and event.value == TOWN.value:
        return Goto("town")
    site = {str(site.id): site for site in services.scheduling.sites()}.get(number)
    if event.kind is not EventKind.TAP or site is None:
        return stay(line(N_("Tap one of the centres.")))
    if action == CONTACTED:
        return _wish(place, site, services)
    return Goto("day", _chosen(site.id, action if action in BY_DISTANCE else ""))


def ask_town(place: Place, services: Services) -> Reply:
    lines = (
        line(N_("Write your town or your postcode.")),
        line(N_("Or tap the button below: it tells me where you are.")),
        line(N_("I do not keep where you are.")),
    )
    return Reply(lines, asks_for_location=True)


def take_town(place: Place, event: Event, services: Services) -> Step:
    """A town that is written, or a place that is shared."""
    found = _found(event, services)
    if found is not None:
        return found
    if event.kind is EventKind.TEXT:
        return stay(line(N_("I do not know this town.")), line(N_("You can write your postcode.")))
    return stay(line(N_("Write your town or your postcode.")))


def ask_which(place: Place, services: Services) -> Reply | Goto:
    """Several towns of one name, or of names that sound alike."""
    towns = [town for code in place.answers.get("towns", ()) if (town := town_of(code))]
    if not towns:
        return Goto("town")
    label = N_("{town} {postcode}")
    buttons = (Button(line(label, town=t.name, postcode=t.postcode), t.code) for t in towns)
    return Reply((line(N_("Which town is it?")),), (*rows(*buttons), (TOWN,)))


def take_which(place: Place, event: Event, services: Services) -> Step:
    if event.kind in (EventKind.TEXT, EventKind.LOCATION):
        return take_town(place, event, services)
    if event.kind is EventKind.TAP and event.value == TOWN.value:
        return Goto("town")
    code = event.value if event.kind is EventKind.TAP and event.value in place.answers["towns"] else None
    town = town_of(code) if code else None
    if town is None:
        return stay(line(N_("Tap one of the towns.")))
    return Goto("site", _near(town, town.name, services))


def heard(event: Event, services: Services) -> Goto | None:
    """What somebody says while nothing is asked, if it is the wish for an interview: then booking begins."""
    if event.kind is EventKind.TEXT and not wants_to_book(event.text):
        return None
    found = _found(event, services)
    if found is None:
        return Goto("", flow="booking") if event.kind is EventKind.TEXT else None
    return Goto(found.scene, found.answers, flow="booking")


def is_no_town(text: str, *, by_ear: bool) -> bool:
    """Whether something said where a town is asked for names none; what sounds like one counts with `by_ear`."""
    said = set(plainly(text).split())
    if any(word.isdigit() and len(word) == 5 for word in said):
        return False
    return not any(by_ear or set(plainly(town.name).split()) <= said for town in find_town(text))


def _found(event: Event, services: Services) -> Goto | None:
    if event.kind is EventKind.LOCATION:
        try:
            spot = Spot(event.latitude or 0.0, event.longitude or 0.0)
        except ValueError:
            return None
        known = event.latitude is not None and event.longitude is not None
        return _searching(Goto("site", _near(spot, "", services))) if known else None
    towns = find_town(event.text) if event.kind is EventKind.TEXT else []
    if len(towns) == 1:
        return _searching(Goto("site", _near(towns[0], towns[0].name, services)))
    if towns:
        return _searching(Goto("which", {"towns": [town.code for town in towns]}))
    return None


def _searching(goto: Goto) -> Goto:
    """Says so first: a message that puts the keyboard away can have no buttons below it."""
    said = Reply((line(N_("Thank you, I am looking.")),), puts_keyboard_away=True)
    return Goto(goto.scene, goto.answers, before=(said,))


def _near(spot: Spot | Town, name: str, services: Services) -> Mapping[str, Any]:
    """What is kept of a place: its name, its clock and how far the nearest centres are, never where somebody is."""
    found = nearest(services.scheduling.sites(), spot)[:SHOWN]
    km = [[near.place.id, int(near.km)] for near in found]
    return {"near": {"of": name, "km": km, "zone": zone_of_place(spot)}}


def own_zone(place: Place) -> str | None:
    """The clock that the person lives by, if they said where."""
    zone: str | None = place.answers.get("near", {}).get("zone")
    return zone


def _nearest(near: Mapping[str, Any], sites: Sequence[Site], services: Services) -> Reply | Goto:
    by_id = {site.id: site for site in sites}
    found = [(by_id[number], km) for number, km in near["km"] if number in by_id]
    if not found:
        return Goto("town")
    close = [(site, km) for site, km in found if km <= FAR_KM]
    if not close:
        return _far(near["of"], found, services)
    first = N_("Here are the centres near {place}.") if near["of"] else N_("Here are the centres near you.")
    lines = [line(first, place=near["of"])]
    spoken = services.scheduling.languages_at([site.id for site, _ in close])
    for site, km in close:
        lines += [GAP, *_about(site, km, spoken[site.id], services)]
    return Reply(tuple(lines), (*rows(*(_button(site) for site, _ in close)), (TOWN,)))


def _about(site: Site, km: int, spoken: tuple[str, ...], services: Services) -> list[Text]:
    """A centre in a few lines: how far, how one gets in, what is spoken, and when there is a free hour."""
    where = N_("📍 {name}, {town}: {distance} away.")
    lines = [line(where, name=site.name, town=site.town, distance=_distance(km))]
    if site.step_free:
        lines.append(line(N_("♿ There is no step to climb.")))
    if spoken:
        # Translators: on a centre's card: “🗣 Also spoken here: Arabic and Portuguese.”
        lines.append(line(N_("🗣 Also spoken here: {languages}."), languages=Languages(spoken)))
    first = services.scheduling.next_days(Kind.INTERVIEW, site.zone, site_id=site.id, count=1)
    if not first:
        return [*lines, line(N_("There is no free day at the moment."))]
    return [*lines, line(N_("First free day: {day}."), day=Day(first[0]))]


def _far(name: str, found: Sequence[tuple[Site, int]], services: Services) -> Reply:
    """No centre to go to: by phone or video with the nearest, or a person looks for a way."""
    site, km = found[0]
    none = N_("There is no centre near {place} yet.") if name else N_("There is no centre near you yet.")
    where = N_("📍 {name}, {town}: {distance} away.")
    lines = [line(none, place=name), line(where, name=site.name, town=site.town, distance=_distance(km))]
    offered = tuple(
        Button(label, f"{mode.value}:{site.id}")
        for mode, label in BY_DISTANCE.items()
        if services.scheduling.next_days(Kind.INTERVIEW, site.zone, site_id=site.id, mode=mode, count=1)
    )
    if offered:
        lines.append(line(N_("You can talk with an adviser without going there.")))
    lines.append(line(N_("An adviser of this centre can also contact you here.")))
    contacted = Button(NB_("Contact me"), f"{CONTACTED}:{site.id}")
    buttons: tuple[Row, ...] = (*rows(*offered, contacted), (_button(site),), (TOWN,))
    return Reply(tuple(lines), buttons)


def _wish(place: Place, site: Site, services: Services) -> Step:
    try:
        leave_wish(place.candidate_id, site.id, "no_centre_near", services)
    except NotFound:
        return Goto("site")
    lines = (
        line(N_("Thank you, I pass on your wish.")),
        line(N_("An adviser contacts you to find a time with you.")),
    )
    return Done((Reply(lines, rows(menu.PERSON, menu.BACK)),))


def leave_wish(candidate_id: int, site_id: int, why: str, services: Services) -> None:
    """A task for a person at that centre. Raises NotFound."""
    _places(services).leave_wish(candidate_id, site_id, why)


def _linked(place: Place, sites: Sequence[Site], services: Services) -> Site | None:
    number = _places(services).site_in_link(place.who.chat_id)
    return next((site for site in sites if site.id == number), None)


def _places(services: Services) -> Places:
    return Places(services.session, services.now, services.actor)


def _chosen(site_id: int, mode: str = "") -> Mapping[str, Any]:
    """A centre, and the only way to meet where one does not go there; what was chosen before is forgotten."""
    return {"site": site_id, "only": mode, "mode": mode, "since": ""}


def _button(site: Site) -> Button:
    return Button(line(N_("{town}: {name}"), town=site.town, name=site.name), str(site.id))


def _distance(km: int) -> Text:
    return line(N_("{n} km"), n=km) if km else line(N_("less than 1 km"))
