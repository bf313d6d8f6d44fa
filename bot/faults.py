"""The faults that are the operator's to mend: told in one line, without a traceback."""


class StartError(Exception):
    """The program cannot start; the message is one line that says what to set or to free."""


def expected() -> tuple[type[Exception], ...]:
    """What the command line turns into one line and exit code 2; a policy knows nothing of starts."""
    from rules.policy import PolicyError

    return (StartError, PolicyError)
