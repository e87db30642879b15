"""What a release would change: drafts of articles and trained models, tried on past questions before they go live."""
