"""The rooms of src/sip: none includes one that is further down the current."""
import glob
import os
import re
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
DEPTH = {"text": 0, "stack": 1, "door": 2, "registrar": 2, "trunks": 2, "dialog": 3, "lamps": 4, "endpoint": 4}
FOR_ALL = {"options.hpp"}
FOR_OWNERS = {"dialog_keeper.hpp", "endpoint.hpp"}


def includes():
    for path in glob.glob(os.path.join(ROOT, "src", "sip", "*", "*.[ch]pp")):
        with open(path) as file:
            for target in re.findall(r'^#include "sip/([^"]+)"', file.read(), re.MULTILINE):
                yield os.path.relpath(path, os.path.join(ROOT, "src", "sip")), target


def against_the_current(path, target):
    depth = DEPTH[path.split("/")[0]]
    if "/" in target:
        return DEPTH[target.split("/")[0]] > depth
    return target not in FOR_ALL and (target not in FOR_OWNERS or depth < 4)


class Rooms(unittest.TestCase):
    def test_no_room_of_sip_includes_one_further_down_the_current(self):
        found = list(includes())
        self.assertGreater(len(found), 100)
        self.assertEqual(sorted(one for one in found if against_the_current(*one)), [])


if __name__ == "__main__":
    unittest.main()
