"""The docs keep true: every test that they name exists, and every setting is explained."""
import ast
import glob
import os
import re
import shutil
import subprocess
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
GTEST = re.compile(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\)", re.MULTILINE)


def text_of(path):
    with open(os.path.join(ROOT, path)) as file:
        return file.read()


def gtests():
    paths = glob.glob(os.path.join(ROOT, "tests", "**", "*.cpp"), recursive=True)
    return {f"{suite}.{name}" for path in paths for suite, name in GTEST.findall(text_of(path))}


def classes_in(path):
    """name -> (names of its bases, its tests, those that it takes out with `= None`)."""
    found = {}
    for node in ast.parse(text_of(path)).body:
        if isinstance(node, ast.ClassDef):
            bases = [base.attr if isinstance(base, ast.Attribute) else base.id for base in node.bases]
            tests = {one.name for one in node.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}
            out = {target.id for one in node.body if isinstance(one, ast.Assign) for target in one.targets
                   if isinstance(target, ast.Name)}
            found[node.name] = (bases, tests, out)
    return found


def python_tests():
    """All tests as file.Class.test, inherited ones too."""
    found = set()
    for path in glob.glob(os.path.join(ROOT, "tests", "*", "test_*.py")):
        shared = glob.glob(os.path.join(os.path.dirname(path), "[!t]*.py"))
        known = {name: one for file in [*shared, path] for name, one in classes_in(file).items()}
        for name in classes_in(path):
            found |= {f"{os.path.basename(path)[:-3]}.{name}.{test}" for test in tests_of(name, known)}
    return found


def tests_of(name, known):
    bases, own, out = known.get(name, ((), set(), set()))
    inherited = {test for base in bases for test in tests_of(base, known)}
    return (inherited - out) | own


class Docs(unittest.TestCase):
    def named_in(self, doc):
        named = re.findall(r"`((?:test_\w+\.)?[A-Z]\w*\.[A-Za-z_]\w*|test_\w+\.[A-Z]\w*)`", text_of(doc))
        return {name for name in named if not name.endswith((".xml", ".cfg", ".ini"))}  # files of phones

    def test_every_test_that_is_named_exists(self):
        known = gtests() | python_tests()
        known |= {name.rsplit(".", 1)[0] for name in known}  # a class may be named as a whole
        for doc in ("docs/promises.md", "docs/phones.md", "docs/security.md"):
            named = self.named_in(doc)
            self.assertTrue(named, doc)
            self.assertEqual(sorted(named - known), [], doc)

    def test_the_table_of_vendors_says_what_is_tested_and_nothing_else(self):
        tests = python_tests()
        doc = text_of("docs/phones.md")
        columns = re.findall(r"^\| (\d) \| [^|]+ \| `(test_\w+)` \|$", doc, re.MULTILINE)
        rows = re.findall(r"^\| [^|]+ \| `(test_\w+\.\w+)` \|((?: (?:yes|-) \|)+)$", doc, re.MULTILINE)
        self.assertEqual(len(columns), 9)
        self.assertGreaterEqual(len(rows), 9)
        for name, cells in rows:
            told = [cell.strip() == "yes" for cell in cells.strip("|").split("|")]
            self.assertEqual(told, [f"{name}.{test}" in tests for _, test in columns], name)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_the_unit_lets_the_server_do_little_else(self):
        unit = os.path.join(ROOT, "examples", "layby.service")
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", unit], capture_output=True, text=True)
        level = re.search(r"Overall exposure level for layby.service: ([\d.]+)", done.stdout)
        self.assertLessEqual(float(level[1]), 2.0, done.stdout)

    def test_every_setting_is_explained(self):
        guide = text_of("docs/admin-guide.md")
        example = re.sub(r"\[sounds\.music\][^\[]*", "", text_of("examples/everything.toml"))  # names of the admin's own
        settings = set(re.findall(r"^#? ?(\w+) = ", example, re.MULTILINE))
        self.assertGreater(len(settings), 30)
        self.assertEqual([name for name in sorted(settings) if f"`{name}`" not in guide and f"{name} =" not in guide], [])


if __name__ == "__main__":
    unittest.main()
