"""How a published number comes about, a second time: plain Python from landed rows, sharing no code with the SQL."""

from recount.cells import Cell, recount
from recount.world import World

__all__ = ["Cell", "World", "recount"]
