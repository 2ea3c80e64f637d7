"""A certificate authority of the tests' own, made with openssl."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Pair:
    certificate: Path
    key: Path


class Authority:
    """Issues certificates that nobody trusts who was not told to."""

    def __init__(self, folder: Path, name: str = "ca"):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.root = Pair(folder / f"{name}.pem", folder / f"{name}.key")
        self._openssl(
            "req", "-x509", *self._new_key(self.root.key), "-out", str(self.root.certificate),
            "-days", "2", "-subj", f"/CN=tunnel-client test {name}",
        )  # fmt: skip

    def issue(self, name: str, *alternatives: str) -> Pair:
        """`alternatives` as openssl writes them: DNS:localhost, IP:127.0.0.1."""
        pair = Pair(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        request, extensions = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        self._openssl(
            "req", *self._new_key(pair.key), "-out", str(request), "-subj", f"/CN={name}"
        )
        extensions.write_text(f"subjectAltName={','.join(alternatives)}\n" if alternatives else "")
        self._openssl(
            "x509", "-req", "-in", str(request), "-CA", str(self.root.certificate), "-CAkey",
            str(self.root.key), "-CAcreateserial", "-out", str(pair.certificate), "-days", "2",
            "-extfile", str(extensions),
        )  # fmt: skip
        return pair

    @staticmethod
    def _new_key(path: Path) -> list[str]:
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(path)]

    @staticmethod
    def _openssl(*arguments: str) -> None:
        done = subprocess.run(["openssl", *arguments], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
