"""What the picture without scripts is made of: its frame, the ground, and names."""
