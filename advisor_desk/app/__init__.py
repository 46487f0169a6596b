"""The assembler of the window: opens the book, wires ports, shows the window. Decides nothing."""
