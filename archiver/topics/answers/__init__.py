"""Answers: what was promised at a meeting, and what was said after it → what may have answered it."""
