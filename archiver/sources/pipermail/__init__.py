"""Pipermail, the web archive of Mailman 2.1: its pages and files → mails, as far as it still has them."""
