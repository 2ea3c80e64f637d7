"""nginx in front of a scripted server: real TLS, HTTP/2 by ALPN, client certificates."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from harness.certificates import Pair
from harness.http import free_port
from harness.waiting import wait_until

CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_max_body_size 64m;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u;
  scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    {clients}
    location / {{
      proxy_pass {behind};
      proxy_http_version 1.1;
      proxy_buffering off;
      proxy_read_timeout 60s;
      proxy_set_header Connection "";
      proxy_set_header X-Seen-Protocol $server_protocol;
      proxy_set_header X-Seen-Client $ssl_client_s_dn;
      proxy_set_header X-Seen-Connection $connection;
    }}
  }}
}}
"""


class Nginx:
    """`behind` is a base URL. With `clients` (a root certificate) it wants a client certificate; it tells the server
    behind what it saw in X-Seen-Protocol, X-Seen-Client and X-Seen-Connection."""

    def __init__(self, folder: Path, behind: str, pair: Pair, clients: Path | None = None, required: bool = True):
        folder.mkdir(parents=True)
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self.port = free_port()
        verify = "on" if required else "optional"
        text = CONFIGURATION.format(
            folder=folder,
            port=self.port,
            behind=behind,
            certificate=pair.certificate,
            key=pair.key,
            clients=f"ssl_client_certificate {clients}; ssl_verify_client {verify};" if clients else "",
        )
        path = folder / "nginx.conf"
        path.write_text(text)
        self._errors = folder / "error.log"
        self._process = subprocess.Popen(
            [program, "-p", str(folder), "-c", str(path), "-e", str(self._errors)], stderr=subprocess.PIPE
        )
        wait_until(lambda: self._is_up(folder), "nginx")

    def _is_up(self, folder: Path) -> bool:
        if self._process.poll() is not None:
            raise AssertionError(f"nginx: {self._process.stderr.read().decode()}")
        return (folder / "nginx.pid").exists()

    @property
    def base_url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
