"""What people ask in their own words: a few sure signs, each with the screen of ours that answers it.

Nothing is guessed: what no sign fits is offered to the adviser.
"""

import re
import unicodedata

LONGEST = 80
"""Characters: longer messages say more than one thing, and are for a person."""

# The first that fits wins: danger before all else, what one wants to do before what one wants to know.
_SIGNS = (
    (
        "unasked.danger",
        r"suicid|me tuer|envie de mourir|veux mourir|en danger|il me frappe|kill myself|want to die",
    ),
    (
        "appointment",
        r"annul|deplacer|decaler|chang\w* (de |l |mon )?(heure|jour|date|rendez|rdv)|cancel|another time",
    ),
    ("booking", r"rendez ?vous|\brdv\b|appointment|\bbook\b|m inscrire"),
    ("timetable", r"planning|horaire|(quand|c est quand).*(cours|formation|session)|timetable"),
    ("path", r"mon dossier|ou j en suis|ou en suis je|my file|where am i"),
    ("handover", r"parler a quelqu|une personne|humain|conseill|adviser|talk to"),
    (
        "discover.page:cost",
        r"combien|\bprix\b|gratuit|\bpayer\b|\bcpf\b|sa coute|ca coute|how much|\bcost|\bprice",
    ),
    ("discover.page:exam", r"peur|exam|\btest|ecole|\bnote|\brat(er|é)|pas capable|afraid|scared"),
    ("discover.page:for-whom", r"pour moi|pour qui|diplome|\bbac\b|for me\b|certificates"),
    ("discover.page:stages", r"etape|comment (ca|sa) (marche|se passe)|how does it"),
    ("discover.page:domains", r"domaine|domain"),
    ("discover.page:benefits", r"a quoi (ca|sa) sert|pourquoi (faire|clea)|what for"),
    ("discover", r"c (est )?(koi|quoi)|quoi clea|clea quoi|what is clea|^clea$"),
    ("reading.simpler", r"compren\w* (pas|rien)|pas compris|don t understand|not understand"),
    ("reading.listen", r"ecouter|lire a haute voix|a voix haute|\blisten\b|read it to me"),
    ("language", r"\blangue|\blanguage|english|anglais"),
    ("privacy", r"donnees|vie privee|confidential|privacy|effacer"),
    ("help", r"^(aide|aidez|help|menu)\b|aide moi|aidez moi"),
    ("unasked.thanks", r"^(ok |oui )?(merci|mercie|thank|thanks|super|d accord|ok)\b"),
    ("menu", r"^(bonjour|bonsoir|salut|coucou|hello|hi|hey|bjr|slt)\b"),
)


def plainly(text: str) -> str:
    """Without capitals, accents and signs, as it is spoken."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w\s]", " ", bare).split())


def where_it_leads(text: str) -> str:
    """The scene that answers ("discover.page:cost", "booking"), or nothing."""
    said = plainly(text)
    if len(said) > LONGEST:
        return ""
    return next((to for to, sign in _SIGNS if re.search(sign, said)), "")


_STOP = re.compile(
    r"^stop\b|^stoppez|^arret$|\barrete[zr]? (de |d |les |tout|ca)|plus (de |d |aucun )?(message|msg|sms|notif)"
    r"|ne m ecri|laisse[zr]? moi tranquille|desabonn|unsubscribe|no more messages|stop (writing|sending)"
)


def says_stop(text: str) -> bool:
    """Whether somebody asks in their own words for no more messages."""
    said = plainly(text)
    return len(said) <= LONGEST and bool(_STOP.search(said))
