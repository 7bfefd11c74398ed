"""The poster of a referrer, in plain words: about CléA it says what the leaflet says and no more."""

from locales import DEFAULT, N_, line, plain
from services.pictures import poster
from services.pictures.poster import Said
from services.referrers.codes import link
from services.referrers.service import Referrer, clean_name

# Translators: the poster of somebody who tells people of CléA, read from afar and by people who read little.
TITLE = N_("CléA shows what you can do.")
SUBTITLE = N_("It is a certificate, the same everywhere in France.")
REASONS = (
    N_("You talk with an adviser, without commitment."),
    N_("We look at what you can already do."),
    N_("Training, only if you need it."),
)
STEPS = (
    # Translators: three steps beside the square (QR code) of a poster.
    N_("Open your phone’s camera."),
    N_("Point it at the square."),
    N_("Tap the link."),
)
BY_HAND = N_("You can also write this address in your phone:")
NEEDS = N_("You need the app Telegram.")
FOR = N_("Centre: {name}")


def poster_of(referrer: Referrer, body_name: str, bot_username: str, locale: str = DEFAULT) -> str:
    """The poster as SVG; names are shown as they are, whatever they hold."""

    def say(msgid: str) -> str:
        return plain(line(msgid), locale)

    first, second, third = map(say, REASONS)
    one, two, three = map(say, STEPS)
    said = Said(
        title=say(TITLE),
        subtitle=say(SUBTITLE),
        reasons=(first, second, third),
        steps=(one, two, three),
        by_hand=say(BY_HAND),
        needs=say(NEEDS),
        centre=plain(line(FOR, name=clean_name(body_name)), locale),
        referrer=referrer.name,
    )
    return poster(link(referrer.code, bot_username), said)
