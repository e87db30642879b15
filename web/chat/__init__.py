"""The visitors' gateway: conversations over HTTP, the journal, and pushes."""
