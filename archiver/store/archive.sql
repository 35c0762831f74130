-- archive.db: derived from the vault; may be deleted at any time, `archiver build --rebuild` makes it again.
CREATE TABLE built (              -- how far into the vault this archive has come: one row
  messages INTEGER NOT NULL,      -- highest id of the vault's messages taken in
  pages INTEGER NOT NULL,         -- highest id of the vault's minutes pages taken in
  decisions INTEGER NOT NULL,     -- highest id of the vault's decisions replayed
  topics TEXT NOT NULL            -- digest of the topic rules that placed the threads
);
CREATE TABLE messages (           -- mails, each once
  id INTEGER PRIMARY KEY,         -- place in the search index; in order of date after a rebuild
  key TEXT NOT NULL UNIQUE,       -- permanent id: Message-ID-Hash; a second mail under one Message-ID adds -fingerprint
  message_id TEXT NOT NULL,       -- Message-ID without angle brackets
  fingerprint TEXT NOT NULL,      -- digest of what the sender wrote: copies of one mail share it
  date TEXT NOT NULL,             -- UTC, ISO 8601: the date to order by
  date_claimed TEXT NOT NULL,     -- the Date header as written
  subject TEXT NOT NULL,          -- as sent, decoded
  base_subject TEXT NOT NULL,     -- without reply words and list prefixes, folded for comparison
  is_reply INTEGER NOT NULL,      -- 1: the subject carries a reply word
  from_name TEXT NOT NULL,        -- display name of the sender
  from_address TEXT NOT NULL,     -- address of the sender
  to_cc TEXT NOT NULL,            -- JSON: {"to": [[name, address]], "cc": [[name, address]]}
  body TEXT NOT NULL,             -- the whole text a reader sees, quotes included
  "references" TEXT NOT NULL,     -- JSON: Message-IDs of the References header, oldest first
  in_reply_to TEXT NOT NULL,      -- JSON: Message-IDs of the In-Reply-To header
  quotes INTEGER NOT NULL,        -- 1: the text quotes another mail
  quoted_subject TEXT NOT NULL,   -- base subject of the mail that is quoted with its header lines, '' none
  is_from_outside INTEGER NOT NULL,-- 1: it forwards a mail that was on no list
  charset_declared TEXT NOT NULL, -- the charset that the mail claims, '' when none
  charset_used TEXT NOT NULL,     -- the charset that it was read in
  flaws TEXT NOT NULL,            -- JSON: each repair that was made, so that a reader can distrust it
  fidelity TEXT NOT NULL,         -- full, delivered, resynthesised, scrubbed: how much of the mail the copy holds
  size INTEGER NOT NULL,          -- bytes as received
  sha256 TEXT NOT NULL,           -- of the bytes as received: finds the source in the vault
  organisation TEXT NOT NULL,     -- the body that the sender speaks for, '' when nothing tells
  told_by TEXT NOT NULL,          -- what tells it: name, signature, address; '' nothing
  asks TEXT NOT NULL,             -- the last sentence of the sender's own that asks for an answer, '' none
  UNIQUE (message_id, fingerprint)
);
CREATE INDEX messages_date ON messages(date);
CREATE INDEX messages_sender ON messages(from_address, from_name);
CREATE INDEX messages_base_subject ON messages(base_subject, date);
CREATE INDEX messages_person ON messages(lower(coalesce(nullif(from_address, ''), from_name)), date, key);
CREATE TABLE message_lists (      -- which lists a message was sent to: a cross-post is one message in two lists
  list TEXT NOT NULL,             -- address of the list
  message INTEGER NOT NULL REFERENCES messages(id),-- id of the message
  PRIMARY KEY (list, message)
) WITHOUT ROWID;
CREATE INDEX message_lists_message ON message_lists(message);
CREATE TABLE mentions (           -- which messages name which others in their headers
  named INTEGER NOT NULL,         -- checksum (CRC-32) of the Message-ID that is named
  message INTEGER NOT NULL,       -- id of the message that names it
  PRIMARY KEY (named, message)
) WITHOUT ROWID;
CREATE TABLE attachments (        -- files that came with messages
  message INTEGER NOT NULL REFERENCES messages(id),-- id of the message
  position INTEGER NOT NULL,      -- place among the message's attachments, from 0
  name TEXT NOT NULL,             -- decoded, made safe
  type TEXT NOT NULL,             -- media type, by content where it can be told
  format TEXT NOT NULL,           -- what kind of file it is, in one word: pdf, word-97, taro
  size INTEGER NOT NULL,          -- bytes, decoded
  sha256 TEXT NOT NULL,           -- of the decoded bytes
  document INTEGER NOT NULL UNIQUE, -- place of its text in the search index, made of message and position
  PRIMARY KEY (message, position)
) WITHOUT ROWID;
CREATE INDEX attachments_file ON attachments(sha256, format);
CREATE TABLE attachment_texts (   -- what stands in attachments, read once a file, however many messages bring it
  sha256 TEXT NOT NULL,           -- of the bytes
  format TEXT NOT NULL,           -- as which kind of file they were read
  state TEXT NOT NULL,            -- read, cut, empty, encrypted, damaged, too-large, too-slow, failed: how it went
  text TEXT NOT NULL,             -- what could be read, '' when nothing
  PRIMARY KEY (sha256, format)
);
CREATE TABLE files (              -- attachments by kind and date
  kind TEXT NOT NULL,             -- text, sheet, slides, image, media, archive, mail, signature, other
  date TEXT NOT NULL,             -- of the message: UTC, ISO 8601
  message INTEGER NOT NULL,       -- as in attachments
  position INTEGER NOT NULL,      -- as in attachments
  PRIMARY KEY (kind, date, message, position)
) WITHOUT ROWID;
CREATE TABLE nodes (              -- the forest: one row a message, and one a ghost (known by reference only)
  key TEXT PRIMARY KEY,           -- permanent id of the message or ghost
  message_id TEXT NOT NULL,       -- Message-ID without angle brackets
  is_ghost INTEGER NOT NULL,      -- 1: no such message here, others only refer to it
  parent TEXT NOT NULL,           -- key of the node it hangs under, '' for a root
  reason TEXT NOT NULL,           -- why it hangs there: references, in-reply-to, subject, decision; '' for a root
  thread TEXT NOT NULL,           -- permanent id of the thread: key of its root
  position INTEGER NOT NULL,      -- reading order in the thread, from 0
  depth INTEGER NOT NULL,         -- 0 for the root
  split_from TEXT NOT NULL        -- key of the message in another thread that this new subject answered, '' none
) WITHOUT ROWID;
CREATE INDEX nodes_thread ON nodes(thread, position);
CREATE INDEX nodes_split_from ON nodes(split_from) WHERE split_from <> '';
CREATE TABLE named (              -- messages that are not here and stand in no thread, but are named in others' headers
  key TEXT PRIMARY KEY,           -- permanent id: an address that may have been given out as that of a thread
  node TEXT NOT NULL              -- key of the earliest message that names it: where the address leads
) WITHOUT ROWID;
CREATE TABLE seeking (            -- replies that their headers do not place: their subjects may
  key TEXT PRIMARY KEY,           -- permanent id of the reply
  top TEXT NOT NULL,              -- key of what moves with it: itself, or the missing mail that it answers
  seconds INTEGER NOT NULL,       -- its date, in seconds since 1970 UTC
  subject TEXT NOT NULL,          -- base subject without the former one that it may name
  base_subject TEXT NOT NULL,     -- as in messages
  quoted_subject TEXT NOT NULL    -- as in messages
) WITHOUT ROWID;
CREATE INDEX seeking_seconds ON seeking(seconds);
CREATE INDEX seeking_subject ON seeking(subject, seconds);
CREATE TABLE hidden (             -- messages withdrawn from view: what threading needs, and nothing of what they say
  key TEXT NOT NULL UNIQUE,       -- permanent id; its node stands as a ghost
  message_id TEXT NOT NULL,       -- Message-ID without angle brackets
  fingerprint TEXT NOT NULL,      -- digest of what the sender wrote
  date TEXT NOT NULL,             -- UTC, ISO 8601
  base_subject TEXT NOT NULL,     -- without reply words and list prefixes, folded for comparison
  is_reply INTEGER NOT NULL,      -- 1: the subject carries a reply word
  "references" TEXT NOT NULL,     -- JSON: Message-IDs of the References header, oldest first
  in_reply_to TEXT NOT NULL,      -- JSON: Message-IDs of the In-Reply-To header
  quotes INTEGER NOT NULL,        -- 1: the text quotes another mail
  quoted_subject TEXT NOT NULL,   -- base subject of the mail that is quoted with its header lines, '' none
  is_from_outside INTEGER NOT NULL,-- 1: it forwards a mail that was on no list
  from_address TEXT NOT NULL,     -- address of the sender
  decision INTEGER NOT NULL,      -- number of the decision that hides it
  reason TEXT NOT NULL,           -- why, in the words of who hid it
  PRIMARY KEY (message_id, fingerprint)
) WITHOUT ROWID;
CREATE TABLE purged (             -- mails that were removed for ever and that share a Message-ID with others: keeps their place
  message_id TEXT NOT NULL,       -- Message-ID without angle brackets
  fingerprint TEXT NOT NULL,      -- digest of what the sender wrote
  date TEXT NOT NULL,             -- UTC, ISO 8601
  PRIMARY KEY (message_id, fingerprint)
) WITHOUT ROWID;
CREATE TABLE redacted (           -- messages that are shown without some of their words; their source is withheld
  message_id TEXT NOT NULL,       -- Message-ID without angle brackets
  fingerprint TEXT NOT NULL,      -- digest of what the sender wrote
  decisions TEXT NOT NULL,        -- JSON: numbers of the decisions that take words out
  PRIMARY KEY (message_id, fingerprint)
) WITHOUT ROWID;
CREATE TABLE threads (            -- messages that hang together
  thread TEXT PRIMARY KEY,        -- permanent id: key of the root message or ghost
  subject TEXT NOT NULL,          -- subject of its first message
  list TEXT NOT NULL,             -- address of the list (the first of them for a cross-post)
  first_date TEXT NOT NULL,       -- UTC, ISO 8601
  last_date TEXT NOT NULL,        -- UTC, ISO 8601
  messages INTEGER NOT NULL,      -- how many messages
  people INTEGER NOT NULL,        -- how many addresses took part
  split_from TEXT NOT NULL,       -- key of the message in another thread that it grew from, '' none
  answer_seconds INTEGER          -- from the first message to the first by somebody else, NULL: nobody answered
) WITHOUT ROWID;
CREATE INDEX threads_first_date ON threads(first_date, answer_seconds);
CREATE INDEX threads_last_date ON threads(last_date);
CREATE INDEX threads_split_from ON threads(split_from) WHERE split_from <> '';
CREATE TABLE unanswered (         -- messages that ask, and that nobody has answered
  message INTEGER PRIMARY KEY REFERENCES messages(id), -- id of the message
  thread TEXT NOT NULL            -- permanent id of the thread
);
CREATE INDEX unanswered_thread ON unanswered(thread);
CREATE TABLE wrote (              -- who wrote in which threads, and as whom: people are counted from these
  address TEXT NOT NULL,          -- as in people
  thread TEXT NOT NULL,           -- permanent id of the thread
  name TEXT NOT NULL,             -- display name
  organisation TEXT NOT NULL,     -- as in messages
  told_by TEXT NOT NULL,          -- as in messages
  messages INTEGER NOT NULL,      -- how many messages
  first_date TEXT NOT NULL,       -- UTC, ISO 8601
  last_date TEXT NOT NULL,        -- UTC, ISO 8601
  PRIMARY KEY (address, thread, name, organisation, told_by)
) WITHOUT ROWID;
CREATE TABLE people (             -- senders by address, each with the body that they speak for
  person TEXT PRIMARY KEY,        -- permanent id: base32 of the SHA-1 of the address
  address TEXT NOT NULL UNIQUE,   -- in lower case; the display name where a mail has no address
  host TEXT NOT NULL,             -- what of the address stands behind the @
  name TEXT NOT NULL,             -- display name of their latest message that has one
  organisation TEXT NOT NULL,     -- the body that they speak for, '' when nothing tells
  told_by TEXT NOT NULL,          -- what tells it: name, signature, address; '' nothing
  messages INTEGER NOT NULL,      -- how many messages
  threads INTEGER NOT NULL,       -- in how many threads
  first_date TEXT NOT NULL,       -- UTC, ISO 8601
  last_date TEXT NOT NULL,        -- UTC, ISO 8601
  same_as TEXT NOT NULL           -- address under which the person is counted, '' for this one
) WITHOUT ROWID;
CREATE INDEX people_host ON people(host, told_by, organisation, same_as);
CREATE INDEX people_organisation ON people(organisation, messages DESC, address, told_by, same_as);
CREATE INDEX people_same ON people(same_as) WHERE same_as <> '';
CREATE TABLE same_people (        -- addresses of which a person decided that they are somebody's who has another
  address TEXT PRIMARY KEY,       -- in lower case; the display name where a mail has no address
  person TEXT NOT NULL,           -- address under which the person is counted
  decision INTEGER NOT NULL,      -- number of the decision in the journal
  made_by TEXT NOT NULL,          -- who decided it
  made_at TEXT NOT NULL,          -- UTC, ISO 8601
  reason TEXT NOT NULL            -- why, in their words
) WITHOUT ROWID;
CREATE TABLE bodies (             -- what people speak for, by how much they wrote
  organisation TEXT PRIMARY KEY,  -- as in people, '' for those of whom nothing tells
  messages INTEGER NOT NULL,      -- how many messages, of all its people
  is_host INTEGER NOT NULL        -- 1: told by the addresses of all of them alone
) WITHOUT ROWID;
CREATE UNIQUE INDEX bodies_order ON bodies(organisation = '', messages DESC, is_host, organisation);
CREATE TABLE meetings (           -- minutes of meetings
  meeting TEXT PRIMARY KEY,       -- permanent short name: 2011-06-20
  title TEXT NOT NULL,            -- of the minutes
  date TEXT NOT NULL,             -- ISO 8601, local to the meeting
  start TEXT NOT NULL,            -- HH:MM, '' when the page does not say
  "end" TEXT NOT NULL,            -- HH:MM, '' when the page does not say
  place TEXT NOT NULL,            -- where it was held
  attendees TEXT NOT NULL,        -- JSON: list of texts
  documents TEXT NOT NULL,        -- JSON: list of texts
  opening TEXT NOT NULL,          -- JSON: sections before the agenda [{"title", "text"}]
  closing TEXT NOT NULL,          -- JSON: sections after the agenda [{"title", "text"}]
  inquiry TEXT NOT NULL,          -- the office that answers questions
  flaws TEXT NOT NULL,            -- JSON: what could not be read or had to be guessed
  source TEXT NOT NULL            -- file name or address the page came from
) WITHOUT ROWID;
CREATE TABLE agenda_items (       -- items on the agendas of meetings
  id INTEGER PRIMARY KEY,         -- place in the search index
  meeting TEXT NOT NULL REFERENCES meetings(meeting),-- permanent short name of the meeting
  item INTEGER NOT NULL,          -- order on the agenda, from 1
  title TEXT NOT NULL,            -- as the page has it
  outcome TEXT NOT NULL,          -- what was decided, '' when the page does not say
  text TEXT NOT NULL,             -- the narrative that is not a speech
  UNIQUE (meeting, item)
);
CREATE TABLE speeches (           -- who said what in meetings
  id INTEGER PRIMARY KEY,         -- place in the search index
  meeting TEXT NOT NULL REFERENCES meetings(meeting),-- permanent short name of the meeting
  item INTEGER NOT NULL,          -- order of the agenda item, from 1
  speech INTEGER NOT NULL,        -- order within the item, from 1
  speaker TEXT NOT NULL,          -- as the page names them
  text TEXT NOT NULL,             -- paragraphs, a line each
  UNIQUE (meeting, item, speech)
);
CREATE TABLE action_items (       -- promises made in a meeting
  meeting TEXT NOT NULL REFERENCES meetings(meeting),-- permanent short name of the meeting
  item INTEGER NOT NULL,          -- order of the agenda item, from 1
  position INTEGER NOT NULL,      -- order within the item, from 1
  owner TEXT NOT NULL,            -- who promised
  text TEXT NOT NULL,             -- the sentence that promises
  speech INTEGER NOT NULL,        -- order of the speech within the item, from 1; 0 when in none
  PRIMARY KEY (meeting, item, position)
) WITHOUT ROWID;
CREATE TABLE deferrals (          -- sentences that send the discussion to the mailing list
  meeting TEXT NOT NULL REFERENCES meetings(meeting),-- permanent short name of the meeting
  item INTEGER NOT NULL,          -- order of the agenda item, from 1
  position INTEGER NOT NULL,      -- order within the item, from 1
  speaker TEXT NOT NULL,          -- who said it
  text TEXT NOT NULL,             -- the sentence
  speech INTEGER NOT NULL,        -- order of the speech within the item, from 1; 0 when in none
  PRIMARY KEY (meeting, item, position)
) WITHOUT ROWID;
CREATE TABLE promises (           -- action items and deferrals, followed on the list
  meeting TEXT NOT NULL REFERENCES meetings(meeting),-- permanent short name of the meeting
  promise TEXT NOT NULL,          -- permanent key, unique within the meeting: made from the sentence
  item INTEGER NOT NULL,          -- order of the agenda item, from 1
  kind TEXT NOT NULL,             -- action, deferral
  owner TEXT NOT NULL,            -- who promised, or sent the discussion to the list; '' when the page does not say
  text TEXT NOT NULL,             -- the sentence
  speech INTEGER NOT NULL,        -- order of the speech within the item, from 1; 0 when in none
  due TEXT NOT NULL,              -- ISO 8601, '' when the sentence names no day
  PRIMARY KEY (meeting, promise)
) WITHOUT ROWID;
CREATE TABLE answers (            -- what may have answered a promise, by its words: a message, or a later meeting's item
  meeting TEXT NOT NULL,          -- permanent short name of the meeting
  promise TEXT NOT NULL,          -- key of the promise
  thread TEXT NOT NULL,           -- '' for a later meeting
  message TEXT NOT NULL,          -- key of the message that says so, '' for a later meeting
  reported_in TEXT NOT NULL,      -- the later meeting, '' for a message
  reported_item INTEGER NOT NULL, -- order of its agenda item, 0 for a message
  score REAL NOT NULL,            -- 0 to 1
  evidence TEXT NOT NULL,         -- JSON: sentences that a person can check
  PRIMARY KEY (meeting, promise, thread, reported_in)
) WITHOUT ROWID;
CREATE TABLE replies (            -- all in the mail that may have answered a promise: the likeliest are in answers
  meeting TEXT NOT NULL,          -- as in answers
  promise TEXT NOT NULL,          -- as in answers
  thread TEXT NOT NULL,           -- as in answers
  message TEXT NOT NULL,          -- as in answers
  score REAL NOT NULL,            -- as in answers
  evidence TEXT NOT NULL,         -- as in answers
  PRIMARY KEY (thread, meeting, promise)
) WITHOUT ROWID;
CREATE TABLE closed_promises (    -- promises that a person closed
  meeting TEXT NOT NULL,          -- permanent short name of the meeting
  promise TEXT NOT NULL,          -- key of the promise
  decision INTEGER NOT NULL,      -- number of the decision in the journal
  made_by TEXT NOT NULL,          -- who closed it
  made_at TEXT NOT NULL,          -- UTC, ISO 8601
  reason TEXT NOT NULL,           -- why, in their words
  PRIMARY KEY (meeting, promise)
) WITHOUT ROWID;
CREATE TABLE topics (             -- standing topics of config/topics.toml
  topic TEXT PRIMARY KEY,         -- permanent short name: cloud-adoption
  title TEXT NOT NULL,            -- as people call it
  title_en TEXT NOT NULL          -- in English, '' when there is none
) WITHOUT ROWID;
CREATE TABLE hearing (            -- what threads were heard for: one row
  under TEXT NOT NULL,            -- digest of the minutes and rules under which all were read
  until INTEGER NOT NULL,         -- up to when words were counted, in seconds since 1970 UTC
  census TEXT NOT NULL,           -- JSON: how rare words are, and who takes part: see archiver/topics/census.py
  crowds TEXT NOT NULL            -- JSON: meetings with long agendas, and what their threads are like on the whole
);
CREATE TABLE heard (              -- threads that may be placed, each read once: so that the next build need not
  thread TEXT PRIMARY KEY,        -- permanent id of the thread
  is_due INTEGER NOT NULL,        -- 1: to be read again
  crowds TEXT NOT NULL,           -- JSON: meetings with long agendas that it may continue
  kept TEXT NOT NULL              -- JSON: what there was to know: see archiver/topics/listening.py
) WITHOUT ROWID;
CREATE INDEX heard_due ON heard(thread) WHERE is_due;
CREATE TABLE proposals (          -- what the words of threads and minutes alone say; decisions go over it
  thread TEXT NOT NULL,           -- permanent id of the thread
  meeting TEXT NOT NULL,          -- '' for a standing topic
  item INTEGER NOT NULL,          -- order of the agenda item, from 1; 0 for a standing topic
  topic TEXT NOT NULL,            -- '' for an agenda item
  score REAL NOT NULL,            -- 0 to 1
  status TEXT NOT NULL,           -- sure, proposed
  evidence TEXT NOT NULL,         -- JSON: sentences that a person can check
  PRIMARY KEY (thread, meeting, item, topic)
) WITHOUT ROWID;
CREATE TABLE placements (         -- threads under agenda items (meeting, item) and standing topics (topic)
  thread TEXT NOT NULL,           -- permanent id of the thread
  meeting TEXT NOT NULL,          -- '' for a standing topic
  item INTEGER NOT NULL,          -- order of the agenda item, from 1; 0 for a standing topic
  topic TEXT NOT NULL,            -- '' for an agenda item
  score REAL NOT NULL,            -- 0 to 1
  status TEXT NOT NULL,           -- sure, proposed, confirmed, rejected
  evidence TEXT NOT NULL,         -- JSON: sentences that a person can check
  PRIMARY KEY (thread, meeting, item, topic)
) WITHOUT ROWID;
CREATE INDEX placements_item ON placements(meeting, item);
CREATE INDEX placements_topic ON placements(topic);
CREATE TABLE places (             -- what search asks of every document that it finds: narrow, and in the order of the index
  id INTEGER PRIMARY KEY,         -- place in the search index
  date TEXT NOT NULL,             -- UTC, ISO 8601; of minutes the day alone
  thread TEXT NOT NULL,           -- permanent id of the thread; of minutes meeting/item
  begins INTEGER NOT NULL,        -- 1: it begins its thread, or is of the minutes
  origin INTEGER NOT NULL         -- number of its origin
);
CREATE INDEX places_thread ON places(thread);
CREATE INDEX places_origin ON places(origin);
CREATE TABLE origins (            -- what many documents share: a search looks at a thousand of them, and at a few of these
  origin INTEGER PRIMARY KEY,     -- number, of this file alone
  body TEXT NOT NULL,             -- the body that the sender speaks for, else the host of the address; '' for minutes
  lists TEXT NOT NULL,            -- addresses of the lists it was sent to, with blanks between; '' for minutes
  attached INTEGER NOT NULL,      -- 1: a mail with attachments, or one of these
  UNIQUE (lists, body, attached)
);
CREATE TABLE spans (              -- between which dates the mails lie, a thousand at a time: few rows tell where a date is
  span INTEGER PRIMARY KEY,       -- id of the message / 1024
  first TEXT NOT NULL,            -- the earliest date among them: UTC, ISO 8601
  last TEXT NOT NULL              -- the latest
);
CREATE VIEW agenda_threads AS     -- threads that continue agenda items, with what they continue; those rejected aside
  SELECT meetings.date,           -- day of the meeting, ISO 8601
         placements.meeting,      -- permanent short name of the meeting
         placements.item,         -- order of the agenda item, from 1
         agenda_items.title,      -- of the agenda item
         placements.thread,       -- permanent id of the thread
         threads.subject,         -- of the thread's first message
         placements.status,       -- sure, proposed, confirmed
         placements.score,        -- 0 to 1
         threads.messages,        -- how many messages
         threads.last_date        -- UTC, ISO 8601
  FROM placements JOIN agenda_items USING (meeting, item) JOIN meetings USING (meeting) JOIN threads USING (thread)
  WHERE placements.status <> 'rejected';
