"""Audit: printed figures and sentences against the figures that they rest on (methods: `docs/audit.md`)."""
