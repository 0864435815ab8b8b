"""A real mail server (dovecot) on loopback in a temporary folder, and a proxy that cuts its connections."""

from __future__ import annotations

import base64
import hashlib
import hmac
import imaplib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MISSING = (
    ""
    if shutil.which("dovecot") and os.name != "nt" and os.geteuid() == 0
    else "dovecot is not here, or this is not root"
)
USER, PASSWORD, KEY = "hr@example.mn", "nuuts үг", b"a key of thirty-two bytes, or so"
_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {root}/run
state_dir = {root}/run
log_path = {root}/log
ssl = yes
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
mail_location = maildir:{root}/mail
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
first_valid_gid = 1
default_login_user = nobody
default_internal_user = nobody
default_internal_group = {group}
mail_max_userip_connections = 100
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {root}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {root}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
_OAUTH = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={root}/keys/
username_attribute = sub
"""


@dataclass
class Server:
    """A running dovecot: its folder and ports."""

    root: Path
    port: int
    tls: int

    def client(self) -> imaplib.IMAP4:
        """A connection that may change things, for staging."""
        server = imaplib.IMAP4("127.0.0.1", self.port)
        server.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        return server

    def flags(self, folder: str) -> list[bytes]:
        """UID and flags of every mail."""
        with self.client() as server:
            server.select(folder, readonly=True)
            _, answer = server.uid("FETCH", "1:*", "(UID FLAGS)")
            return [bytes(line) for line in answer if isinstance(line, bytes)]


def token(lifetime: int = 3600) -> str:
    """A signed access token; a negative lifetime makes an expired one."""
    now = int(time.time())
    claims = {"sub": USER, "iat": now - 7200, "exp": now + lifetime}
    head = _b64(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = f"{head}.{_b64(json.dumps(claims).encode())}"
    return f"{body}.{_b64(hmac.new(KEY, body.encode(), hashlib.sha256).digest())}"


@contextmanager
def running() -> Iterator[Server]:
    """A server with one user and an empty mailbox."""
    root = Path(tempfile.mkdtemp(prefix="perfxl-dovecot-"))
    root.chmod(0o755)
    server = Server(root, _free_port(), _free_port())
    _write(server)
    process = subprocess.Popen(["dovecot", "-F", "-c", str(root / "dovecot.conf")], stderr=subprocess.DEVNULL)
    try:
        _await(server, process)
        yield server
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(root, ignore_errors=True)


class Cutter:
    """A proxy before a server: it cuts each connection before the n-th mail is asked for; `cuts` counts."""

    def __init__(self, port: int, every: int) -> None:
        self.every, self.target, self.cuts = every, port, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """No more connections."""
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        server = socket.create_connection(("127.0.0.1", self.target))
        threading.Thread(target=_copy, args=(server, client), daemon=True).start()
        asked = 0
        with suppress(OSError):
            while data := client.recv(65536):
                asked += data.count(b"BODY.PEEK")
                if asked >= self.every:
                    self.cuts += 1
                    break
                server.sendall(data)
        for one in (client, server):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _write(server: Server) -> None:
    import grp  # Unix alone has them
    import pwd

    root, nobody = server.root, pwd.getpwnam("nobody")
    for folder in ("run", "mail", "keys/default/HS256"):
        (root / folder).mkdir(parents=True)
    os.chown(root / "mail", nobody.pw_uid, nobody.pw_gid)
    facts = {
        "root": root,
        "uid": nobody.pw_uid,
        "gid": nobody.pw_gid,
        "group": grp.getgrgid(nobody.pw_gid).gr_name,
    }
    (root / "dovecot.conf").write_text(_CONFIG.format(port=server.port, tls=server.tls, **facts))
    (root / "oauth2.conf").write_text(_OAUTH.format(root=root))
    (root / "keys/default/HS256/default").write_bytes(base64.b64encode(KEY))
    (root / "users").write_text(f"{USER}:{PASSWORD}::::::\n")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(root / "key.pem"), "-out", str(root / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if process.poll() is not None:
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1) as probe:
            if probe.recv(100).startswith(b"* OK"):
                return
        time.sleep(0.1)
    log = server.root / "log"
    raise RuntimeError(log.read_text() if log.exists() else "dovecot did not start")
