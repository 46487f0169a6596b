"""Glass: windows, pages, widgets and the words people read. Thin: no rules, no storage."""
