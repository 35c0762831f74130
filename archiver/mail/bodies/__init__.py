"""Bodies: the parts of a mail → the text that is shown, and the attachments."""
