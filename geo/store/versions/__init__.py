"""What a project held before: every version kept, what changed it, what other hands did, and the way back."""
