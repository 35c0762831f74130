"""Finding: a compiled query → the documents of the archive that it finds, best first, and what is shown of them."""
