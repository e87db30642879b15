"""The pages about trials."""
