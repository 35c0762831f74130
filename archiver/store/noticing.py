"""Noticing: every write to the archive's messages → which messages and senders are new, gone or not what they were.

What is derived from messages is made again for these alone.  Triggers of the connection note it, so that no way of
writing can forget to.
"""

from __future__ import annotations

WHO = "lower(coalesce(nullif(from_address, ''), from_name))"
"""In SQL: what tells one person from another: the address, the name where there is none."""

_NEW = "lower(coalesce(nullif(new.from_address, ''), new.from_name))"
_OLD = "lower(coalesce(nullif(old.from_address, ''), old.from_name))"

TRIGGERS = f"""
CREATE TEMP TABLE changed_messages (message INTEGER PRIMARY KEY);
CREATE TEMP TABLE changed_people (address TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE changed_threads (thread TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TRIGGER message_came AFTER INSERT ON messages BEGIN
  INSERT OR IGNORE INTO changed_messages VALUES (new.id);
  INSERT OR IGNORE INTO changed_people VALUES ({_NEW});
END;
CREATE TEMP TRIGGER message_changed AFTER UPDATE ON messages BEGIN
  INSERT OR IGNORE INTO changed_messages VALUES (new.id);
  INSERT OR IGNORE INTO changed_people VALUES ({_NEW}), ({_OLD});
END;
CREATE TEMP TRIGGER message_went AFTER DELETE ON messages BEGIN
  INSERT OR IGNORE INTO changed_messages VALUES (old.id);
  INSERT OR IGNORE INTO changed_people VALUES ({_OLD});
END;
CREATE TEMP TRIGGER list_came AFTER INSERT ON message_lists BEGIN
  INSERT OR IGNORE INTO changed_messages VALUES (new.message);
END;
CREATE TEMP TRIGGER text_came AFTER INSERT ON attachment_texts BEGIN
  INSERT OR IGNORE INTO changed_messages
  SELECT message FROM attachments WHERE (sha256, format) = (new.sha256, new.format);
END;
"""
"""`changed_threads` is filled by `forest.replace_forest`, which adds the messages and senders of these threads."""
