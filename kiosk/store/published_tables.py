"""Step 4 of the schema: what the central published of the agency's cases, sealed under their tokens."""

_PUBLISHED = """
CREATE TABLE published (
    handle BLOB PRIMARY KEY CHECK (length(handle) = 16),
    sealed BLOB NOT NULL CHECK (length(sealed) > 0),
    taken_at INTEGER NOT NULL
) STRICT
"""

# The signed pages as they came, for those who carry them on.
_PAGES = """
CREATE TABLE published_pages (
    n INTEGER PRIMARY KEY,
    after INTEGER NOT NULL,
    upto INTEGER NOT NULL CHECK (upto >= after),
    raw BLOB NOT NULL
) STRICT
"""

# reached: the place in the list up to which it is known. as_of: central's clock, NULL before its first end.
_READING = """
CREATE TABLE published_reading (
    slot INTEGER PRIMARY KEY CHECK (slot = 1),
    reached INTEGER NOT NULL,
    as_of INTEGER
) STRICT
"""

STATEMENTS = (
    _PUBLISHED,
    "CREATE INDEX published_taken_at ON published (taken_at)",
    _PAGES,
    _READING,
    "INSERT INTO published_reading (slot, reached, as_of) VALUES (1, 0, NULL)",
)
