"""Proving: that nothing is lost, here and on the list servers."""
