"""The command line as others get to know it: its manual page, and what shells complete."""
import os
import re
import shutil
import subprocess
import unittest

from harness.processes import discard, scratch
from harness.server import layby


def said(*words):
    return subprocess.run([layby(), *words], capture_output=True, text=True, check=True).stdout


def commands():
    return re.findall(r"^  (\w+)  +\S", said("--help").partition("Subcommands:")[2].partition("Examples:")[0], re.MULTILINE)


class Described(unittest.TestCase):
    def setUp(self):
        self.dir = scratch("described")
        self.addCleanup(discard, self.dir)

    def kept(self, name, text):
        path = os.path.join(self.dir, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def test_the_manual_page_has_every_command_and_nothing_that_man_complains_of(self):
        shown = subprocess.run(["man", "--warnings", "-l", self.kept("layby.1", said("manual"))], capture_output=True, text=True,
                               env={**os.environ, "MANWIDTH": "200", "LC_ALL": "C.UTF-8"})
        self.assertEqual((shown.returncode, shown.stderr), (0, ""))
        self.assertGreater(len(commands()), 25)
        for command in commands():
            self.assertRegex(shown.stdout, rf"(?m)^   layby {command}\b")
        for part in ("layby token add name", "--within", "EXIT STATUS", "LAYBY_TOKEN"):
            self.assertIn(part, shown.stdout)

    def completed(self, line):
        script = self.kept("bash", said("completion", "bash"))
        words = line.split(" ")
        quoted = " ".join(f"'{word}'" for word in words)
        done = subprocess.run(["bash", "-c", f"source {script}; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; compopt() {{ :; }}\n"
                               "_layby; printf '%s\\n' \"${COMPREPLY[@]}\""], capture_output=True, text=True, cwd=self.dir)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_bash_completes_commands_options_and_what_is_chosen(self):
        self.assertEqual(set(commands()) - set(self.completed("layby ")), set())
        self.assertEqual(self.completed("layby ret"), ["retrieve"])
        self.assertEqual(self.completed("layby token re"), ["revoke"])
        self.assertEqual(self.completed("layby drain --w"), ["--within"])
        self.assertEqual(self.completed("layby trace o"), ["on", "off"])
        self.assertEqual(self.completed("layby token add wallboard --scope s"), ["supervisor"])
        self.assertIn("bash", self.completed("layby serve --config ba"), "a file of this folder")

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_takes_what_is_for_it(self):
        done = subprocess.run(["zsh", "-n", self.kept("_layby", said("completion", "zsh"))], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_the_version_is_told_with_how_it_was_built(self):
        version, commit, compiler, flags = said("version").splitlines()
        self.assertRegex(version, r"^layby \d+\.\d+\.\d+$")
        self.assertRegex(commit, r"^commit ([0-9a-f]{12}|unknown)$")
        self.assertRegex(compiler, r"^built by (GNU|Clang) \d")
        self.assertRegex(flags, r"^flags \S")
        self.assertNotIn(os.getcwd(), flags)


if __name__ == "__main__":
    unittest.main()
