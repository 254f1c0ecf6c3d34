"""What the pages say, read claim by claim; shares no code with the package."""
