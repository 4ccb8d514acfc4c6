"""How the conditions of each chapter are turned: a module per slug with `CHANGES`, condition -> (edition, change)."""
