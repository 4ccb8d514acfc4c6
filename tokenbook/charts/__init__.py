"""The book's charts: a module per chapter. Measures yield their numbers; no statement is judged here."""
