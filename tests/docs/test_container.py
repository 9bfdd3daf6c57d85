"""container/ agrees with the package and its unit. Whether an engine takes it is not tried here: there is none."""
import os
import re
import unittest

import yaml

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def text_of(path):
    with open(os.path.join(ROOT, path)) as file:
        return file.read()


class Container(unittest.TestCase):
    def setUp(self):
        text = re.sub(r"\\\n", "", re.sub(r"^#.*\n", "", text_of("container/Containerfile"), flags=re.MULTILINE))
        self.image = [tuple(line.split(" ", 1)) for line in text.splitlines() if line]
        self.service = yaml.safe_load(text_of("container/compose.yml"))["services"]["layby"]

    def of(self, instruction):
        return next(what for word, what in self.image if word == instruction)

    def test_is_built_of_the_package(self):
        self.assertEqual({word for word, _ in self.image}, {"FROM", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "CMD"})
        self.assertIn("/tmp/layby_*.deb", self.of("RUN"))
        self.assertEqual(self.service["build"], {"context": "../build/packages", "dockerfile": "../../container/Containerfile"})

    def test_runs_and_ends_as_the_unit_does(self):
        unit = text_of("examples/layby.service")
        self.assertEqual(yaml.safe_load(self.of("CMD")), re.search(r"^ExecStart=\S+/(.*)$", unit, re.MULTILINE)[1].split())
        self.assertEqual(self.of("STOPSIGNAL"), re.search(r"^KillSignal=(.*)$", unit, re.MULTILINE)[1])
        self.assertEqual(self.of("USER"), re.search(r"^User=(.*)$", unit, re.MULTILINE)[1])
        self.assertEqual(str(self.service["ulimits"]["nofile"]), re.search(r"^LimitNOFILE=(.*)$", unit, re.MULTILINE)[1])

    def test_keeps_what_the_server_keeps(self):
        state = self.of("VOLUME")
        self.assertIn(f"state:{state}", self.service["volumes"])
        self.assertIn(state, self.of("CMD"))
        self.assertEqual(self.service["healthcheck"]["test"], ["CMD", "layby", "status", "--state", state])


if __name__ == "__main__":
    unittest.main()
