"""The agenda: where the page records its business → the items, under their titles, with what was said."""
