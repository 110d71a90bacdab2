"""Every answer of the API that a scenario sees is held against the server's own OpenAPI document: the route is described, so
are the status and the content type, and the body fits its schema, without a field that the document does not name."""

import functools
import json
import re

import jsonschema


def closed(schema):
    """The schema, but objects with named properties take no others."""
    if isinstance(schema, list):
        return [closed(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    out = {k: closed(v) for k, v in schema.items()}
    if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
        out["additionalProperties"] = False
    return out


class Contract:
    def __init__(self, document):
        self.document = document
        self.schemas = closed(document["components"]["schemas"])
        self.routes = []
        for path, methods in document["paths"].items():
            pattern = re.compile("/".join("[^/]+" if part.startswith("{") else re.escape(part) for part in path.split("/")))
            # A literal path goes before one with a parameter in the same place.
            self.routes.append((path.count("{"), pattern, path, {m.upper(): o for m, o in methods.items() if isinstance(o, dict)}))
        self.routes.sort(key=lambda r: r[0])

    def operation(self, method, path):
        for _, pattern, name, methods in self.routes:
            if pattern.fullmatch(path) and method in methods:
                return name, methods[method]
        return None, None

    @functools.lru_cache(maxsize=None)
    def validator(self, method, name, status, kind):
        operation = dict((r[2], r[3]) for r in self.routes)[name][method]
        response = operation["responses"].get(str(status)) or (operation["responses"].get("default") if status >= 400 else None)
        if response is None:
            return None, f"{status} is not described"
        content = response.get("content")
        if not content:
            return None, None if kind is None else f"{status} is described without a body, and came with {kind}"
        if "*/*" in content or kind is None and "application/json" not in content:
            return None, None  # bytes of any kind; or a file that is empty
        if kind not in content:
            return None, f"{status} came as {kind}; described: {', '.join(content)}"
        schema = {**closed(content[kind].get("schema", {})), "components": {"schemas": self.schemas}}
        return jsonschema.Draft202012Validator(schema), None

    def check(self, method, path, status, content_type, body):
        """A reason to complain about an answer, or None."""
        path = path.split("?")[0]
        if not path.startswith("/api/") or path == "/api/openapi.json":
            return None
        name, operation = self.operation(method, path)
        if operation is None:
            return None if status in (404, 405) else f"{method} {path} answered {status} and is not described"
        kind = (content_type or "").split(";")[0].strip() or None
        if kind == "text/event-stream" or status == 304:
            return None
        if status in (429, 503, 413, 408) and kind == "text/plain":
            return None  # turned away before the API saw it
        validator, wrong = self.validator(method, name, status, kind if body else None)
        if wrong:
            return f"{method} {name}: {wrong}"
        if validator is None or "json" not in (kind or "") or kind == "application/x-ndjson":
            return None
        error = jsonschema.exceptions.best_match(validator.iter_errors(json.loads(body)))
        if error is None:
            return None
        where = "/".join(str(p) for p in error.absolute_path)
        return f"{method} {name} {status}: the answer's {where or 'body'} does not fit its description: {error.message[:500]}"


@functools.lru_cache(maxsize=2)
def of_binary(binary):
    import subprocess
    return Contract(json.loads(subprocess.run([str(binary), "api", "openapi"], capture_output=True, check=True, text=True).stdout))
