"""The web console of head office, served by the hub: what to look at, and two deeds over what is kept apart.

Pages are made on the server; nothing in them runs. It reads counts, codes and client numbers, never the
words of a record.
"""
