"""The desk: where staff take over conversations and answer visitors."""
