"""What the packages say of themselves agrees with the rest of the project."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def text_of(path):
    with open(os.path.join(ROOT, path)) as file:
        return file.read()


class Packaging(unittest.TestCase):
    def test_the_version_is_that_of_the_program(self):
        program = re.search(r"project\(layby VERSION ([\d.]+)", text_of("CMakeLists.txt"))[1]
        self.assertEqual(re.match(r"layby \(([^)]+)\)", text_of("debian/changelog"))[1], program)

    def test_it_is_built_with_what_the_project_is_built_with(self):
        wanted = re.search(r"\nBuild-Depends:(.*?)\n\n", text_of("debian/control"), re.DOTALL)[1]
        wanted = {re.split(r"[ :(]", one.strip())[0] for one in wanted.split(",")} - {"debhelper-compat", "python3"}
        listed = set(re.findall(r"^run +(\S+)", text_of("packages.txt"), re.MULTILINE))
        self.assertEqual(wanted, {name for name in listed if not name.startswith(("asterisk-", "fonts-"))} - {"g++"})

    def test_sounds_and_letters_come_with_it(self):
        for package in re.findall(r"^run +((?:asterisk|fonts)-\S+)", text_of("packages.txt"), re.MULTILINE):
            self.assertIn(f" {package},\n", text_of("debian/control"))

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_systemd_understands_the_unit(self):
        with tempfile.TemporaryDirectory() as folder:
            unit = os.path.join(folder, "layby.service")
            with open(unit, "w") as file:
                file.write(text_of("examples/layby.service").replace("/usr/local/bin/layby", "/bin/true"))
            done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    @unittest.skipUnless(shutil.which("man"), "man is not installed")
    def test_the_manual_page_of_the_settings_has_them_all(self):
        page = subprocess.run([os.path.join(ROOT, "scripts", "settings-manual"), "1.0"], capture_output=True, text=True, check=True).stdout
        shown = subprocess.run(["man", "--warnings", "-l", "-"], input=page, capture_output=True, text=True,
                               env={**os.environ, "MANWIDTH": "1000", "LC_ALL": "C.UTF-8"})
        self.assertEqual((shown.returncode, shown.stderr), (0, ""))
        example = re.sub(r"\[sounds\.music\][^\[]*", "", text_of("examples/everything.toml"))
        for setting in sorted(set(re.findall(r"^#? ?(\w+) = ", example, re.MULTILINE))):
            self.assertRegex(shown.stdout, rf"\b{setting}\b")


if __name__ == "__main__":
    unittest.main()
