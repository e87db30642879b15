"""What the desk's templates can do beside Django's own tags."""
