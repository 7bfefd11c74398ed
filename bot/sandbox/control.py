"""For tests over HTTP: the faults in force and the ledger of what was accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.sandbox.faults import rule_of

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox


def control_routes(sandbox: Sandbox) -> list[web.RouteDef]:
    """/sandbox/faults (GET, DELETE, POST a rule, a list or {"seed", "rules"}) and /sandbox/ledger (GET)."""

    async def show_faults(_: web.Request) -> web.Response:
        return web.json_response({"rules": sandbox.faults.as_rows()})

    async def add_faults(request: web.Request) -> web.Response:
        try:
            body = await request.json()
            rows = body.get("rules", [] if "seed" in body else [body]) if isinstance(body, dict) else body
            rules = [rule_of(row) for row in rows]
        except (ValueError, TypeError, AttributeError) as error:
            return web.json_response({"error": str(error)}, status=400)
        if isinstance(body, dict) and "seed" in body:
            sandbox.faults.seed(int(body["seed"]))
        for rule in rules:
            sandbox.faults.add(rule)
        return web.json_response({"rules": sandbox.faults.as_rows()}, status=201)

    async def clear_faults(_: web.Request) -> web.Response:
        sandbox.faults.clear()
        return web.json_response({"rules": []})

    async def ledger(_: web.Request) -> web.Response:
        return web.json_response({"entries": [entry.as_row() for entry in sandbox.ledger.entries]})

    return [
        web.get("/sandbox/faults", show_faults),
        web.post("/sandbox/faults", add_faults),
        web.delete("/sandbox/faults", clear_faults),
        web.get("/sandbox/ledger", ledger),
    ]
