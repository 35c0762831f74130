"""Placing: all that speaks for and against a thread's place → its placements, with their evidence."""
