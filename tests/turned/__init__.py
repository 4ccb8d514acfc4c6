"""How conditions are turned: a module per chapter with `CHANGES`, condition -> (edition, change)."""
