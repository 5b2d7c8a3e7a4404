"""The exceptions of the package.

::

    JobmineError
      x ConfigError        (ValueError)         unknown setting or value out of range
      x ReadError          (ValueError)         file, row and column of what cannot be read
      x LexiconError       (ValueError)         file and line of a bad term
      x FontError          (FileNotFoundError)  no font has these characters
      x ModelError         (RuntimeError)       a model file is missing or damaged
      x EngineError        (RuntimeError)       an engine failed; carries the query or the batch
      x MissingExtraError  (ImportError)        which extra to install

Each is also of the built-in kind that a caller expects. A message says what is wrong, the value
received, what is allowed, where, and what to do.
"""

from __future__ import annotations


class JobmineError(Exception):
    """Base of every error that the package raises on purpose."""


class ConfigError(JobmineError, ValueError):
    """A setting is unknown or out of range, or two settings contradict each other."""


class ReadError(JobmineError, ValueError):
    """A file cannot be read as a table of postings."""


class LexiconError(JobmineError, ValueError):
    """A lexicon file has a broken line."""


class FontError(JobmineError, FileNotFoundError):
    """No font at hand has every character that is to be drawn."""


class ModelError(JobmineError, RuntimeError):
    """A file of a shipped model is missing or damaged."""


class EngineError(JobmineError, RuntimeError):
    """An engine could not finish a query or a batch."""


class MissingExtraError(JobmineError, ImportError):
    """An optional dependency is not installed."""
