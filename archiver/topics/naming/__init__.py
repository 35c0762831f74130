"""Naming: what a message names outright of a meeting or its papers → the agenda items meant."""
