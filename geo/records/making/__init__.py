"""The steps by which a table becomes records, in the order in which `geo.records.reading` takes them."""
