"""Running the assistant: set-up, training when its inputs changed, the launcher and the terminal chat."""
