"""Publications: what was built becomes what readers see, in one transaction."""
