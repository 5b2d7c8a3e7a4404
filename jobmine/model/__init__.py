"""Mentions to vectors, roles and majors."""

from jobmine.model.roles import RoleClusterer
from jobmine.model.vectors import KindVectorizer

__all__ = ["KindVectorizer", "RoleClusterer"]
