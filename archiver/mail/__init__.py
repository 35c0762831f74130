"""Mail: bytes → Message, its segments and attachments.  Pure; never raises on bad mail."""

from archiver.mail.fields.dates import UNKNOWN as UNKNOWN_DATE
from archiver.mail.fields.dates import of_separator as separator_date
from archiver.mail.fields.organisations import organisation
from archiver.mail.fields.subjects import base_subject, title_of
from archiver.mail.quotes.footers import without_footer
from archiver.mail.quotes.heads import brings_from_outside, quoted_subject
from archiver.mail.quotes.questions import question
from archiver.mail.quotes.quoting import segments, text_of
from archiver.mail.reading import Identity, attachment, html_of, identify, read, read_all, why_not_mail
from archiver.mail.redacting import MARK as REDACTED
from archiver.mail.redacting import holds, redacted, without
