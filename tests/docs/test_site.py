"""The docs as a site: it is built without a complaint, every link and every anchor leads somewhere, and words are spelled right."""
import os
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
# What looks misspelled and isn't: an example of a typing mistake, Asterisk's word, our own.
KNOWN = "keep-alives,recal,exten"


class TheSite(unittest.TestCase):
    @unittest.skipUnless(shutil.which("mkdocs"), "mkdocs is not installed")
    def test_is_built_and_every_link_leads_somewhere(self):
        with tempfile.TemporaryDirectory(prefix="layby-site-") as folder:
            done = subprocess.run([os.path.join(ROOT, "scripts", "docs-site"), "--into", folder], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            for page in ("index.html", "docs/first-park.html", "reference/settings.html", "reference/resources.html", "examples/index.html"):
                self.assertTrue(os.path.exists(os.path.join(folder, "site", page)), page)


class Words(unittest.TestCase):
    @unittest.skipUnless(shutil.which("codespell"), "codespell is not installed")
    def test_are_spelled_right(self):
        tracked = subprocess.run(["git", "ls-files", "*.md", "examples", "apps", "src/console/openapi.yaml", "man"], cwd=ROOT, capture_output=True, text=True)
        files = tracked.stdout.split() or ["docs", "README.md"]  # from an archive
        done = subprocess.run(["codespell", "--ignore-words-list", KNOWN, *files], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(done.stdout + done.stderr, "")


if __name__ == "__main__":
    unittest.main()