CREATE VIEW topic_threads AS      -- threads of standing topics; those rejected aside
  SELECT placements.topic,        -- permanent short name of the topic
         topics.title,            -- of the topic
         placements.thread,       -- permanent id of the thread
         threads.subject,         -- of the thread's first message
         placements.status,       -- sure, proposed, confirmed
         placements.score,        -- 0 to 1
         threads.messages,        -- how many messages
         threads.last_date        -- UTC, ISO 8601
  FROM placements JOIN topics USING (topic) JOIN threads USING (thread)
  WHERE placements.status <> 'rejected';
CREATE VIEW mail AS               -- messages with their threads and senders, without the text
  SELECT messages.key,            -- permanent id of the message
         messages.date,           -- UTC, ISO 8601
         messages.subject,        -- as sent, decoded
         messages.from_name,      -- display name of the sender
         messages.organisation,   -- the body that the sender speaks for, '' when nothing tells
         nodes.thread,            -- permanent id of the thread
         nodes.position,          -- reading order in the thread, from 0
         nodes.reason,            -- why it hangs there: references, in-reply-to, subject, decision; '' for a root
         messages.fidelity,       -- full, delivered, resynthesised, scrubbed: how much of the mail the copy holds
         messages.size            -- bytes as received
  FROM messages JOIN nodes USING (key);
