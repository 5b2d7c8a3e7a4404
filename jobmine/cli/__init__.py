"""The command line: a verb parses and checks, the library does the work.

Modules are loaded by the verb that needs them, so that ``jobmine --help`` answers at once.
"""

from jobmine.cli.app import main

__all__ = ["main"]
