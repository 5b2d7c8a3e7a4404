"""The rooms composed: a run and its folder, and what is made of a finished run."""
