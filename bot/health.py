"""Whether the process lives, whether it is ready, and figures for a monitor (Prometheus)."""

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select, text
from sqlmodel import Session

from services import Clock, Database
from services.notices import outbox
from services.notices.models import NoticeState


def health_routes(database: Database, clock: Clock) -> list[web.RouteDef]:
    async def live(_: web.Request) -> web.Response:
        return web.json_response({"status": "live"})

    async def ready(_: web.Request) -> web.Response:
        try:
            await database.read(lambda session: session.connection().execute(text("SELECT 1")).scalar_one())
        except Exception:  # noqa: BLE001 - whatever the driver raises, the answer is the same
            return web.json_response({"status": "no database"}, status=503)
        return web.json_response({"status": "ready"})

    async def metrics(_: web.Request) -> web.Response:
        figures = await database.read(lambda session: _figures(session, clock))
        return web.Response(body=figures, content_type="text/plain", charset="utf-8")

    return [web.get("/health/live", live), web.get("/health/ready", ready), web.get("/metrics", metrics)]


def _figures(session: Session, clock: Clock) -> bytes:
    registry = CollectorRegistry()
    notices = Gauge("clea_notices", "Notices by state", ["state"], registry=registry)
    notice = outbox.NOTICE
    counted = select(notice.c.state, func.count()).group_by(notice.c.state)
    found = {row[0]: row[1] for row in session.connection().execute(counted)}
    for state in NoticeState:
        notices.labels(state=state.value).set(found.get(state, 0))
    late = Gauge("clea_notices_late_seconds", "How late the oldest due notice is", registry=registry)
    due_at = outbox.next_due_at(session)
    late.set(max(0.0, (clock.now() - due_at).total_seconds()) if due_at else 0.0)
    return generate_latest(registry)
