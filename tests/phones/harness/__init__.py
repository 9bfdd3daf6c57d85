"""What the tests with real phones share: the server under test, phones, SIPp, a small SIP peer, and ears."""
from . import places

places.take()
