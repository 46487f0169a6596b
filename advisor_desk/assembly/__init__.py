"""Puts an open book together for whoever runs the program: window or command line. No Qt, no rules."""
