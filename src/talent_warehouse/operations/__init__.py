"""Running the warehouse: doctor, backup, notices, what the ledger holds."""
