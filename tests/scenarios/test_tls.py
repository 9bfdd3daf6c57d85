"""The console speaks TLS by itself: its certificate, how that is renewed, and what is said of one that can't be right."""
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import unittest

from harness.encrypted import believing
from harness.processes import free_port, scratch
from harness.server import MAIN_LOT, layby, users_toml
from parking import ParkingTest


def certificate(folder, name, days=30, hosts=("localhost", "park.example")):
    """A self-signed one and its key: paths."""
    chain, key = os.path.join(folder, name + ".pem"), os.path.join(folder, name + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", str(days),
                    "-subj", f"/CN={name}", "-addext", "subjectAltName=" + ",".join(f"DNS:{host}" for host in hosts),
                    "-keyout", key, "-out", chain], check=True, capture_output=True, timeout=20)
    return chain, key


def expired(folder):
    """One that was good in January 2020."""
    key, request, chain, setup = (os.path.join(folder, "expired" + end) for end in (".key", ".csr", ".pem", ".cnf"))
    with open(setup, "w") as file:
        file.write(f"[ca]\ndefault_ca = d\n[d]\ndatabase = {folder}/index.txt\nnew_certs_dir = {folder}\nserial = {folder}/serial\n"
                   "default_md = sha256\npolicy = p\n[p]\ncommonName = supplied\n")
    for name, text in (("index.txt", ""), ("serial", "01\n")):
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)
    for words in (["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=expired", "-keyout", key,
                   "-out", request],
                  ["ca", "-selfsign", "-batch", "-config", setup, "-in", request, "-keyfile", key, "-out", chain, "-notext",
                   "-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]):
        subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=20)
    return chain, key


class OverTls(ParkingTest):
    @classmethod
    def setUpClass(cls):
        cls.folder = scratch("certificates")
        unittest.addModuleCleanup(shutil.rmtree, cls.folder)  # after the server, which is looked at to the end
        super().setUpClass()
        cls.one, cls.other = certificate(cls.folder, "one"), certificate(cls.folder, "other")
        cls.chain, cls.key = (os.path.join(cls.folder, name) for name in ("used.pem", "used.key"))
        cls.use(cls.one)
        cls.server.text = cls.server.text.replace(
            '[console]\nlisten = "127.0.0.1:0"',
            f'[console]\nlisten = "127.0.0.1:{free_port()}"\ncertificate = "{cls.chain}"\nkey = "{cls.key}"')
        cls.server.restart()

    @classmethod
    def use(cls, pair):
        for source, target in zip(pair, (cls.chain, cls.key)):
            shutil.copy(source, target)
        cls.server.ca = pair[0]

    def setUp(self):
        super().setUp()
        if self.server.ca != self.one[0]:
            believed, ours = self.server.ca, self.one[0]
            self.use(self.one)
            self.server.ca = believed
            self.assertEqual(self.server.ask("POST", "/api/v1/reload")[0], 200)
            self.server.ca = ours

    def command(self, *words, **environment):
        done = subprocess.run([layby(), *words], capture_output=True, text=True, timeout=20, env={**os.environ, **environment})
        return done.returncode, done.stdout, done.stderr

    def url(self, host="localhost"):
        return f"https://{host}:{self.server.api_port}"

    def ask(self, method, path, body=None, **fields):
        connection = self.server.connection()
        try:
            connection.request(method, path, json.dumps(body), {"Content-Type": "application/json",
                                                                **{name.replace("_", "-"): value for name, value in fields.items()}})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read()), answer.headers
        finally:
            connection.close()

    def version_with(self, most):
        context = ssl.create_default_context(cafile=self.server.ca)
        context.minimum_version = min(most, ssl.TLSVersion.TLSv1_2)
        context.maximum_version = most
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        with socket.create_connection(("127.0.0.1", self.server.api_port), 5) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as secure:
                return secure.version()

    def test_speaks_what_is_safe_and_nothing_else(self):
        self.assertEqual(self.version_with(ssl.TLSVersion.TLSv1_3), "TLSv1.3")
        self.assertEqual(self.version_with(ssl.TLSVersion.TLSv1_2), "TLSv1.2")
        with self.assertRaises(OSError):
            self.version_with(ssl.TLSVersion.TLSv1_1)
        plain = http.client.HTTPConnection("127.0.0.1", self.server.api_port, timeout=5)
        with self.assertRaises((http.client.HTTPException, OSError)):
            plain.request("GET", "/healthz")
            plain.getresponse()
        plain.close()

    def test_logs_people_in_with_a_cookie_that_goes_over_tls_alone(self):
        done = subprocess.run([layby(), "account", "add", "ann", "--role", "admin", "--state", self.server.state], capture_output=True,
                              text=True, timeout=20, input="a good password\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        ann = {"name": "ann", "password": "a good password"}
        status, said, fields = self.ask("POST", "/api/v1/session", ann, Origin=self.url())
        self.assertEqual(status, 200, said)
        self.assertIn("; Secure", fields["Set-Cookie"])
        cookie = fields["Set-Cookie"].partition(";")[0]
        self.assertEqual(self.ask("GET", "/api/v1/session", Cookie=cookie)[1]["name"], "ann")
        for host, status in (("park.example", 200), ("127.0.0.1", 200), ("elsewhere.example", 421)):
            self.assertEqual(self.ask("GET", "/api/v1/session", Cookie=cookie, Host=f"{host}:{self.server.api_port}")[0], status, host)
        for origin, status in ((self.url("park.example"), 200), ("http://localhost:" + str(self.server.api_port), 403),
                               (self.url("elsewhere.example"), 403), ("https://localhost", 403)):
            self.assertEqual(self.ask("POST", "/api/v1/session", ann, Origin=origin)[0], status, origin)

    def shown_name(self):
        context = believing()
        with socket.create_connection(("127.0.0.1", self.server.api_port), 5) as plain:
            with context.wrap_socket(plain) as secure:
                der = secure.getpeercert(binary_form=True)
        text = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-subject"], input=der, capture_output=True, check=True).stdout
        return text.decode().strip().rpartition("= ")[2]

    def test_is_given_a_new_certificate_and_nobody_is_cut_off(self):
        feed = self.server.connection()
        feed.request("GET", "/api/v1/events", headers={"Authorization": "Bearer " + self.server.token()})
        events = feed.getresponse()
        while not events.readline().startswith(b"event: snapshot"):
            pass
        self.assertEqual(self.shown_name(), "one")
        believed = self.server.ca
        self.use(self.other)
        self.server.ca = believed  # the old one is still shown
        self.assertEqual(self.server.ask("POST", "/api/v1/reload")[1]["at_next_start"], [])
        self.server.ca = self.other[0]
        self.assertEqual(self.shown_name(), "other")
        self.assertEqual(self.server.ask("GET", "/api/v1/version")[0], 200)
        self.peer("201")
        line = b""
        while not line.startswith(b"event: registrations"):
            line = events.readline()
            self.assertTrue(line, "the feed was cut off")
        feed.close()

    def test_keeps_its_certificate_when_the_new_one_is_wrong(self):
        shutil.copy(self.other[1], self.key)  # the key of another one
        status, said = self.server.ask("POST", "/api/v1/reload")
        self.assertEqual((status, said["code"]), (422, "bad_configuration"))
        self.assertIn(f"console: key: {self.key} does not belong to the certificate in {self.chain}", said["problems"][0])
        self.assertEqual(self.shown_name(), "one")
        self.use(self.one)

    def test_is_asked_by_commands_that_believe_it(self):
        token = {"LAYBY_TOKEN": self.server.token()}
        code, said, wrong = self.command("lots", "--api", self.url(), "--ca", self.one[0], **token)
        self.assertEqual((code, wrong), (0, ""))
        self.assertIn("Lot main", said)
        self.assertEqual(self.command("lots", "--api", self.url(), LAYBY_CA=self.one[0], **token)[0], 0)
        code, _, wrong = self.command("lots", "--api", self.url(), **token)
        self.assertEqual(code, 3)
        self.assertIn("certificate is not trusted", wrong)
        code, _, wrong = self.command("lots", "--api", self.url("127.0.0.1"), "--ca", self.one[0], **token)
        self.assertEqual(code, 3, "that is not a name in the certificate")
        self.assertIn("certificate", wrong)
        self.assertEqual(self.command("lots", "--api", self.url(), "--ca", self.key, **token)[0], 2)
        code, _, wrong = self.command("lots", "--api", f"localhost:{self.server.api_port}", **token)
        self.assertEqual(code, 3)
        watch = subprocess.Popen([layby(), "watch", "--json", "--count", "1", "--api", self.url(), "--ca", self.one[0]], text=True,
                                 stdout=subprocess.PIPE, env={**os.environ, **token})
        try:
            self.assertIn("lots", json.loads(watch.communicate(timeout=10)[0].splitlines()[0])["data"])
        finally:
            watch.kill()

    def test_holds_up_nobody_for_who_says_nothing(self):
        silent = [socket.create_connection(("127.0.0.1", self.server.api_port), 5) for _ in range(40)]
        self.assertEqual(self.server.ask("GET", "/api/v1/version")[0], 200)
        for one in silent:
            one.close()


class Checked(unittest.TestCase):
    """What `layby check` says."""

    @classmethod
    def setUpClass(cls):
        cls.folder = scratch("certificates")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.good, cls.other = certificate(cls.folder, "good"), certificate(cls.folder, "other")
        cls.expired, cls.short = expired(cls.folder), certificate(cls.folder, "short", days=3)

    def check(self, listen, **settings):
        path = os.path.join(self.folder, "office.toml")
        lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
        with open(path, "w") as file:
            file.write(f'[console]\nlisten = "{listen}"\n{lines}{users_toml(("201",))}{MAIN_LOT}')
        done = subprocess.run([layby(), "check", path], capture_output=True, text=True, timeout=10)
        return done.returncode, done.stdout + done.stderr

    def test_a_certificate_that_cannot_be_used_is_refused_with_the_reason(self):
        missing = os.path.join(self.folder, "missing.pem")
        for chain, key, line, why in ((missing, self.good[1], 3, f"certificate: {missing} can't be read: No such file"),
                                      (self.good[0], missing, 4, f"key: {missing} can't be read"),
                                      (self.good[1], self.good[1], 3, "has no certificate in PEM"),
                                      (self.good[0], self.good[0], 4, "has no private key in PEM"),
                                      (self.good[0], self.other[1], 4, "does not belong to the certificate")):
            code, said = self.check("127.0.0.1:7080", certificate=chain, key=key)
            self.assertEqual(code, 2, said)
            self.assertIn(f"office.toml:{line}: console: ", said)
            self.assertIn(why, said)
        self.assertIn("certificate and key belong together", self.check("127.0.0.1:7080", certificate=self.good[0])[1])

    def test_one_that_is_over_or_soon_will_be_is_warned_of(self):
        for pair, why in ((self.expired, "is over since"), (self.short, "will be over at")):
            code, said = self.check("127.0.0.1:7080", certificate=pair[0], key=pair[1])
            self.assertEqual(code, 0, said)
            self.assertIn(f"warning: console: certificate: {pair[0]} {why}", said)
        self.assertNotIn("console: certificate", self.check("127.0.0.1:7080", certificate=self.good[0], key=self.good[1])[1])

    def test_plain_http_is_for_this_machine_unless_somebody_says_so(self):
        code, said = self.check("0.0.0.0:7080")
        self.assertEqual(code, 2)
        self.assertIn("office.toml:2: console: 0.0.0.0 can be reached from other machines", said)
        self.assertEqual(self.check("[::1]:7080")[0], 0)
        self.assertEqual(self.check("0.0.0.0:7080", trusted_proxies=["192.0.2.7"])[0], 0)
        self.assertEqual(self.check("0.0.0.0:7080", certificate=self.good[0], key=self.good[1])[0], 0)
        code, said = self.check("0.0.0.0:7080", unencrypted=True)
        self.assertEqual(code, 0)
        self.assertIn("unencrypted", said)


if __name__ == "__main__":
    unittest.main()
