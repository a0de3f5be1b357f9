"""What a project received from the readers of its maps, what was decided of it, and how it lies over the layers."""
