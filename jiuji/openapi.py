"""The OpenAPI 3.1 file, generated from the routes and their models."""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from contracts import cards
from contracts.errors import JiujiError
from contracts.http import Route

REF: Final = "#/components/schemas/{model}"
ALWAYS: Final = ("internal",)
ERROR: Final[dict[str, Any]] = {
    "type": "object", "required": ["error"], "additionalProperties": False,
    "properties": {"error": {
        "type": "object", "required": ["code", "message", "request_id"], "additionalProperties": False,
        "properties": {
            "code": {"type": "string"},
            "message": {"type": "string", "description": "中文，可以直接给人看"},
            "request_id": {"type": "string"},
            "fields": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }},
}  # fmt: skip
SECURITY: Final = {
    "resident": {"type": "http", "scheme": "bearer", "description": "`token` of POST /api/chat/conversations"},
    "staff": {"type": "apiKey", "in": "cookie", "name": "jiuji_staff"},
}
_PUBLIC_TAIL: Final = ("/conversations", "/login")


def error_kinds() -> dict[str, type[JiujiError]]:
    """Every error of the tree by its code."""

    def below(kind: type[JiujiError]) -> Iterator[type[JiujiError]]:
        yield kind
        for child in kind.__subclasses__():
            yield from below(child)

    found: dict[str, type[JiujiError]] = {}
    for kind in below(JiujiError):
        found.setdefault(kind.code, kind)
    return found


def _models(routes: Iterable[Route]) -> list[tuple[type[BaseModel], JsonSchemaMode]]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {}
    for route in routes:
        if route.body:
            wanted[(route.body, "validation")] = None
        if route.query:
            wanted[(route.query, "validation")] = None
        if route.answer:
            wanted[(route.answer, "serialization")] = None
        wanted |= {(model, "serialization"): None for _, model in route.also}
    for name in dir(cards):
        kind = getattr(cards, name)
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__module__ == cards.__name__:
            wanted[(kind, "serialization")] = None
    return list(wanted)


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


class _Writer:
    """Turns routes into operations, with the schemas they refer to."""

    def __init__(self, routes: list[Route]) -> None:
        self._refs, definitions = models_json_schema(_models(routes), ref_template=REF)
        self.schemas: dict[str, Any] = {"Error": ERROR, **definitions.get("$defs", {})}
        self._kinds = error_kinds()

    def operation(self, route: Route) -> dict[str, Any]:
        """One call."""
        made: dict[str, Any] = {
            "operationId": _operation_id(route), "summary": route.summary, "tags": [route.tag],
            "parameters": [*_path_parameters(route), *self._query_parameters(route)],
            "responses": self._responses(route),
        }  # fmt: skip
        if route.body:
            made["requestBody"] = {"required": True, "content": _json(self._refs[(route.body, "validation")])}
        if scheme := _scheme(route):
            made["security"] = [{scheme: []}]
        return made

    def _query_parameters(self, route: Route) -> list[dict[str, Any]]:
        if route.query is None:
            return []
        schema = self.schemas[self._refs[(route.query, "validation")]["$ref"].rpartition("/")[2]]
        required = schema.get("required", [])
        return [
            {"name": name, "in": "query", "required": name in required, "schema": part}
            for name, part in schema.get("properties", {}).items()
        ]

    def _responses(self, route: Route) -> dict[str, Any]:
        said = {str(status): self._good(route, status) for status in _good_statuses(route)}
        said |= {str(status): self._answered(route, model) for status, model in route.also}
        by_status: dict[int, list[str]] = {}
        for code in dict.fromkeys((*route.errors, *ALWAYS)):
            by_status.setdefault(self._kinds[code].status, []).append(code)
        for status, codes in by_status.items():
            content = _json({"$ref": "#/components/schemas/Error"})
            said[str(status)] = {"description": " · ".join(codes), "content": content}
        return dict(sorted(said.items()))

    def _answered(self, route: Route, model: type[BaseModel]) -> dict[str, Any]:
        return {"description": route.summary, "content": _json(self._refs[(model, "serialization")])}

    def _good(self, route: Route, status: int) -> dict[str, Any]:
        if route.answer:
            return self._answered(route, route.answer)
        if route.path.endswith("/events"):
            return {"description": route.summary, "content": {"text/event-stream": {"schema": {"type": "string"}}}}
        if route.path.endswith(".pdf"):
            return {"description": route.summary, "content": {"application/pdf": {}}}
        return {"description": route.summary}


def _good_statuses(route: Route) -> list[int]:
    """With `wait` the answer comes along: 200 beside 202."""
    return [200, route.status] if route.status == 202 else [route.status]


def _operation_id(route: Route) -> str:
    words = re.findall(r"[A-Za-z0-9]+", route.path.removeprefix("/api/"))
    return "_".join([route.method.lower(), *words])


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)[^}]*}", route.path)
    made: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
    ]
    if route.path == "/api/chat/events":
        made.append({"name": "Last-Event-ID", "in": "header", "required": False, "schema": {"type": "integer"}})
    return made


def _scheme(route: Route) -> str | None:
    if route.path.startswith("/api/chat/") and not route.path.endswith(_PUBLIC_TAIL):
        return "resident"
    return "staff" if route.path.startswith("/api/staff/") and not route.path.endswith("/login") else None


def _version() -> str:
    try:
        return version("jiuji")
    except PackageNotFoundError:
        return "0"


def build_openapi(routes: list[Route]) -> dict[str, Any]:
    """The whole file."""
    writer = _Writer(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = re.sub(r"{(\w+)[^}]*}", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = writer.operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "救急 Jiuji", "version": _version(), "license": {"name": "Apache-2.0"}},
        "paths": paths,
        "components": {"schemas": writer.schemas, "securitySchemes": SECURITY},
    }
