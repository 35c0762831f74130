"""Search: text → tokens, what a person typed → a query, a hit → a snippet.  Pure: no database."""

from archiver.search.fields import Filter
from archiver.search.query import Query, compile, table_query
from archiver.search.snippet import Pieces, highlight, snippet
from archiver.search.tokens import tokens

__all__ = ["Filter", "Pieces", "Query", "compile", "highlight", "snippet", "table_query", "tokens"]
