"""A lamp of a phone: one subscription of a SipPeer, with what it was told (RFC 6665, RFC 4235)."""
import re
import xml.etree.ElementTree as xml

from .processes import Timeout
from .sip_message import token

DIALOG_INFO = "{urn:ietf:params:xml:ns:dialog-info}"


class Lamp:
    def __init__(self, peer, number, event="dialog", expires=600, fields=(), user_agent="", uri=None):
        agent = user_agent or peer.agent or "Test Phone 1.0"
        self.peer, self.event, self.fields = peer, event, [f"Event: {event}", f"User-Agent: {agent}", *fields]
        self.uri = uri or f"sip:{number}@{peer.server_address}"
        self.call_id, self.tag, self.to_tag, self.cseq = token() + "@lamp", token(), "", 0
        self.told, self.over = [], False
        self.routes = []  # of the proxies in between
        self.answer = self.subscribe(expires)

    def subscribe(self, expires=600, seconds=3):
        """Subscribes, or refreshes; returns the final response."""
        fields = [*(f"Route: {route}" for route in self.routes), *self.fields, f"Expires: {expires}"]
        for _ in range(2):
            self.cseq += 1
            self.peer.send(self.peer.request("SUBSCRIBE", self.uri, call_id=self.call_id, from_tag=self.tag,
                                             to_tag=self.to_tag, cseq=self.cseq, fields=fields))
            answer = self.peer.expect_response(self.call_id, self.cseq, seconds)
            if answer.status != 407:
                break
            fields.append(self.peer.credentials(answer, "SUBSCRIBE", self.uri))
        if answer.status == 200:
            self.to_tag = answer.tag("to")
            self.routes = list(reversed(answer.all("record-route")))
            self.uri = answer.contact_uri if self.routes else self.uri
        return answer

    def next(self, seconds=5):
        """The next NOTIFY."""
        notify = self.take(seconds)
        if "NOTIFY" not in self.peer.answers_alone:
            self.peer.respond(notify, 200, "OK")
        self.told.append(notify)
        self.over = notify.get("subscription-state").startswith("terminated")
        return notify

    def take(self, seconds=5):
        """The next NOTIFY, which nobody has answered unless the phone answers alone."""
        return self.peer.expect(lambda m: not m.is_response and m.method == "NOTIFY" and m.call_id == self.call_id, seconds,
                                f"NOTIFY about {self.uri}")

    def wait(self, state, seconds=5):
        """The first NOTIFY from now on whose only dialog has this state."""
        while True:
            notify = self.next(seconds)
            if states(notify.body) == [state]:
                return notify

    def silent(self, seconds=1.0):
        """True when nothing is told for so long."""
        try:
            self.next(seconds)
            return False
        except Timeout:
            return True

    def close(self):
        if self.answer.status == 200 and not self.over and self.peer._open:
            self.subscribe(expires=0)
            while not self.over:
                self.next()


def dialogs(body):
    return list(xml.fromstring(body.encode()).iter(DIALOG_INFO + "dialog"))


def states(body):
    return [dialog.find(DIALOG_INFO + "state").text for dialog in dialogs(body)]


def identity(body, side):
    """(display, URI) of one side of the only dialog."""
    [dialog] = dialogs(body)
    found = dialog.find(f"{DIALOG_INFO}{side}/{DIALOG_INFO}identity")
    return found.get("display"), found.text


def replaces(body):
    """The Replaces field that a phone makes of the only dialog: the slot's own tag is the to-tag (RFC 3891)."""
    [dialog] = dialogs(body)
    return f'Replaces: {dialog.get("call-id")};to-tag={dialog.get("local-tag")};from-tag={dialog.get("remote-tag")}'


def parts(notify):
    """The bodies of a multipart NOTIFY by the URI of their resource, and the list itself by its own."""
    boundary = re.search(r'boundary="?([^";]+)', notify.get("content-type"))[1]
    bodies = [part.split("\r\n\r\n", 1)[1] for part in notify.body.split(f"--{boundary}\r\n")[1:]]
    roots = [(body.split(f"\r\n--{boundary}--")[0].rstrip(), None) for body in bodies]
    return {xml.fromstring(body.encode()).get("uri") or xml.fromstring(body.encode()).get("entity"): body for body, _ in roots}
