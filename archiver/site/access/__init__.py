"""Access: who may go through which door, and how people sign in and out."""
