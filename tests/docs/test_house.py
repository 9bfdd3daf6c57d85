"""The walls of the house: who may include whom, what each header says of itself, and which names are unique."""
import collections
import glob
import os
import re
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)

# From below to above: a part includes what stands before it, never what stands behind it.
PARTS = ["words", "hours", "runtime", "tls", "edge", "trace", "parking", "calls", "codecs", "sounds", "media", "recordings", "sip", "store", "cluster", "webhooks", "provision", "cards", "settings", "console"]
ROOMS = {
    "sip": ["text", "stack", "door", "registrar", "trunks", "dialog", "lamps", "endpoint"],
    "media": ["rtp", "srtp", "ice", "sound", "core", "dtls", "wire"],
    "store": ["records", "tables", "writing"],
    "settings": ["read", "check"],
    "console": ["access", "api"],
    "calls": ["plan", "ports", "tongues", "derived", "nodes", "house", "ways", "states"],
}
# Neighbours that belong together: a way to park changes what a leg does, and a leg's state begins a way. What is derived at the end
# of a turn looks at all of it, and the board remembers what was derived last.
TOGETHER = {("calls/ways", "calls/states"), ("calls/house", "calls/ways"), ("calls/house", "calls/states"),
            ("calls/derived", "calls/house"), ("calls/derived", "calls/nodes"), ("calls/house", "calls/nodes"),
            ("calls/nodes", "calls/ways"), ("calls/nodes", "calls/states"), ("calls/derived", "calls/ways"), ("calls/derived", "calls/states")}


def files(pattern):
    return sorted(os.path.relpath(path, ROOT) for path in glob.glob(os.path.join(ROOT, pattern), recursive=True))


def text_of(path):
    with open(os.path.join(ROOT, path)) as file:
        return file.read()


def sources():
    return files("src/**/*.hpp") + files("src/**/*.cpp")


def room_of(path):
    """"sip/dialog" of "sip/dialog/dialog.hpp", "sip" of "sip/endpoint.hpp"."""
    return os.path.dirname(path)


def includes():
    """(who includes, what), both without "src/"."""
    for path in sources():
        for included in INCLUDE.findall(text_of(path)):
            if "/" in included:
                yield path[len("src/"):], included


class House(unittest.TestCase):
    maxDiff = None

    def test_a_part_includes_only_what_stands_under_it(self):
        wrong = [f"{one} includes {other}" for one, other in includes()
                 if PARTS.index(one.split("/")[0]) < PARTS.index(other.split("/")[0])]
        self.assertEqual(wrong, [])

    def test_a_room_includes_only_rooms_before_it(self):
        wrong = []
        for one, other in includes():
            part = one.split("/")[0]
            ours, theirs = room_of(one), room_of(other)
            if part != other.split("/")[0] or part not in ROOMS or ours == theirs or ours == part or theirs == part:
                continue
            if (ours, theirs) in TOGETHER or (theirs, ours) in TOGETHER:
                continue
            order = ROOMS[part]
            if order.index(ours.split("/")[1]) < order.index(theirs.split("/")[1]):
                wrong.append(f"{one} includes {other}")
        self.assertEqual(wrong, [])

    def test_what_is_inside_a_part_is_its_own(self):
        """The rooms are for their part alone, and for its tests; calls/ports are what the others fulfil."""
        wrong = [f"{one} includes {other}" for one, other in includes()
                 if one.split("/")[0] != other.split("/")[0] and other.count("/") == 2
                 and not other.startswith("calls/ports/")]
        wrong += [f"{path} includes {other}" for path in files("apps/**/*.?pp") for other in INCLUDE.findall(text_of(path))
                  if other.count("/") == 2 and not other.startswith(("calls/ports/", "layby/"))]
        self.assertEqual(wrong, [])

    def test_every_header_begins_with_a_signpost(self):
        """What it is, whose it is, on which thread: a sentence or more before `#pragma once`."""
        def has_one(path):
            head = text_of(path).split("#pragma once")[0].strip().split("\n")
            return all(line.startswith("//") for line in head) and head[-1].endswith(".")
        headers = files("src/**/*.hpp") + files("apps/**/*.hpp")
        self.assertGreater(len(headers), 200)
        self.assertEqual([path for path in headers if not has_one(path)], [])

    def test_names_without_linkage_are_unique_in_a_room(self):
        """Files of a room are built as one, where one's function would be another's overload."""
        block = re.compile(r"^namespace \{\n(.*?)^\}  // namespace\n", re.DOTALL | re.MULTILINE)
        function = re.compile(r"^(?! )(?:\[\[\w+\]\] )?[\w:<>,&*\[\] ]+?[ &*>](\w+)\([^;{]*?\)[^;{()]*\{", re.MULTILINE)
        found = collections.defaultdict(set)
        for path in files("src/**/*.cpp"):
            for inside in block.findall(text_of(path)):
                for name in function.findall(inside):
                    found[room_of(path), name].add(os.path.basename(path))
        twice = {place: sorted(where) for place, where in found.items() if len(where) > 1}
        self.assertEqual(twice, {})

    def test_a_leg_has_one_door_to_another_state(self):
        writes = {path for path in files("src/**/*.[ch]pp") if re.search(r"\bdoing = (?!=)", text_of(path))}
        self.assertEqual(writes, {"src/calls/states/state.cpp"})


if __name__ == "__main__":
    unittest.main()
