"""Acting as a person of the workspace, and looking at what that person sees."""
