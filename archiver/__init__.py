"""archiver: the archive that joins a committee's mailing list to its formal minutes."""

__version__ = "0.1.0"
