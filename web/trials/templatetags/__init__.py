"""Words of the trials in templates."""
