"""The alert rules and the dashboard of examples/: sound by themselves, and each metric that they ask for is documented. That a server
emits it is for tests/scenarios/test_metrics.py."""
import json
import os
import re
import unittest

from harness import metrics

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")


def text_of(*path):
    with open(os.path.join(ROOT, *path)) as file:
        return file.read()


class Monitoring(unittest.TestCase):
    def test_the_alerts_are_sound(self):
        self.assertIn("SUCCESS", metrics.promtool("check", "rules", metrics.ALERTS))

    def test_the_alerts_fire_when_they_should_and_not_before(self):
        self.assertIn("SUCCESS", metrics.promtool("test", "rules", os.path.join(HERE, "alerts-test.yml")))

    def test_each_alert_says_what_to_do(self):
        rules = re.findall(r"- alert: (\w+)\n(.*?)(?=\n\n|\Z)", text_of("examples", "alerts.yml"), re.DOTALL)
        self.assertGreater(len(rules), 10)
        for name, rule in rules:
            self.assertIn("summary: ", rule, name)
            self.assertRegex(rule, r"severity: (critical|warning)", name)

    def test_the_dashboard_can_be_imported(self):
        with open(metrics.DASHBOARD) as file:
            dashboard = json.load(file)
        self.assertEqual([one["name"] for one in dashboard["__inputs"]], ["DS_PROMETHEUS"])
        kinds = {one["id"] for one in dashboard["__requires"]}
        panels = [one for one in dashboard["panels"] if one["type"] != "row"]
        self.assertGreater(len(panels), 15)
        self.assertEqual(len({one["id"] for one in dashboard["panels"]}), len(dashboard["panels"]))
        for panel in panels:
            self.assertIn(panel["type"], kinds)
            self.assertEqual(panel["datasource"]["uid"], "${DS_PROMETHEUS}", panel["title"])
            self.assertTrue(panel["targets"], panel["title"])
            self.assertLessEqual(panel["gridPos"]["x"] + panel["gridPos"]["w"], 24, panel["title"])

    def test_the_expressions_of_the_dashboard_are_sound(self):
        """promtool reads expressions in rules alone, so each becomes one."""
        import tempfile
        import yaml
        plain = [re.sub(r"\$__rate_interval", "5m", text) for text in metrics.expressions_of_dashboard() if "label_values" not in text]
        self.assertGreater(len(plain), 30)
        rules = [{"record": f"a:{number}", "expr": text} for number, text in enumerate(plain)]
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}, file)
            file.flush()
            self.assertIn("SUCCESS", metrics.promtool("check", "rules", file.name))

    def test_each_metric_is_explained(self):
        """Every name that the code has, and no other."""
        code = set(re.findall(r'"((?:layby|process)_\w+)"', text_of("src", "console", "metrics.cpp")))
        doc = set(re.findall(r"`((?:layby|process)_\w+)", text_of("docs", "monitoring.md")))
        self.assertGreater(len(code), 40)
        self.assertEqual(code - doc, set(), "not in docs/monitoring.md")
        self.assertEqual({name for name in doc - code if not re.search(r"_(bucket|sum|count)$", name)}, set(), "only in docs/monitoring.md")
        asked = {re.sub(r"_(bucket|sum|count)$", "", name) for name in metrics.wanted()}
        self.assertEqual(asked - code, set(), "asked for, but never emitted")


if __name__ == "__main__":
    unittest.main()
