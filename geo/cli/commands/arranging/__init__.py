"""Commands about the layers of a project as wholes."""
