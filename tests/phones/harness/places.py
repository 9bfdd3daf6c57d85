"""Places for tests that are busy. ./test starts more test files than the machine can serve at once: each waits for a place, and
gives it back when it only waits for transactions to end, which takes half a minute and no processor.

LAYBY_PLACES is a directory with a file for each place; without it there is room for everybody."""
import fcntl
import glob
import os
import time

_place = None


def take():
    global _place
    files = sorted(glob.glob(os.path.join(os.environ.get("LAYBY_PLACES", ""), "place-*"))) if "LAYBY_PLACES" in os.environ else []
    while files and _place is None:
        _place = next(filter(None, map(_locked, files)), None)
        if _place is None:
            time.sleep(0.1)


def _locked(path):
    file = open(path, "wb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file
    except OSError:
        file.close()
        return None


def leave():
    global _place
    if _place is not None:
        _place.close()
        _place = None
