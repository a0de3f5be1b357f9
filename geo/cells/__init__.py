"""From what was typed to a value: encodings and delimiters, headings, numbers with units, dates, words.

Nothing is guessed: what can be two values is none, and says so. The craft stands below the stages that need it, so that
a field sheet, a table and a check read the same text alike.
"""
