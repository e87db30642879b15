"""Where people meet the assistant: one Django project. `chat` is the visitors' gateway, `demo` shows it on a page."""
