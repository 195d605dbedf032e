"""The way back: from a published number to the cells that were filed."""
