"""Sources: where mail comes from → RawMessage."""
