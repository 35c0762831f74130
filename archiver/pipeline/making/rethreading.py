"""Rethreading: messages and decisions that are new → the forest as a rebuild would make it, and what follows from it.

Only what can have changed is threaded again: the kin of what is new or gone, replies elsewhere that heed its subjects,
and whatever decisions tie to these.
"""

from __future__ import annotations

from collections.abc import Sequence

from archiver import threads
from archiver.model import Envelope, Forest, Hanging
from archiver.pipeline.settling.journal import Journal, hangings, message_of
from archiver.store import files, forest, heard, kin, people, questions
from archiver.store.archive import Archive
from archiver.store.finding import places

FEW = 0.2
"""Where a larger share of all the messages is new, all are threaded again: that is faster by then."""


def rethread(archive: Archive, journal: Journal, since: int) -> None:
    """Bring the forest up to the messages, and to the decisions; those after number `since` are new."""
    decided = hangings(journal.hangings, archive.key_of)
    new, former = kin.changed(archive.connection)
    if len(new) + len(former) > FEW * archive.most_messages():
        connected = threads.connect(kin.envelopes(archive.connection))
        forest.replace_forest(archive, _forest(connected, decided))
    else:
        family = kin.Family(archive.connection)
        _take_changed(family, new, former)
        family.take(_hung_after(archive, journal, since))
        forest.replace_forest(archive, _forest(_connected(family, decided), decided), family)
    heard.note_changed(archive)
    rejoin(archive, journal)
    files.replace_files(archive)


def _take_changed(family: kin.Family, new: Sequence[Envelope], former: Sequence[Envelope]) -> None:
    changed = [*new, *former]
    family.take((each.key for each in changed), (each for one in former for each in kin.ids_of(one)))
    subjects = {each.base_subject for each in changed}
    if subjects:
        seconds = [each.seconds for each in changed]
        declared = [threads.declared(subject)[0] for subject in subjects]
        alike = family.seekers(threads.spans(seconds), declared, min(seconds) - threads.SKEW)
        family.take(threads.heeding(alike, subjects))


def _hung_after(archive: Archive, journal: Journal, since: int) -> set[str]:
    """Keys of the messages about whose place something was decided, or taken back, after this number."""
    found: set[str] = set()
    for decision in journal.hangings_after(since):
        found |= {message_of(decision)[0], archive.key_of(*message_of(decision)) or ""}
    return found - {""}


def _connected(family: kin.Family, decided: Sequence[Hanging]) -> threads.Connected:
    """The family, connected as it is in the whole archive; it grows by what it hangs together with."""
    while True:
        connected = threads.connect(
            family.held.values(), lambda seekers: family.alike(threads.sought(seekers))
        )
        if not family.take(connected.beyond(decided)):
            return connected


def _forest(connected: threads.Connected, decided: Sequence[Hanging]) -> Forest:
    nodes = connected.forest(decided)
    named = threads.named(connected.held.values(), nodes)
    return Forest(nodes=nodes, named=named, seekers=connected.seekers)


def rejoin(archive: Archive, journal: Journal) -> None:
    """Bring what depends on who wrote up to the threads that changed, and to which addresses are one person's."""
    people.replace_joined(archive, journal.joined)
    questions.replace_unanswered(archive, map(threads.unanswered, questions.turns(archive)))
    people.replace_people(archive)
    places.replace_places(archive)
