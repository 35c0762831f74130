"""Sources: places that mail comes from → RawMessage, one by one.

A new source is one module that keeps `base.Source`.
"""
