"""The articles in the desk: reading, editing, approving and publishing them."""
