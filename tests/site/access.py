"""docs/access.md, its table made from the table of doors that the tests ask: `python -m tests.site.access > docs/access.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.store.accounts import ROLES
from tests.site.sample_site import key, person
from tests.site.test_doors import ANYONE, DOORS, SENT_BACK, expected_for
from tests.site.test_public import OPEN as PUBLIC

ABOUT = """# Who may go through which door

The table at the end is made from the one that the tests ask, by `python -m tests.site.access > docs/access.md`; do not
edit it. A test walks every route of the running site, in every format, as every role, and fails when a route is not in
the table. Whatever is not named is closed.

## Roles

| role | may |
| --- | --- |
| visitor | see the sign-in page, nothing else: every other address answers alike, whether it exists or not |
| feed reader | with the key of a person: read that person's feeds without the text of the mails, nothing else |
| officer | read and explore the archive |
| secretariat | and decide, on the desk, where words and mails are also taken out of view |
| administrator | and remove a mail for ever, and see what Datasette tells of itself (versions, plugins, settings, databases) |

Nobody runs SQL, takes the file, or writes through Datasette's own pages.

## Ways in

- **Password**: `archiver user add NAME --role ROLE`; the password is typed, or read from standard input. 12 to 256
  characters, kept as argon2id. Unknown names and wrong passwords answer alike and take as long.
- **Link by mail**, where `[smtp]` is configured: to an address on the roster of a list (the vault's table `rosters`) or
  in the file `members`. It works once, for 15 minutes, and gives the role of an officer. The answer never tells whether
  the address is known. Who leaves the roster is out at the next click.
- **Link on the terminal**: `archiver demo`, and `archiver serve` while there is no account yet, print a link that works
  once, for an hour, as administrator.
- **The web server in front**, off by default: `[proxy] user_header` names the header in which it tells whom it has
  signed in. It is believed from the configured addresses only, and only when it is there once. The account of that name
  gives the role, without one it is an officer.
- **Key of a feed reader**, which cannot sign in: a person with an account, or on the roster, makes one at `/feeds` and
  sees it once; `?key=…` then opens the feeds (the addresses that end in `.atom`) and no other door, and these give
  subject, sender and date, never the text. One a person, kept as SHA-256; it ends when they revoke it or make another,
  when the account goes or its password changes, and when a member leaves the roster. HTTP Basic is not offered: it would
  put the password into every feed reader.

Who was on the way to a page when the sign-in stood before it arrives there afterwards: at the address where the form stood
(`Referer`, of this host alone), which has to be one of our pages. A cookie whose sign-in has ended is told so, and
so is a form that was sent without a sign-in: nothing was changed, and the sign-in leads back to its page.

A sign-in lasts 12 hours; signing out, removing the account or changing its password ends it at once. The cookie is
HttpOnly, SameSite=Lax, signed, and Secure behind TLS. Ten failures for a name, or thirty from a network address, within
15 minutes have to wait; failures and sign-ins survive a restart, in `accounts.db` (mode 0600), which is a file of its
own: neither truth nor derived, and not needed to rebuild anything. Whoever can lock a name out by failing on purpose
gains nothing but that: a link by mail still works.

## Forms

Every POST that a browser marks as coming from another site (`Sec-Fetch-Site`, `Origin`) is refused, the cookie does not
travel with it (SameSite), and each form of the desk carries a token of that sign-in. The desk's forms also carry the
number of the journal that the person was shown: who decides second is told what the first decided, and nothing is
written until they say so.

A door that takes no form answers 405 to anything but being asked. A mail that was hidden answers 410 to those who have
signed in, so that who cited it knows; why it was hidden stands in the journal alone.

## What every answer carries

`Content-Security-Policy: default-src 'none'` with our own stylesheet; to those who have signed in our own script files,
never inline, also not on Datasette's pages (nothing that came by mail is served as a script); `frame-ancestors 'none'`,
`Referrer-Policy`,
`X-Content-Type-Options: nosniff`, `X-Robots-Tag: noindex`, `Cache-Control: no-store`, no DNS prefetch.

Pages to read carry a tag instead and `Cache-Control: private, no-cache`: the reader's own browser may keep them, has to
ask each time, and is told in a few bytes when nothing has changed. A tag holds for one session, one language, one day
and one state of the archive, so that no page that was kept for one person or role answers another. Signing out clears
what was kept (`Clear-Site-Data`).

## The public site

`archiver publish` writes the minutes that the secretariat made public to a file of their own, from the vault's pages,
never from the archive. `archiver serve --public` opens that file and no other: no sign-in, no Datasette pages, and every
door but those marked "public" in the table is a missing page.

## The doors

✓ open, – closed (answers as a missing page; to a visitor as the sign-in page), ↪ sends the browser elsewhere.

"""
_MARKS = {200: "✓", 302: "↪", 303: "↪", 301: "↪"}


def rows() -> Iterator[tuple[str, ...]]:
    """Door, and how it answers a visitor of the public site, a visitor, and each role."""
    for paths in DOORS.values():
        for path, officer in paths.items():
            visitor = ANYONE.get(path, SENT_BACK.get(path, 403))
            bare = path.partition("?")[0]
            public = (
                200 if bare in PUBLIC or (bare.startswith("/-/static-plugins/") and path in ANYONE) else 404
            )
            statuses = (public, visitor, *(expected_for(path, officer, role) for role in ROLES))
            unknown = path.replace(key("none"), "UNKNOWN").replace(person("none"), "UNKNOWN")
            name = re.sub("[A-Z2-7]{32}", "KEY", unknown).replace("|", "\\|")
            yield (f"`{name}`", *(_MARKS.get(each, "–") for each in statuses))


def document() -> str:
    """The page."""
    head = ("door (GET)", "public", "visitor", *ROLES)
    lines = [head, ("---",) * len(head), *rows()]
    return ABOUT + "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    print(document(), end="")
