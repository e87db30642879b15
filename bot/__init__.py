"""Understanding a message: Rasa graph components, the knowledge importer and the REST channel."""
