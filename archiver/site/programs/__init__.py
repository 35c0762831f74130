"""For programs: feeds, and every page as JSON."""
