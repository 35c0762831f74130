"""Search: text → tokens, what a person typed → a query, a hit → a snippet.  Pure: no database."""

from archiver.search.fields import Filter
from archiver.search.query import Query, compile, table_query
from archiver.search.snippet import Pieces, highlight, snippet
from archiver.search.synonyms import Synonyms, synonyms
from archiver.search.tokens import tokens, vocabulary

__all__ = [
    "Filter",
    "Pieces",
    "Query",
    "Synonyms",
    "compile",
    "highlight",
    "snippet",
    "synonyms",
    "table_query",
    "tokens",
    "vocabulary",
]
