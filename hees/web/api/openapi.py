"""The public interface described as OpenAPI 3.1, from the same endpoints that are served."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hees import __version__
from hees.language import say
from hees.study import Study
from hees.web.api.asked import RELEASE, Parameter
from hees.web.api.replies import Handler


@dataclass(frozen=True)
class Endpoint:
    """An address of the interface; `name` says what is to be had there."""

    path: str
    name: str
    handler: Handler
    parameters: Sequence[Parameter]
    media_types: Sequence[str]
    schema: str = ""
    """Which of the schemas below its JSON has, if it is described."""


def document(
    study: Study, endpoints: Sequence[Endpoint], language: str, site: str
) -> dict[str, Any]:
    """The description in a language."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": study.title[language],
            "version": __version__,
            "description": say("api.about", language),
        },
        "servers": [{"url": site or "/"}],
        "paths": {one.path: {"get": _operation(one, language)} for one in endpoints},
        "components": {"schemas": _SCHEMAS},
    }


def _operation(endpoint: Endpoint, language: str) -> dict[str, Any]:
    schema = {"schema": _reference(endpoint.schema)} if endpoint.schema else {}
    content = dict.fromkeys(endpoint.media_types, schema)
    responses = {
        "200": {"description": say("api.reply.200", language), "content": content},
        "304": {"description": say("api.reply.304", language)},
        "503": _failure("503", language),
    }
    if endpoint.parameters:
        responses["400"] = _failure("400", language)
    if any(one.place == "path" for one in endpoint.parameters):
        responses["404"] = _failure("404", language)
    return {
        "operationId": endpoint.name,
        "summary": say(f"api.operation.{endpoint.name}", language),
        "parameters": [_parameter(one, language) for one in endpoint.parameters],
        "responses": dict(sorted(responses.items())),
    }


def _failure(status: str, language: str) -> dict[str, Any]:
    return {
        "description": say(f"api.reply.{status}", language),
        "content": {"application/json": {"schema": _reference("Error")}},
    }


def _reference(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


def _parameter(parameter: Parameter, language: str) -> dict[str, Any]:
    """A parameter with the values that it allows now; new releases add values to theirs."""
    schema: dict[str, Any] = {"type": "string", "enum": list(parameter.allowed())}
    if parameter is RELEASE:
        schema = {"type": "integer", "minimum": 1}
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.place == "path",
        "description": say(f"api.parameter.{parameter.about}", language),
        "schema": schema,
    }


_ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "parameter": {"type": "string"},
                "value": {"type": "string"},
                "allowed": {"type": "array", "items": {"type": "string"}},
                "known": {"type": "array", "items": {"type": "string"}},
            },
        }
    },
}

_NUMBERS = {"type": "object", "additionalProperties": {"type": "integer"}}

_PART: dict[str, Any] = {
    "type": "object",
    "required": ["question", "by", "item"],
    "properties": {name: {"type": "string"} for name in ("question", "by", "item")},
}

_RELEASE: dict[str, Any] = {
    "type": "object",
    "required": [
        *("number", "made_on", "kind", "responses", "questionnaire"),
        *("policy", "verdict", "frame", "digest"),
    ],
    "properties": {
        "number": {"type": "integer", "minimum": 1},
        "made_on": {"type": "string", "format": "date"},
        "kind": {"enum": ["real", "simulated"]},
        "responses": {"type": "integer", "minimum": 0},
        "questionnaire": {"type": "string"},
        "policy": {"type": "object"},
        "verdict": {
            "type": "object",
            "required": ["checked", "narrowest", "withheld"],
            "properties": {
                "checked": {"type": "integer", "minimum": 0},
                "narrowest": {"type": ["integer", "null"]},
                "withheld": {"type": "array", "items": _PART},
            },
        },
        "frame": {"type": "object", "additionalProperties": _NUMBERS},
        "digest": {"type": "string"},
    },
}

_CLAIM: dict[str, Any] = {
    "type": "object",
    "required": ["id", "recommendation", "claim", "grade", "grade_of_release", "text", "history"],
    "properties": {
        **{name: {"type": "string"} for name in ("id", "recommendation", "claim", "text")},
        "grade": {"enum": list("ABCDIW")},
        "grade_of_release": {"enum": list("ABCDIW")},
        "provisional": {"type": "boolean"},
        "history": {"type": "array", "items": {"type": "object"}},
    },
}

_SCHEMAS: dict[str, Any] = {
    "Claims": {
        "type": "object",
        "required": ["release", "grades", "claims"],
        "properties": {
            "release": {"oneOf": [_reference("Release"), {"type": "null"}]},
            "grades": {"type": "array", "items": {"type": "object"}},
            "claims": {"type": "array", "items": _reference("Claim")},
        },
    },
    "Claim": _CLAIM,
    "Error": _ERROR,
    "Newest": {
        "type": "object",
        "required": ["release", "state"],
        "properties": {"release": {"type": ["integer", "null"]}, "state": {"type": "string"}},
    },
    "Releases": {
        "type": "object",
        "required": ["releases"],
        "properties": {"releases": {"type": "array", "items": _reference("Release")}},
    },
    "Release": _RELEASE,
}
