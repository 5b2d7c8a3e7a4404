"""Exports of questionnaires: questions recognised, confirmed by a person, and their answers."""
