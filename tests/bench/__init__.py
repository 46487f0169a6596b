"""Speed, measured beside a peer or a limit in the same run. Not part of the tests: `./dev bench`."""
