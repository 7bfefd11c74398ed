"""What a candidate may ask: each topic with our own words about it, and the screen that shows or does it.

The ids are the contract (TOPICS.md): `clea ask` prints them. The words say what CLEA.md says, and nothing else;
where it is silent, so are we, and a person answers.
"""

from dataclasses import dataclass

from dialogues.discover import PAGES
from locales import N_, NB_, Text, line, listed

NOBODY_KNOWS = (line(N_("I do not know.")), line(N_("Your adviser can answer you.")))
"""What is said where no topic fits."""

EMERGENCY = "15", "112", "3114"
"""Doctors, any emergency, and those who listen to people who think of ending their life (CléA's TOPICS)."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that people ask for: `lines` answer it."""

    title: str
    """The label of the button that chooses it where two topics are close."""
    lines: tuple[Text, ...]
    to: str = ""
    """The flow or scene that does it ("booking"), or shows it with a picture ("discover.page:cost")."""
    then: tuple[str, ...] = ()
    """Topics that come next, as buttons under the answer."""


def _page(name: str) -> Topic:
    """A topic that a page of "What is CléA?" answers."""
    return Topic(PAGES[name].title, PAGES[name].lines, f"discover.page:{name}")


TOPICS = {
    "what-is-clea": _page("what"),
    "for-whom": _page("for-whom"),
    "diploma-needed": Topic(
        NB_("And diplomas?"),
        (
            line(N_("You can come without any diploma.")),
            line(N_("CléA is first of all for people with few diplomas.")),
            line(N_("Do you have a diploma? Ask an adviser (conseiller).")),
        ),
        then=("for-whom", "benefits"),
    ),
    "age": Topic(
        NB_("At what age?"),
        (
            line(N_("CléA is for people who work or look for work.")),
            line(N_("About the age, I do not know.")),
            line(N_("Your adviser can answer you.")),
        ),
        then=("for-whom",),
    ),
    "stages": _page("stages"),
    "domains": _page("domains"),
    "benefits": _page("benefits"),
    "recognised": Topic(
        NB_("Is it recognised?"),
        (
            line(N_("Yes, CléA is recognised.")),
            line(N_("It is the same everywhere in France, in all trades.")),
            line(N_("CléA shows employers what you can do.")),
        ),
        then=("benefits", "after"),
    ),
    "levels": Topic(
        NB_("No levels"),
        (
            line(N_("There are no levels in CléA.")),
            line(N_("There are no marks and no ranks.")),
            line(N_("It is the same for everyone.")),
        ),
        then=("domains", "assessment"),
    ),
    "cost": _page("cost"),
    "duration": Topic(
        NB_("How long does it take?"),
        (
            line(N_("It depends on you and on your centre.")),
            line(N_("The assessment (évaluation) takes from some hours to some days.")),
            line(N_("Training takes time too, only if you need it.")),
            line(N_("Your adviser tells you more.")),
        ),
        then=("stages", "five-years"),
    ),
    "where": Topic(
        NB_("Where is it?"),
        (
            line(N_("It takes place in a centre.")),
            line(N_("I can show you the centres near you.")),
            line(N_("Tap “Book my interview”.")),
        ),
        then=("interview",),
    ),
    "referral": Topic(
        NB_("Who can send me?"),
        (
            line(N_("Who can tell you of CléA and send you?")),
            line(
                "{referrers}",
                referrers=listed(
                    (
                        line(N_("Your employer")),
                        line(N_("Your region")),
                        line(N_("France Travail (before: Pôle emploi)")),
                        # Translators: who sends people to CléA, as a list.
                        line(N_("A careers adviser (conseiller)")),
                    ),
                    "▪️",
                ),
            ),
            line(N_("You can also book an interview here by yourself.")),
        ),
        then=("interview", "cost"),
    ),
    "interview": _page("interview"),
    "interview-prepare": Topic(
        NB_("Before the interview"),
        (
            line(N_("At the interview (entretien d’information), you talk with an adviser.")),
            line(N_("It is not an exam.")),
            line(N_("You can prepare your questions.")),
            line(N_("You can ask your adviser what to bring.")),
        ),
        then=("interview", "commitment"),
    ),
    "commitment": Topic(
        NB_("Am I free to stop?"),
        (
            line(N_("You are free.")),
            line(N_("The interview commits you to nothing.")),
            line(N_("You can say no.")),
            line(N_("You can also take a break.")),
        ),
        then=("think-time", "interview"),
    ),
    "think-time": Topic(
        NB_("Time to think"),
        (
            line(N_("You can take time to think.")),
            line(N_("Take your time, you are free.")),
            line(N_("When you want to go on, tell your adviser.")),
        ),
        then=("interview", "benefits"),
    ),
    "exam": _page("exam"),
    "assessment": Topic(
        NB_("The assessment"),
        (
            line(N_("The assessment (évaluation) shows what you can already do.")),
            line(N_("It looks at 7 domains that are useful at work.")),
            line(N_("It is not an exam.")),
            line(N_("It takes from some hours to some days.")),
        ),
        then=("domains", "exam"),
    ),
    "not-all-acquired": Topic(
        NB_("If I lack a domain"),
        (
            line(N_("That is all right.")),
            line(N_("Training helps you with what is to work on.")),
            line(N_("You have 5 years to finish.")),
            line(N_("Meanwhile, an attestation can show what you can already do.")),
        ),
        then=("training", "attestation"),
    ),
    "attestation": Topic(
        NB_("The attestation"),
        (
            line(N_("The attestation is a paper.")),
            line(N_("It says what you can already do.")),
            line(N_("You can have it while you learn the rest.")),
            line(N_("Ask your adviser for it.")),
        ),
        then=("not-all-acquired", "five-years"),
    ),
    "five-years": Topic(
        NB_("The 5 years"),
        (
            line(N_("You have 5 years to finish.")),
            line(N_("They begin with your assessment (évaluation).")),
            line(N_("In this time, you do the training and the final assessment (évaluation finale).")),
        ),
        then=("training", "final-assessment"),
    ),
    "training": Topic(
        NB_("The training"),
        (
            line(N_("The training is made for you.")),
            line(N_("You learn only what is to work on.")),
            line(N_("A timetable (planning) tells you the dates.")),
            line(N_("A trainer (formateur) looks at your progress with you.")),
        ),
        then=("trainer", "work-time"),
    ),
    "work-time": Topic(
        NB_("Work time and pay"),
        (
            line(N_("It depends on your situation.")),
            line(N_("During work or not, paid or not: I do not know.")),
            line(N_("Your adviser can answer you.")),
        ),
        then=("training", "cost"),
    ),
    "trainer": Topic(
        NB_("The trainer"),
        (
            line(N_("A trainer (formateur) helps you to learn.")),
            line(N_("The trainer regularly looks at your progress.")),
            line(N_("Somebody else does the assessment (évaluation).")),
        ),
        then=("training", "final-assessment"),
    ),
    "final-assessment": Topic(
        NB_("The final assessment"),
        (
            line(N_("The final assessment (évaluation finale) comes after the training.")),
            line(N_("It looks only at what you learnt in training.")),
            line(N_("There are no marks and no ranks.")),
        ),
        then=("jury", "training"),
    ),
    "jury": Topic(
        NB_("The jury"),
        (
            line(N_("The jury: half employers, half employees.")),
            line(N_("It looks at your file (dossier) at the end.")),
            line(N_("It does not depend on your centre.")),
            line(N_("If all 7 domains are acquired, you have CléA.")),
            line(N_("Must you go there? Your adviser tells you.")),
        ),
        then=("jury-when", "after"),
    ),
    "jury-when": Topic(
        NB_("When is the jury?"),
        (
            line(N_("The jury meets several times a year.")),
            line(N_("I tell you when your file (dossier) goes to the jury.")),
            line(N_("Afterwards, your adviser or I tell you.")),
        ),
        then=("jury", "my-file"),
    ),
    "jury-no": Topic(
        NB_("If the jury says no"),
        (
            line(N_("The jury decides.")),
            line(N_("If it is not yet yes, your adviser talks with you.")),
            line(N_("Your adviser explains to you what comes next.")),
        ),
        then=("jury", "training"),
    ),
    "french": Topic(
        NB_("My French"),
        (
            line(N_("You can come, even with little French.")),
            line(N_("The assessment (évaluation) is in French.")),
            line(N_("An adviser (conseiller) looks at that with you.")),
            line(N_("I can write to you in another language.")),
        ),
        then=("language", "interview"),
    ),
    "reading": Topic(
        NB_("Reading and writing"),
        (
            line(N_("Many people do not like to read or write.")),
            line(N_("You need not be ashamed.")),
            line(N_("I can read my message to you: tap 🔊.")),
            line(N_("You can also talk to a person.")),
        ),
        then=("interview",),
    ),
    "disability": Topic(
        NB_("Disability"),
        (
            line(N_("Tell your adviser what you need.")),
            line(N_("Your adviser looks at that with you.")),
            line(N_("Write nothing about your health here.")),
        ),
        then=("interview", "where"),
    ),
    "employer-knows": Topic(
        NB_("And my employer?"),
        (
            line(N_("I tell your employer nothing.")),
            line(N_("The interview (entretien d’information) is in private.")),
            line(N_("Does your employer pay? Ask your adviser what is told.")),
        ),
        then=("privacy", "cost"),
    ),
    "other-clea": Topic(
        NB_("The other CléA"),
        (
            line(N_("CléA numérique and CléA management are other certificates.")),
            line(N_("Here, I help you with CléA.")),
            line(N_("About the others, your adviser can answer you.")),
        ),
        then=("what-is-clea",),
    ),
    "after": _page("after"),
    "privacy": Topic(
        NB_("My data"),
        (
            line(N_("If you agree, I keep your first name and your steps.")),
            line(N_("Only your centre sees it.")),
            line(N_("You can see everything and erase everything.")),
        ),
        "privacy",
    ),
    "book": Topic(
        NB_("Book my interview"),
        (line(N_("You can book your interview here.")), line(N_("You commit to nothing."))),
        "booking",
    ),
    "move": Topic(
        NB_("Another time"),
        (
            line(N_("You can choose another time for your appointment.")),
            line(N_("Tap “Another time” under your appointment.")),
        ),
        "appointment",
    ),
    "cancel": Topic(
        NB_("Cancel"),
        (
            line(N_("You can cancel your appointment.")),
            line(N_("You can book another one whenever you like.")),
        ),
        "appointment",
    ),
    "absent": Topic(
        NB_("I cannot come"),
        (
            line(N_("All right, that can happen.")),
            line(N_("Tell your adviser.")),
            line(N_("For an appointment, you can choose another time.")),
        ),
        then=("adviser", "move", "timetable"),
    ),
    "timetable": Topic(
        NB_("My timetable"),
        (line(N_("Your timetable (planning) shows your next dates.")),),
        "timetable",
    ),
    "my-file": Topic(
        NB_("My file"),
        (line(N_("Your file (dossier) shows where you stand.")),),
        "path",
    ),
    "adviser": Topic(
        NB_("Talk to someone"),
        (line(N_("You can talk to an adviser (conseiller).")), line(N_("Write your message here."))),
        "handover",
    ),
    "language": Topic(
        NB_("Change the language"),
        (line(N_("You can change the language at any time.")), line(N_("Choose your language."))),
        "language",
    ),
    "listen": Topic(
        NB_("Listen"),
        (
            line(N_("I can read to you.")),
            line(N_("Tap 🔊 under a message.")),
            line(N_("You can send a voice message too.")),
        ),
        "reading.listen",
    ),
    "pause": Topic(
        NB_("Fewer messages"),
        (
            line(N_("You can take a break from my messages.")),
            line(N_("I still remind you of your appointments.")),
            line(N_("To stop everything, write: stop.")),
        ),
        "pause",
    ),
    "erase": Topic(
        NB_("Erase everything"),
        (line(N_("You can erase everything, whenever you like.")), line(N_("You need to ask nobody."))),
        "erasure",
    ),
    "greeting": Topic(
        NB_("Hello"),
        (line(N_("Hello!")), line(N_("I can explain CléA to you.")), line(N_("What would you like to do?"))),
        "unasked.hello",
    ),
    "thanks": Topic(NB_("Menu"), (line(N_("With pleasure!")),), "unasked.thanks"),
    "distress": Topic(
        NB_("I need help now"),
        (
            line(N_("You are not alone, somebody can help you now.")),
            line(N_("📞 {number}: people who listen, day and night."), number=EMERGENCY[2]),
            line(N_("📞 {number}: a doctor."), number=EMERGENCY[0]),
            line(N_("📞 {number}: if you are in danger."), number=EMERGENCY[1]),
            line(N_("These calls are free.")),
            line(N_("An adviser can also answer you here.")),
        ),
        "unasked.danger",
    ),
}
