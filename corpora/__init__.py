"""Data of the package: see README.md in this folder. No code."""
