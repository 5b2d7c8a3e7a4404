"""Training plans and teaching standards as colleges keep them: the tables of their courses."""
