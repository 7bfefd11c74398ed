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


STAGES_PICTURE = Picture("stages", {}, line(N_("Picture: the 4 stages of CléA.")))
DOMAINS_PICTURE = Picture("domains", {"results": {}}, line(N_("Picture: the 7 domains of CléA.")))

PAGES = {
    "what": Page(
        NB_("What is CléA?"),
        (
            line(N_("CléA is a certificate.")),
            line(N_("It shows what you can do.")),
            line(N_("It is the same everywhere in France, in all trades.")),
        ),
        ("for-whom", "stages", "exam"),
    ),
    "for-whom": Page(
        NB_("Is it for me?"),
        (
            line(N_("CléA is for people who work or look for work.")),
            line(N_("You can come without any diploma.")),
            line(N_("The assessment (évaluation) is in French.")),
            line(N_("Is it for you?")),
            line(N_("An adviser (conseiller) looks at that with you.")),
        ),
        ("stages", "benefits", "cost"),
    ),
    "stages": Page(
        NB_("How does it go?"),
        (
            line(N_("There are 4 stages.")),
            line(
                "{stages}",
                stages=listed(
                    (
                        line(N_("An interview with an adviser, without commitment.")),
                        line(N_("An assessment (évaluation): we look at what you can do.")),
                        line(N_("Training, only if you need it.")),
                        line(N_("A jury (employers and employees) decides.")),
                    ),
                    "▪️",
                ),
            ),
        ),
        ("interview", "domains", "exam"),
        STAGES_PICTURE,
    ),
    "interview": Page(
        NB_("The interview"),
        (
            line(N_("At the interview (entretien d’information) you meet an adviser, in private.")),
            line(N_("The adviser explains CléA and answers your questions.")),
            line(N_("The adviser’s centre looks with you at what you can do.")),
            line(N_("If you want, a file (dossier) is opened: it holds your steps.")),
            line(N_("You commit to nothing.")),
            line(N_("You can take time to think.")),
        ),
        ("domains", "cost"),
    ),
    "domains": Page(
        NB_("The 7 domains"),
        (
            line(N_("CléA looks at 7 domains that are useful at work:")),
            line("{domains}", domains=listed((domain.short_name for domain in Domain), "▪️")),
        ),
        ("exam", "benefits"),
        DOMAINS_PICTURE,
    ),
    "exam": Page(
        NB_("Is it an exam?"),
        (
            line(N_("No, the assessment (évaluation) is not an exam.")),
            line(N_("There are no marks and no ranks.")),
            line(N_("We look first at what you can already do.")),
        ),
        ("domains", "benefits"),
    ),
    "benefits": Page(
        NB_("What is it for?"),
        (
            line(N_("CléA shows employers what you can do.")),
            line(N_("It can help you to find a job or to change jobs.")),
            line(N_("It is also a good start for other training.")),
        ),
        ("cost", "stages"),
    ),
    "cost": Page(
        NB_("What does it cost?"),
        (
            line(N_("What you pay depends on your situation.")),
            line(N_("Who can pay?")),
            line(
                "{payers}",
                payers=listed(
                    (
                        # Translators: who can pay, as a list under “Who can pay?”.
                        line(N_("Your CPF (training account – compte personnel de formation)")),
                        line(N_("Your employer")),
                        line(N_("Your region")),
                        line(N_("France Travail (before: Pôle emploi)")),
                    ),
                    "▪️",
                ),
            ),
            line(N_("Your adviser looks at that with you.")),
        ),
        ("interview", "exam"),
    ),
    "after": Page(
        NB_("And now?"),
        (
            line(N_("You can show your certificate to all employers.")),
            line(N_("You can also go on learning.")),
            line(N_("CléA is a good base for other training.")),
            line(N_("Your adviser can talk with you about what comes next.")),
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
    sentence = services.staff.own_words("cost", place.who.candidate_id, place.who.locale)
    return (line("{text}", text=sentence),) if sentence else None


DISCOVER = Flow({"page": Scene(ask_page, take_page, anytime=True)})
