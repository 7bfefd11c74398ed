"""What a browser is called in the list of sessions: its name and its machine, no more. Pure."""

NAMES = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """“Firefox, Windows” of a User-Agent header; empty where it says nothing that we know."""
    known = (next((name for mark, name in marks if mark in user_agent), "") for marks in (NAMES, MACHINES))
    return ", ".join(filter(None, known))
