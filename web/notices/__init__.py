"""Notices by e-mail and webhook: an outbox whose rows are written together with what they tell of."""
