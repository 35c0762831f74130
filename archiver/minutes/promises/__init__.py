"""Promises and deferrals: who says so, in which sentence, until when; and under which key they are followed."""
