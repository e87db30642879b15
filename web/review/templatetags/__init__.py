"""What the templates of the review can do beside the desk's tags."""
