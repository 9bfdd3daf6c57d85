"""Who listens to the live feed of a server: puts together what it is told, and holds each event against the contract."""
import http.client
import json
import threading

from .contract import CONTRACT
from .processes import close_unread


class Listener:
    def __init__(self, server, last_id=""):
        self.server = server
        self.events = []  # (id, name, data)
        self.error = None
        self._connection = http.client.HTTPConnection("127.0.0.1", server.api_port, timeout=30)
        headers = {"Authorization": "Bearer " + server.token(), **({"Last-Event-ID": last_id} if last_id else {})}
        self._connection.request("GET", "/api/v1/events", headers=headers)
        self._socket = self._connection.sock  # which the answer takes over
        self.answer = self._connection.getresponse()
        CONTRACT.check("GET", "/api/v1/events", self.answer.status, self.answer.getheader("Content-Type"), b"")
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        event = {}
        try:
            for line in self.answer:
                field, _, value = line.decode().rstrip("\n").partition(": ")
                if line != b"\n":
                    event[field] = value
                    continue
                if "data" in event:
                    data = json.loads(event["data"])
                    CONTRACT.check_event(event["event"], data)
                    self.events.append((event["id"], event["event"], data))
                event = {}
        except (OSError, http.client.HTTPException, AttributeError, ValueError):
            pass  # the connection is gone
        except AssertionError as error:
            self.error = error

    def close(self):
        close_unread([self._thread], self._socket)
        self.answer.close()
        if self.error:
            raise self.error

    @property
    def last_id(self):
        return self.events[-1][0]

    def ended(self, seconds=10):
        """Whether the connection is over by then."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def names(self):
        return [name for _, name, _ in self.events]

    def phases(self, slot):
        """What has become of a slot, in order."""
        return [data.get("phase", "free") for _, name, data in self.events
                if name in ("parked", "unparked") and data["slot"] == slot]

    def lots(self):
        """{slot: parked call} as one knows it who has only listened."""
        slots = {}
        for _, name, data in self.events:
            if name == "snapshot":
                slots = {call["slot"]: call for lot in data["lots"] for call in lot["parked"]}
            if name == "parked":
                slots[data["slot"]] = data
            if name == "unparked" and slots.get(data["slot"], {}).get("park") == data["park"]:
                del slots[data["slot"]]
        return slots

    def calls(self):
        """{id: call}, likewise."""
        calls = {}
        for _, name, data in self.events:
            if name == "snapshot":
                calls = {call["id"]: call for call in data["calls"]}
            if name == "call":
                calls[data["id"]] = data
            if name == "call-over":
                calls.pop(data["id"], None)
        return calls


def without_ages(value):
    """As an event says it."""
    if isinstance(value, dict):
        return {key: without_ages(one) for key, one in value.items() if key not in ("since_s", "in_s")}
    return value
