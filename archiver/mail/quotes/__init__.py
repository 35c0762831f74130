"""Quotes: the lines of a body → own words, quotes, attributions, signatures and footers."""
