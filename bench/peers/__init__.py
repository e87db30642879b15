"""The classifiers the intent bench compares, each trained and asked in a process of its own."""
