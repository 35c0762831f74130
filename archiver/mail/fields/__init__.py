"""Fields: what stands in the head of a mail → people, dates, subjects, ids."""
