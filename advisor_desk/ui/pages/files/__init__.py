"""The import page: choose a file, see how it is read, try, import, undo. One panel a module."""
