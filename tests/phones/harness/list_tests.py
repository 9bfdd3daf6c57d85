"""The test classes of a folder, a line each: module, class, how many tests it has with those that it inherits.

    python3 list_tests.py FOLDER

Read from the text alone: a build need not import numpy for it."""
import ast
import pathlib
import sys


def classes_in(path):
    """(class, tests) in their order; those without tests are bases."""
    tests = {}
    for node in ast.parse(path.read_text()).body:
        if not isinstance(node, ast.ClassDef):
            continue
        own = {one.name for one in node.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test")}
        for base in node.bases:
            own |= tests.get(base.id, set()) if isinstance(base, ast.Name) else set()
        tests[node.name] = own
    return [(name, len(found)) for name, found in tests.items() if found]


def main(folder):
    for path in sorted(pathlib.Path(folder).glob("test_*.py")):
        for name, count in classes_in(path):
            print(path.stem, name, count)


if __name__ == "__main__":
    main(sys.argv[1])
