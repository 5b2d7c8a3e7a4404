"""Mentions to vectors, roles and majors."""

from jobmine.model.role_clusters import RoleClusterer
from jobmine.model.vectors import KindVectorizer

__all__ = ["KindVectorizer", "RoleClusterer"]
