"""What desk and hub say to each other: messages, rows, pages, signatures. Values only: no network, no SQL."""
