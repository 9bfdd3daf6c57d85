"""What Prometheus would see: the names that a server emits, and those that the dashboard and the alerts ask for."""
import json
import os
import re
import shutil
import subprocess

import yaml

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "examples")
ALERTS = os.path.join(EXAMPLES, "alerts.yml")
DASHBOARD = os.path.join(EXAMPLES, "grafana-dashboard.json")
NAME = re.compile(r"\b(?:layby|process)_\w+")


def promtool(*arguments, text=None):
    """What it says; raises AssertionError when it finds a fault."""
    if not shutil.which("promtool"):
        raise AssertionError("promtool is not installed: see packages.txt")
    done = subprocess.run(["promtool", *arguments], input=text, capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"promtool {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def texts_in(value):
    """Every expression and query, wherever it stands in the dashboard."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key in ("expr", "query", "definition") and isinstance(one, str):
                yield one
            else:
                yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)


def expressions_of_dashboard():
    with open(DASHBOARD) as file:
        return list(texts_in(json.load(file)))


def expressions_of_alerts():
    with open(ALERTS) as file:
        return [rule["expr"] for group in yaml.safe_load(file)["groups"] for rule in group["rules"]]


def wanted():
    """Names of metrics that the dashboard and the alerts ask for."""
    return {name for text in expressions_of_dashboard() + expressions_of_alerts() for name in NAME.findall(text)}


def samples(text):
    """name -> {labels as a sorted tuple: value} of an exposition; a bucket's name ends in _bucket."""
    found = {}
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        name, labels, value = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line).groups()
        found.setdefault(name, {})[tuple(sorted(re.findall(r'(\w+)="([^"]*)"', labels or "")))] = float(value)
    return found
