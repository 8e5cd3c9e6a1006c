"""PolicyBook: the one way in to the law as data."""


class PolicyBook:
    """Placeholder until the policy room is furnished."""
