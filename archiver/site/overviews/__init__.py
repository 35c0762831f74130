"""Overviews: the whole archive by people, files, days and numbers."""
