"""Storage: what is written whole or not at all, and results kept under a checksum of what they rest on."""
