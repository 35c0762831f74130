"""Making: the vault → the archive."""
