"""Review: staff find conversations, say what would have been right, and make the assistant better by it."""
