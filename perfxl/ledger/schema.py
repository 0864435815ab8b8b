"""The ledger's tables, one script a version: a script is added, never edited."""

from __future__ import annotations

# The tables whose rows are facts: nothing in them is ever changed or deleted.
_FACTS = ("events", "issued", "arrivals", "judgements", "decisions", "notes", "closings", "scans")
_MORE_FACTS = ("dones", "sent_bytes")
APPEND_ONLY = _FACTS + _MORE_FACTS

_FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE events (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
  facts TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE issued (
  code TEXT NOT NULL, period TEXT NOT NULL, issue INTEGER NOT NULL, form TEXT NOT NULL,
  path TEXT NOT NULL, at TEXT NOT NULL, plan TEXT NOT NULL, employee TEXT NOT NULL, seal BLOB NOT NULL,
  PRIMARY KEY (code, period, issue)) STRICT;
CREATE TABLE known (
  path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime INTEGER NOT NULL, sha256 TEXT NOT NULL) STRICT;
CREATE TABLE arrivals (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, name TEXT NOT NULL,
  origin TEXT NOT NULL, sender TEXT NOT NULL, received TEXT NOT NULL, message TEXT NOT NULL,
  size INTEGER NOT NULL, suffix TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (sha256, name)) STRICT;
CREATE TABLE judgements (
  seq INTEGER PRIMARY KEY, arrival TEXT NOT NULL REFERENCES arrivals (id), rules INTEGER NOT NULL,
  at TEXT NOT NULL, verdict TEXT NOT NULL, employee TEXT NOT NULL, digest TEXT NOT NULL,
  stale INTEGER NOT NULL, basis TEXT NOT NULL, rows INTEGER NOT NULL,
  head TEXT NOT NULL, answers BLOB NOT NULL) STRICT;
CREATE INDEX judgements_of ON judgements (arrival, seq);
CREATE TABLE decisions (
  seq INTEGER PRIMARY KEY, arrival TEXT NOT NULL REFERENCES arrivals (id), what TEXT NOT NULL,
  rule TEXT NOT NULL, why TEXT NOT NULL, decider TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE notes (
  seq INTEGER PRIMARY KEY, organisation TEXT NOT NULL, sheet TEXT NOT NULL, key TEXT NOT NULL,
  heading TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX notes_of ON notes (organisation, sheet, key, heading, seq);
CREATE TABLE messages (
  name TEXT NOT NULL, sha256 TEXT NOT NULL, state TEXT NOT NULL, sender TEXT NOT NULL,
  subject TEXT NOT NULL, received TEXT NOT NULL, workbooks TEXT NOT NULL, findings TEXT NOT NULL,
  PRIMARY KEY (name, sha256)) STRICT;
CREATE TABLE scans (
  message TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, suffix TEXT NOT NULL,
  PRIMARY KEY (message, name, sha256)) STRICT;
CREATE TABLE copies (
  code TEXT PRIMARY KEY, path TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT;
CREATE TABLE roster (
  only INTEGER PRIMARY KEY CHECK (only = 1), at TEXT NOT NULL, content TEXT NOT NULL) STRICT;
CREATE TABLE closings (
  seq INTEGER PRIMARY KEY, what TEXT NOT NULL, why TEXT NOT NULL, decider TEXT NOT NULL,
  at TEXT NOT NULL, last INTEGER NOT NULL, manifest TEXT NOT NULL) STRICT;
"""


def _guards(tables: tuple[str, ...]) -> str:
    """Triggers that keep the facts: an UPDATE or DELETE on them fails."""
    return "".join(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;\n"
        for table in tables
        for verb in ("UPDATE", "DELETE")
    )


# How a reply names a mail that came, and the letters that went: kept up to date, every step of it an event.
_MAIL = """
CREATE TABLE mail_ids (name TEXT PRIMARY KEY, message_id TEXT NOT NULL) STRICT;
CREATE TABLE letters (
  key TEXT PRIMARY KEY, state TEXT NOT NULL, code TEXT NOT NULL, address TEXT NOT NULL,
  subject TEXT NOT NULL, at TEXT NOT NULL) STRICT;
"""

# Who is done with a mail or file that awaited a person; the bytes that went out, so that they are known when they come
# back; the bytes of letters. `migrated` is the last event before, so that a closing made earlier is still vouched for.
_AWAITING = """
CREATE TABLE dones (
  seq INTEGER PRIMARY KEY, message TEXT NOT NULL, why TEXT NOT NULL, decider TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE sent_bytes (
  sha256 TEXT NOT NULL, code TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (sha256, code)) STRICT;
ALTER TABLE judgements ADD COLUMN saved TEXT NOT NULL DEFAULT '';
ALTER TABLE letters ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
INSERT OR REPLACE INTO meta SELECT 'migrated', CAST(coalesce(max(seq), 0) AS TEXT) FROM events;
"""

MIGRATIONS: tuple[str, ...] = (_FIRST + _guards(_FACTS), _MAIL, _AWAITING + _guards(_MORE_FACTS))
