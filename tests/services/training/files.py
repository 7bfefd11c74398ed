"""Timetables as files, for the tests: 500 lines of a course, and what people do to such a file."""

from collections.abc import Sequence
from datetime import date, timedelta

HEADING = "référence;domaine;date;début;fin;lieu;formateur"
MONDAY = date(2027, 1, 11)

WRONG = {
    # Line of the file: what stands there, and why it is wrong.
    7: ("R5;D9;18/01/2027;09:00;12:00;Salle 3;", "domain"),
    48: ("R46;D2;31/02/2027;09:00;12:00;Salle 3;", "date"),
    90: ("R88;D2;2027-13-01;09:00;12:00;Salle 3;", "date"),
    133: ("R131;D2;08/03/2027;25:00;12:00;Salle 3;", "start"),
    171: ("R169;D2;15/03/2027;09:00;;Salle 3;", "empty"),
    222: ("R220;D2;22/03/2027;12:00;09:00;Salle 3;", "order"),
    263: ("R261;D2;29/03/2026;09:00;12:00;Salle 3;", "over"),
    301: ("R299;D2;05/04/2027;09:00;12:00;;", "empty"),
    344: ("R342;D2;12/04/2027;09:00;12:00;Salle 3;Personne Inconnue", "trainer"),
    387: ("R385;D5;19/04/2027;09:00;12:00;Salle 3;", "not_in_plan"),
    430: ("R428;D2;26/04/2027;06:00;23:00;Salle 3;", "too_long"),
    499: ("R1;D2;03/05/2027;09:00;12:00;Salle 3;", "twice"),
}


def course(sessions: int = 500, references: bool = True) -> list[str]:
    """Two sessions a day, from Monday to Friday, of two domains in turn."""
    lines = []
    for n in range(sessions):
        day = MONDAY + timedelta(days=n // 2 // 5 * 7 + n // 2 % 5)
        hours = "09:00;12:00" if n % 2 == 0 else "13:30;16:30"
        name = f"R{n}" if references else ""
        lines.append(f"{name};D{2 if n % 2 == 0 else 7};{day:%d/%m/%Y};{hours};Salle 3;Karim Haddad")
    return lines


def spoilt(lines: Sequence[str]) -> list[str]:
    """The same with twelve wrong lines. The first line of sessions is the file's second."""
    return [WRONG.get(number, (line, ""))[0] for number, line in enumerate(lines, start=2)]


def moved(lines: Sequence[str], *which: int) -> list[str]:
    """The same where some begin and end an hour later."""
    return [
        line.replace("09:00;12:00", "10:00;13:00").replace("13:30;16:30", "14:30;17:30")
        if n in which
        else line
        for n, line in enumerate(lines)
    ]


def as_csv(
    lines: Sequence[str], delimiter: str = ";", encoding: str = "utf-8", heading: str = HEADING
) -> bytes:
    return "\r\n".join([heading, *lines]).replace(";", delimiter).encode(encoding)


def as_ics(*events: str, method: str = "") -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//test//EN",
        *([f"METHOD:{method}"] if method else []),
    ]
    return "\r\n".join([*lines, *events, "END:VCALENDAR", ""]).encode()


def event(
    uid: str, begins: str, *more: str, hours: int = 3, summary: str = "D2 Calcul", place: str = "Salle 3"
) -> str:
    """`begins` is a wall-clock time in Paris: 20270112T090000."""
    ends = f"{begins[:9]}{int(begins[9:11]) + hours:02}{begins[11:]}"
    return "\r\n".join(
        [
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20270101T000000Z",
            f"DTSTART;TZID=Europe/Paris:{begins}",
            f"DTEND;TZID=Europe/Paris:{ends}",
            f"SUMMARY:{summary}",
            f"LOCATION:{place}",
            *more,
            "END:VEVENT",
        ]
    )
