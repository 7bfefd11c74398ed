"""The marks under which messages are found by the extraction; they change nothing."""


def N_(message: str) -> str:
    """Marks a sentence said to a candidate. Returns it as it is: translation happens when it is shown."""
    return message


def NB_(label: str) -> str:
    """Marks the label of a button: at most 24 characters in every language."""
    return label


def NS_(message: str) -> str:
    """Marks a text for staff (console, API), which the plain-language checks leave alone."""
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:
    """Marks a sentence with a number in it: `Text(*NN_(...), n=3)`."""
    return singular, plural
