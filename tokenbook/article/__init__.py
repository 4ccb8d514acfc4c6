"""The article's statements: a module per chapter. `whole` knows them all."""
