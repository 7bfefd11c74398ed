"""A timetable of 500 sessions from a file: new, the same again, and with five that moved. The goal: two seconds each.

There is no peer: the figure is sessions a second, beside the 250 a second that two seconds allow.
"""

from datetime import UTC, datetime

from services import Domain
from services.training.timetables import Target, Upload
from tests.benchmarks.figures import Figure, Speed, Watch
from tests.benchmarks.houses import KINDS, Servers
from tests.services.desk import desk_on
from tests.services.training.files import as_csv, course, moved

SESSIONS = 500
NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)
GOAL = Speed(SESSIONS / 2, SESSIONS / 2)


async def measure(servers: Servers) -> list[Figure]:
    figures = []
    for kind in KINDS:
        url = servers.database(kind).url
        for what, speeds in imported(url).items():
            figures.append(Figure(f"{kind}: {what}", tuple((speed, GOAL) for speed in speeds), goal=1))
    return figures


def imported(url: str, rounds: int = 3) -> dict[str, list[Speed]]:
    lines = course(SESSIONS)
    files = {
        "500 sessions from a file": as_csv(lines),
        "the same file again": as_csv(lines),
        "five of 500 moved": as_csv(moved(lines, 3, 50, 120, 300, 499)),
    }
    speeds: dict[str, list[Speed]] = {what: [] for what in files}
    for _ in range(rounds):
        with desk_on(url, NOW) as desk:
            one = desk.in_training(Domain.D2, Domain.D7, days=600)
            for what, content in files.items():
                watch = Watch()
                desk.services.timetables.import_file(Target(candidate_id=one), Upload(content))
                desk.session.flush()
                speeds[what].append(watch.speed(SESSIONS))
                desk.later(minutes=5)
    return speeds
