"""HyperKitty, the archive of Mailman 3: its API lists the mails, its export gives them, made anew from its database."""
