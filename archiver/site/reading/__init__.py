"""Reading: threads and messages as a person reads, cites and saves them."""
