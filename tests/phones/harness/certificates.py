"""Certificates for tests: an authority, and what it issues, made with the openssl command."""
import os
import subprocess

from .processes import discard, scratch


def _openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


class Authority:
    """Issues certificates for names such as "DNS:sip.example.net" or "URI:sip:example.net"."""

    def __init__(self, name="an authority"):
        self.dir = scratch("authority")
        self.certificate, self.key = self._path("ca.crt"), self._path("ca.key")
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", f"/CN={name}",
                 "-keyout", self.key, "-out", self.certificate)
        self.issued = 0

    def _path(self, name):
        return os.path.join(self.dir, name)

    def issue(self, names, days=30, purpose=""):
        """The files of a certificate and of its key. `days` below zero: it is over. `purpose`: what alone it may be used for."""
        self.issued += 1
        certificate, key, request, extensions = (self._path(f"{self.issued}.{kind}") for kind in ("crt", "key", "csr", "ext"))
        _openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=a trunk",
                 "-keyout", key, "-out", request)
        with open(extensions, "w") as file:
            file.write(f"subjectAltName={names}\n" + (f"extendedKeyUsage={purpose}\n" if purpose else ""))
        _openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial", "-extfile", extensions,
                 "-days", str(days), "-out", certificate)
        return certificate, key

    def close(self):
        discard(self.dir)
