"""The API and its contract, src/console/openapi.yaml, say the same: every route and code, both ways, and each answer that the tests of
the API get."""
import glob
import json
import os
import re
import subprocess
import tempfile
import unittest

import jsonschema

from harness.contract import CONTRACT

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def text_of(*path):
    with open(os.path.join(ROOT, *path)) as file:
        return file.read()


def sources_of(folder):
    return "".join(text_of(path) for end in ("cpp", "hpp")
                   for path in sorted(glob.glob(os.path.join(ROOT, folder, "**", "*." + end), recursive=True)))


def references(value):
    if isinstance(value, dict):
        yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
        value = value.values()
    if not isinstance(value, str) and hasattr(value, "__iter__"):
        for one in value:
            yield from references(one)


class TheContract(unittest.TestCase):
    maxDiff = None

    def test_is_a_sound_document(self):
        document = CONTRACT.document
        self.assertTrue(document["openapi"].startswith("3.1"))
        for reference in set(references(document)):
            CONTRACT.resolved({"$ref": reference})
        for name, schema in document["components"]["schemas"].items():
            with self.subTest(schema=name):
                jsonschema.Draft202012Validator.check_schema(schema)
        names = [operation["operationId"] for item in document["paths"].values()
                 for method, operation in item.items() if method != "parameters"]
        self.assertEqual(len(names), len(set(names)))
        tags = {tag["name"] for tag in document["tags"]}
        for method, path in CONTRACT.operations():
            operation = document["paths"][path][method.lower()]
            with self.subTest(path=path, method=method):
                self.assertTrue(operation["summary"])
                self.assertLessEqual(set(operation["tags"]), tags)
                wanted = set(re.findall(r"\{(\w+)\}", path))
                given = document["paths"][path].get("parameters", []) + operation.get("parameters", [])
                self.assertEqual({one["name"] for one in map(CONTRACT.resolved, given) if one["in"] == "path"}, wanted)

    def test_uses_each_of_its_schemas(self):
        used = {reference.rpartition("/")[2] for reference in references(CONTRACT.document)}
        self.assertEqual(set(CONTRACT.document["components"]["schemas"]) - used, {"Events"})

    def test_has_each_route_and_no_other(self):
        routes = re.findall(r'^ *\{"([A-Z]+)",\s*\{([^}]*)\},\s*(?:by|changing)\(', sources_of("src/console/api"), re.MULTILINE)
        self.assertGreater(len(routes), 20)
        have = {(method, "/" + "/".join(re.findall(r'"([^"]*)"', path))) for method, path in routes}
        say = {(method, re.sub(r"\{\w+\}", "*", path)) for method, path in CONTRACT.operations()}
        self.assertEqual(have, say)

    def test_has_each_code_and_no_other(self):
        codes = set(re.findall(r'refusal\(\s*\d+,\s*"(\w+)"', sources_of("src/console")))
        self.assertEqual(codes, set(CONTRACT.document["components"]["schemas"]["Code"]["enum"]))

    def test_has_each_kind_of_event_and_no_other(self):
        names = set(re.findall(r'event_name\(.*return "([\w-]+)"', text_of("src", "console", "json.hpp"))) | {"snapshot"}
        self.assertEqual(names, set(CONTRACT.document["components"]["schemas"]["Events"]["properties"]))

    def test_is_kept_by_every_answer_that_the_tests_get(self):
        with tempfile.TemporaryDirectory() as folder:
            exchanges = os.path.join(folder, "exchanges")
            subprocess.run([os.environ["CONSOLE_TESTS"], "--gtest_brief=1", "--gtest_filter=-*WaitsForNobody*:*Crowd*"], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120,
                           env={**os.environ, "LAYBY_EXCHANGES": exchanges})
            with open(exchanges) as file:
                lines = [json.loads(line) for line in file]
        seen = set()
        for line in lines:
            method, _, rest = line["question"].partition(" ")
            target = rest.partition(" ")[0]
            if not re.fullmatch(r"[A-Z]+", method) or not target.startswith("/"):  # bad bytes, or the rest of a request
                method, target = "GET", "/what-is-no-request"
            if line["status"] >= 400 or target != "/what-is-no-request":
                CONTRACT.check(method, target, line["status"], line["type"], line["body"])
                seen.add((method, CONTRACT.path_of(target)) if line["status"] < 300 else None)
        self.assertEqual(CONTRACT.operations() - seen, {("GET", "/api/v1/events"), ("GET", "/sip")}, "operations that no test has seen succeed")


if __name__ == "__main__":
    unittest.main()
