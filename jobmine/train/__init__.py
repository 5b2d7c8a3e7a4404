"""Commands that make what ships: models and derived tables. Nothing imports this room."""
