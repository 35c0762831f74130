"""Live: an archiver for Mailman 3 that leaves each post in a spool and starts the command that fetches it.

Runs inside Mailman, in its environment: needs nothing there but Mailman itself.  docs/live.md tells how to install it.
"""
