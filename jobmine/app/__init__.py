"""The local page (extra ``app``): composes the package's public functions and its command line, no logic of its own."""
