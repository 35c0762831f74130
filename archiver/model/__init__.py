"""The nouns: what travels between the rooms.  Frozen values, no behaviour beyond naming themselves."""

from archiver.model.lists import (
    Listed,
    ListServer,
    Member,
    Role,
)
from archiver.model.mail import (
    FIDELITIES,
    RIGHTLY_REFUSED,
    Address,
    Attachment,
    Fidelity,
    Message,
    Organisation,
    RawMessage,
    Refusal,
    RefusalKind,
    Segment,
    SegmentKind,
    lower_ascii,
    public_id,
)
from archiver.model.minutes import (
    PROMISE_STATES,
    ActionItem,
    AgendaItem,
    Answer,
    Deferral,
    Meeting,
    Promise,
    PromiseKind,
    PromiseState,
    Section,
    Speech,
)
from archiver.model.question import (
    ATTACHED,
    COMMON,
    EVERYTHING,
    KANA,
    LACKING,
    UNANSWERED,
    Filter,
    Names,
    Question,
    known,
)
from archiver.model.threads import (
    EdgeReason,
    Envelope,
    Forest,
    Hanging,
    Node,
    Seeker,
    Sought,
    Turn,
)
from archiver.model.topics import (
    HeldMeeting,
    MessageText,
    Placement,
    PlacementStatus,
    ReadableMessage,
    ThreadText,
    Topic,
    address_of,
    host_of,
    name_of,
)
