"""The page of minutes: its blocks of text, which part of the minutes each names, and who speaks in it."""
