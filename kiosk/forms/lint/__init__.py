"""What is wrong with a form, told to its author by sheet, row and column, before anybody meets it."""
