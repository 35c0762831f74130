"""Names: one or two words by which data and other programmes call a thing; `Phrase(name)` tells them like a sentence.

They stand here for the catalogues to have them: where they are told, they come from the journal, a count, the system.
"""

from __future__ import annotations

from archiver.words import Phrase

VERBS = (
    *(Phrase("link"), Phrase("unlink"), Phrase("confirm"), Phrase("reject")),
    *(
        Phrase("thread split"),
        Phrase("thread merge"),
        Phrase("thread move"),
        Phrase("person join"),
        Phrase("person differ"),
    ),
    *(Phrase("hide"), Phrase("redact"), Phrase("purge")),
    *(Phrase("promise close"), Phrase("publish"), Phrase("unpublish"), Phrase("undo")),
)
"""Of the journal: what a person decided."""

COUNTS = (
    *(Phrase("there"), Phrase("archived"), Phrase("refused"), Phrase("unexplained"), Phrase("posts")),
    *(Phrase("posted twice"), Phrase("no-archive"), Phrase("spool"), Phrase("held")),
)
"""What `archiver check` counts of a source, as its JSON has it."""

ROLES = (Phrase("officer"), Phrase("secretariat"), Phrase("administrator"))
"""Of those who sign in."""

CLICK = (Phrase("[OPTIONS]"), Phrase("COMMAND [ARGS]..."))
"""What click says in a usage without gettext."""

SYSTEM = (
    Phrase("Address already in use"),
    Phrase("Connection refused"),
    Phrase("Connection reset by peer"),
    Phrase("Connection timed out"),
    Phrase("File name too long"),
    Phrase("Input/output error"),
    Phrase("Is a directory"),
    Phrase("Name or service not known"),
    Phrase("Network is unreachable"),
    Phrase("No route to host"),
    Phrase("No space left on device"),
    Phrase("No such file or directory"),
    Phrase("Not a directory"),
    Phrase("Permission denied"),
    Phrase("Read-only file system"),
    Phrase("Temporary failure in name resolution"),
    Phrase("Too many open files"),
)
"""What the operating system says of a file or a line, as far as people meet it; anything else stays in English."""
