"""What stands before the desk: first run, new book, recovery key, unlock. Shows no client's data."""
