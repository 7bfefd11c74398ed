"""The OpenAPI document: valid, complete, public, and made from the code."""

import json

from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from services.api.application import ROUTES
from tests.services.api.conftest import DOCUMENT, Script

CONTRACT = """
GET /candidates
GET /candidates/{id}
POST /openings
GET /slots
POST /appointments
PATCH /appointments/{id}
DELETE /appointments/{id}
POST /candidates/{id}/interview-outcome
POST /candidates/{id}/assessments
PUT /candidates/{id}/training-plan
POST /candidates/{id}/training-sessions
PATCH /training-sessions/{id}
DELETE /training-sessions/{id}
POST /candidates/{id}/progress-checks
POST /jury-sessions
POST /jury-sessions/{id}/dossiers
POST /jury-sessions/{id}/decisions
POST /jury-sessions/{id}/publish
POST /candidates/{id}/messages
POST /broadcasts
GET /threads/{candidate_id}
GET /notices
POST /notices/{id}/resend
GET /tasks
POST /tasks/{id}/done
"""


def test_it_is_valid():
    validate(DOCUMENT)


def test_it_has_every_route_of_the_contract():
    documented = {f"{method.upper()} {path}" for path, item in DOCUMENT["paths"].items() for method in item}

    assert set(CONTRACT.split("\n")) - {""} <= documented
    assert documented == {f"{route.method} {route.path}" for route in ROUTES} | {"GET /openapi.json"}


def test_every_operation_says_what_it_is_and_what_it_refuses():
    names = [operation["operationId"] for item in DOCUMENT["paths"].values() for operation in item.values()]
    assert len(set(names)) == len(names)
    for route in ROUTES:
        operation = DOCUMENT["paths"][route.path][route.method.lower()]
        assert operation["summary"]
        assert {str(route.status), "401", "403", "422", "500"} <= set(operation["responses"])
        keyed = {"$ref": "#/components/parameters/IdempotencyKey"} in operation["parameters"]
        assert keyed == (route.method == "POST")


def test_its_examples_are_what_it_asks_for():
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for example in schema.get("examples", ()):
            OAS31Validator({**schema, "components": DOCUMENT["components"]}).validate(example)
            asked = next(route.asked for route in ROUTES if route.asked and route.asked.__name__ == name)
            asked.model_validate_json(json.dumps(example))


async def test_it_is_served_to_everybody(api: Script):
    api.token = None

    said = await api.get("/openapi.json")

    assert (said.status, said.json) == (200, DOCUMENT)
