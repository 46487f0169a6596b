"""Table models, one a file. They never translate outside `labels` and never touch the disk themselves."""
