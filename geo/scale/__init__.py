"""Records in parts that lie together, and what runs a function over the parts: here, in processes, or on a cluster."""
