"""What CléA is: one idea a screen, a picture where it helps, the next screen one tap away."""

from dataclasses import dataclass

from dialogues import menu
from dialogues.engine import Button, Done, Event, Flow, Place, Reply, Scene, rows
from locales import N_, NB_, Text, line, listed
from services import Domain, Picture, Services


@dataclass(frozen=True, slots=True)
class Page:
    """One screen: its idea, and where one may go from it."""

    title: str
    """The label of the buttons that lead here."""
    lines: tuple[Text, ...]
    then: tuple[str, ...] = ()
    """Pages that follow, the most natural first."""
    picture: Picture | None = None


STAGES_PICTURE = Picture("stages", {}, line(N_("Picture: the four stages of CléA.")))
DOMAINS_PICTURE = Picture("domains", {"results": {}}, line(N_("Picture: the seven domains of CléA.")))

PAGES = {
    "what": Page(
        NB_("What is CléA?"),
        (
            line(N_("CléA is a certificate.")),
            line(N_("It shows what you can do at work and in life.")),
            line(N_("It is the same everywhere in France, in all trades.")),
        ),
        ("for-whom", "stages", "exam"),
    ),
    "for-whom": Page(
        NB_("Is it for me?"),
        (
            line(N_("CléA is for people who work and for people who look for work.")),
            line(N_("You can have few certificates, or none at all.")),
            line(N_("Do you wonder if it is for you? An adviser looks at it with you.")),
        ),
        ("stages", "benefits", "cost"),
    ),
    "stages": Page(
        NB_("How does it go?"),
        (
            line(N_("There are four stages.")),
            line(
                "{stages}",
                stages=listed(
                    (
                        line(N_("An interview with an adviser. You commit to nothing.")),
                        line(N_("An assessment of what you already know.")),
                        line(N_("Training, only if you need it.")),
                        line(N_("A jury looks at your file and decides.")),
                    ),
                    "▪️",
                ),
            ),
        ),
        ("interview", "domains", "exam"),
        STAGES_PICTURE,
    ),
    "interview": Page(
        NB_("The first interview"),
        (
            line(N_("You meet an adviser of a centre, just the two of you.")),
            line(N_("The adviser explains CléA and answers your questions.")),
            line(N_("You commit to nothing. You can take time to think.")),
        ),
        ("domains", "cost"),
    ),
    "domains": Page(
        NB_("The seven domains"),
        (
            line(N_("CléA looks at seven domains of daily life and work:")),
            line("{domains}", domains=listed((domain.short_name for domain in Domain), "▪️")),
        ),
        ("exam", "benefits"),
        DOMAINS_PICTURE,
    ),
    "exam": Page(
        NB_("Is it an exam?"),
        (
            line(N_("No. The assessment is not an exam.")),
            line(N_("There are no marks and no ranks.")),
            line(N_("We look first at what you can already do.")),
        ),
        ("domains", "benefits"),
    ),
    "benefits": Page(
        NB_("What does it bring me?"),
        (
            line(N_("CléA shows employers what you can do.")),
            line(N_("It can help you to find work or to change jobs.")),
            line(N_("It is also a good start for other training.")),
        ),
        ("cost", "stages"),
    ),
    "cost": Page(
        NB_("What does it cost?"),
        (
            line(N_("What you pay depends on your situation.")),
            line(N_("Your training account (CPF), your employer, your region or France Travail can pay.")),
            line(N_("Your adviser tells you who pays in your case.")),
        ),
        ("interview", "exam"),
    ),
    "after": Page(
        NB_("And now?"),
        (
            line(N_("You can show your certificate to any employer in France.")),
            line(N_("You can go on learning: it is a base for other training.")),
            line(N_("Your adviser can talk with you about what you want to do next.")),
        ),
        ("benefits",),
    ),
}

FIRST = "what"


def page_reply(name: str, place: Place, services: Services) -> Reply:
    page = PAGES[name]
    lines = (_own_cost(place, services) or page.lines) if name == "cost" else page.lines
    further = [Button(PAGES[then].title, then, to="discover.page") for then in page.then]
    own = [] if name == "after" else [menu.BOOK]
    return Reply(lines, rows(*further, *own, menu.BACK), page.picture)


def ask_page(place: Place, services: Services) -> Done:
    return Done((page_reply(FIRST, place, services),))


def take_page(place: Place, event: Event, services: Services) -> Done:
    name = event.value if event.value in PAGES else FIRST
    return Done((page_reply(name, place, services),))


def _own_cost(place: Place, services: Services) -> tuple[Text, ...] | None:
    """The centre's own sentence about what one pays, if it has set one."""
    sentence = services.staff.cost_sentence(place.who.candidate_id, place.who.locale)
    return (line("{text}", text=sentence),) if sentence else None


DISCOVER = Flow({"page": Scene(ask_page, take_page, anytime=True)})
