"""`clea import timetable`: a file into the timetable of a candidate or of a group, all or nothing."""

import argparse
import sys
from pathlib import Path

from sqlmodel import Session, col, select

from locales import plain
from services import Actor, ActorKind, Database, Domain, Invalid, Services, SystemClock, load_settings
from services.candidates.models import CandidateRow
from services.errors import NotFound
from services.staff.models import BodyRow
from services.training.csv_file import template
from services.training.timetables import Report, Target, Upload


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    kinds = commands.add_parser("import", help="files into the database").add_subparsers(
        required=True, metavar="WHAT"
    )
    timetable = kinds.add_parser("timetable", help="a training timetable, from .csv or .ics")
    timetable.add_argument("file", metavar="FILE", help="“template” writes one to fill in")
    whose = timetable.add_mutually_exclusive_group()
    whose.add_argument("--candidate", type=int, metavar="ID")
    whose.add_argument("--group", metavar="NAME", help="a training group, by its name or number")
    timetable.add_argument("--body", help="the group's body, where there are several")
    timetable.add_argument("--new-group", action="store_true", help="make the group if there is none")
    timetable.add_argument("--dry-run", action="store_true", help="only say what would be done")
    timetable.add_argument(
        "--whole", action="store_true", help="it is the whole timetable: what it lacks is cancelled"
    )
    timetable.add_argument("--domain", choices=[d.value for d in Domain], help="for .ics events without one")
    timetable.add_argument("--place", default="", help="for .ics events without one")
    timetable.set_defaults(command=_timetable)


def _timetable(chosen: argparse.Namespace) -> int:
    if chosen.file == "template":
        sys.stdout.buffer.write(template())
        return 0
    upload = Upload(
        _content(chosen.file),
        Domain(chosen.domain) if chosen.domain else None,
        chosen.place,
        whole=chosen.whole,
    )
    database = Database(load_settings().database_url)
    try:
        report = database.run_now(lambda session: _imported(session, chosen, upload))
    finally:
        database.close()
    _tell(report)
    return 1 if report.wrong else 0


def _imported(session: Session, chosen: argparse.Namespace, upload: Upload) -> Report:
    services, target = _aim(session, chosen)
    report = services.timetables.read(target, upload)
    if chosen.dry_run or report.wrong:
        return report
    return services.timetables.import_file(target, upload)


def _aim(session: Session, chosen: argparse.Namespace) -> tuple[Services, Target]:
    """The services on behalf of the body that the timetable belongs to. Raises NotFound, Invalid."""
    now = SystemClock().now()
    if chosen.candidate is not None:
        row = session.get(CandidateRow, chosen.candidate)
        if row is None:
            raise NotFound
        return Services(session, now, _of(row.body_id)), Target(candidate_id=chosen.candidate)
    if not chosen.group:
        raise Invalid("Say whose timetable it is: --candidate ID or --group NAME.")
    body_id = _body(session, chosen)
    services = Services(session, now, _of(body_id))
    known = {group.name for group in services.groups.all()} | {str(g.id) for g in services.groups.all()}
    if chosen.new_group and chosen.group not in known:
        return services, Target(group_id=services.groups.create(chosen.group).id)
    return services, Target(group_id=services.groups.named(chosen.group).id)


def _body(session: Session, chosen: argparse.Namespace) -> int | None:
    query = select(BodyRow.id).order_by(col(BodyRow.id))
    bodies = session.exec(query.where(BodyRow.name == chosen.body) if chosen.body else query).all()
    if len(bodies) != 1:
        raise Invalid("Several bodies, or none: name one with --body.")
    return bodies[0]


def _of(body_id: int | None) -> Actor:
    return Actor(ActorKind.SYSTEM, None, body_id)


def _content(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Invalid(f"{name}: {error.strerror or 'it cannot be read'}.") from None


def _tell(report: Report) -> None:
    for line in report.wrong:
        for reason in line.reasons:
            sys.stderr.write(f"line {line.number}, {reason.column}: {plain(reason.said, 'en')}\n")
    if report.wrong:
        sys.stderr.write(f"{len(report.wrong)} lines are wrong: nothing was imported.\n")
        return
    for move in report.moves:
        sys.stdout.write(
            f"{move.domain}: {move.before:%Y-%m-%d %H:%M} UTC is now {move.after:%Y-%m-%d %H:%M} UTC\n"
        )
    done = "Imported" if report.imported else "Would be imported"
    sys.stdout.write(
        f"{done}: {report.added} new, {report.moved} moved, {report.unchanged} unchanged, "
        f"{report.cancelled} cancelled. {report.lacking} to come are not in the file and stay.\n"
    )
