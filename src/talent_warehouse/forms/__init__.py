"""A form as somebody begins it, and whether one is whole: `talent form new` and `talent form check`."""
