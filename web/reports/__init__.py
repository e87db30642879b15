"""Reports: figures of a chosen period, as tables, plots and files."""
