"""Surveys: tables of answers, tests, a logit, pooled shares (methods: `docs/survey.md`)."""
