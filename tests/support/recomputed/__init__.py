"""What is said of each indicator, worked out anew from the raw files; shares no code with the package."""
