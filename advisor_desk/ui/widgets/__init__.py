"""Small parts that pages are made of: no business words, no jobs, no errors."""
