"""Where each row of the inventory of the source documents is filed, and where it is read."""
