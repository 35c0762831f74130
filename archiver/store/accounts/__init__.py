"""Accounts: who may sign in and as what, and who is signed in, in a file of its own that only its owner can read."""

from archiver.store.accounts.accounts import (
    APPLICATION_ID,
    LONGEST_NAME,
    ROLES,
    VERSION,
    Account,
    Accounts,
    Role,
)
