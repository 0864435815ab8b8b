"""The macro edition carries a password in clear: it is not the workspace's."""

from __future__ import annotations

from perfxl.period.macro_editions import edition_password, write_editions
from perfxl.workspace.run import running
from tests.attacks.planting import inside
from tests.support.months import NOW


def test_the_workspaces_password_is_in_no_edition(own_month):
    with running(own_month, NOW) as run:
        password, paths = run.ledger.password, write_editions(run).paths
    assert paths
    for path in paths:
        held = inside(path.read_bytes())
        assert password.encode() not in held
        assert edition_password(password).encode() in held
