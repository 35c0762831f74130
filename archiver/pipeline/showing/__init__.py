"""Showing: the archive → what people and programs asked for."""
