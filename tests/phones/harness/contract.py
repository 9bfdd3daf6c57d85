"""The contract of the API, src/console/openapi.yaml: whether an answer, or an event of the live feed, is as it says."""
import json
import os
import re

import jsonschema
import yaml

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "src", "console", "openapi.yaml")


class Contract:
    def __init__(self, path=FILE):
        with open(path) as file:
            self.document = yaml.safe_load(file)
        self._resolver = jsonschema.RefResolver.from_schema(self.document)
        self._paths = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path) for path in self.document["paths"]]
        self._paths.sort(key=lambda entry: entry[1].count("{"))  # a name of its own goes before one that fits any

    def operations(self):
        """(method, path) of each."""
        return {(method.upper(), path) for path, item in self.document["paths"].items()
                for method in item if method in ("get", "put", "post", "delete", "patch")}

    def path_of(self, target):
        plain = re.sub("^/t/[^/]+", "", target.partition("?")[0])  # a tenant's paths are as everybody's
        return next((path for pattern, path in self._paths if pattern.match(plain)), None)

    def resolved(self, value):
        while "$ref" in value:
            value = self._resolver.resolve(value["$ref"])[1]
        return value

    def validate(self, schema, value, about):
        validator = jsonschema.Draft202012Validator(schema, resolver=self._resolver)
        wrong = [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(value)]
        if wrong:
            raise AssertionError(f"{about}: {wrong}")

    def check(self, method, target, status, media_type, text):
        """Raises AssertionError when this answer is none of those that the contract has. What it doesn't know is a refusal."""
        about = f"{method} {target}: {status} {media_type} {text[:400]!r}"
        path = self.path_of(target)
        operation = self.document["paths"].get(path, {}).get(method.lower().replace("head", "get"))
        responses = operation["responses"] if operation else {"default": {"$ref": "#/components/responses/Problem"}}
        response = responses.get(str(status)) or (responses.get("default") if status >= 400 else None)
        if status >= 400 and response is None:
            response = {"$ref": "#/components/responses/Problem"}
        if response is None:
            raise AssertionError(f"the contract has no such status: {about}")
        content = self.resolved(response).get("content", {})
        if media_type not in content:
            raise AssertionError(f"the contract has {sorted(content)}: {about}")
        if method != "HEAD" and media_type.endswith("json"):
            value = json.loads(text)
            self.validate(content[media_type]["schema"], value, about)
            if status >= 400 and value["status"] != status:
                raise AssertionError(f"it says another status: {about}")

    def check_event(self, name, data):
        schemas = self.document["components"]["schemas"]["Events"]["properties"]
        if name not in schemas:
            raise AssertionError(f"the contract has no event {name}")
        self.validate(schemas[name], data, f"event {name} {data}")


CONTRACT = Contract()
