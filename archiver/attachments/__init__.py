"""Attachments: a file's bytes and its format → the text in it, or why there is none.  Pure; never raises.

What came by mail is not to be trusted, and the libraries that read it are not ours:
`archiver.pipeline.making.extracting` runs this room in processes of its own, with limits (`python -m
archiver.attachments`).
"""

from archiver.attachments.limits import LARGEST, MOST_CHARACTERS
from archiver.attachments.reading import READABLE, Extract, read
