"""Search: text → tokens, what a person typed → a query, a hit → a snippet.  Pure: no database."""

from archiver.search.narrowing import SIGNS, narrowed, settled, timed, without
from archiver.search.people import People
from archiver.search.query import Query, compile, table_query
from archiver.search.reading import LONGEST, Note
from archiver.search.snippet import Pieces, highlight, snippet
from archiver.search.synonyms import Synonyms, synonyms
from archiver.search.tokens import marked, tokens, vocabulary, words
