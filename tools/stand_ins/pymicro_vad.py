"""In place of pymicro-vad, in the demo alone.

Home Assistant loads its voice pipelines at every start, and they import this
library, which for this Python exists only as source for a C++ compiler. The demo
hears nothing, so the name is enough. It never reaches an installation of a user.
"""


class MicroVad:
    """Would find speech in sound."""

    def __init__(self) -> None:
        """Refuse: nobody is listening."""
        raise NotImplementedError("The demo has no ears: install pymicro-vad")
