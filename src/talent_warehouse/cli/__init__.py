"""The `talent` command: a file a group of commands."""
