"""A run over hostile files makes no connection: traced where the tool is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from tests.attacks.planting import HOST, form, with_cell, with_name
from tests.attacks.planting import rewritten as planted
from tests.attacks.workbook_attacks import leading_out


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not there to tell of connections")
def test_hostile_files_are_collected_without_a_connection(own_month, tmp_path):
    attacks = [attack.data for attack in leading_out()]
    attacks += [
        planted(with_cell("AZ300", f'<f>WEBSERVICE("{HOST}")</f>')),
        planted(with_name("Auto_Open", "1")),
        form()[0],
    ]
    for number, data in enumerate(attacks):
        (own_month.inbox / f"hostile {number}.xlsx").write_bytes(data)
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(trace)]
    command += [sys.executable, "-m", "perfxl", "sync", "-C", str(own_month.root), "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "ptrace" in done.stderr.lower() and "not permitted" in done.stderr.lower():
        pytest.skip("tracing is not allowed here")
    assert done.returncode == 0, done.stderr[-2000:]
    assert [line for line in trace.read_text().splitlines() if re.search(r"AF_INET6?\b", line)] == []