CREATE VIRTUAL TABLE search USING fts5 (
  text,                           -- what was written, and quotes, signatures and footers under a mark; first, since every
                                  -- other column costs two bytes a posting
  subject,                        -- title of the mail, agenda item
  people,                         -- name and address of the sender; who speaks
  names,                          -- of attachments
  recipients,                     -- names and addresses
  content='', tokenize='ascii'    -- tokens are made in Python: see archiver/search
);
CREATE VIRTUAL TABLE search_words USING fts5 (
  text,                           -- each document's distinct words and characters: no positions, so ten times smaller
  content='', tokenize='ascii', detail=none, prefix='2 3 4',
  columnsize=0                    -- so that an entry can be added to a document, and taken from it
);
-- Bytes of postings that are gathered before they are written: of a megabyte, as usual, they were merged again and again.
INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);
INSERT INTO search_words (search_words, rank) VALUES ('hashsize', 16777216);
CREATE VIEW documents AS          -- everything that can be searched, under its place in the index
  SELECT messages.id, 'message' AS kind, messages.date, messages.key AS message, nodes.thread,
         '' AS meeting, 0 AS item, 0 AS speech, from_name || ' ' || from_address AS person
  FROM messages JOIN nodes USING (key)
  UNION ALL
  SELECT attachments.document, 'attachment', messages.date, messages.key, nodes.thread, '', 0, 0,
         from_name || ' ' || from_address
  FROM attachments JOIN attachment_texts USING (sha256, format) JOIN messages ON messages.id = message
    JOIN nodes USING (key)
  WHERE attachment_texts.text <> ''
  UNION ALL
  SELECT agenda_items.id, 'agenda_item', meetings.date, '', '', meeting, item, 0, ''
  FROM agenda_items JOIN meetings USING (meeting)
  UNION ALL
  SELECT speeches.id, 'speech', meetings.date, '', '', meeting, item, speech, speaker
  FROM speeches JOIN meetings USING (meeting);
