"""`python -m talent_warehouse` is the `talent` command."""

from talent_warehouse.cli.main import main

main()
