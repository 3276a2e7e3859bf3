"""In place of pyspeex-noise, in the demo alone.

Home Assistant loads its voice pipelines at every start, and they import this
library, which for this Python exists only as source for a C++ compiler. The demo
hears nothing, so the name is enough. It never reaches an installation of a user.
"""


class AudioProcessor:
    """Would take the noise out of sound."""

    def __init__(self, auto_gain: int, noise_suppression: int) -> None:
        """Refuse: nobody is listening."""
        raise NotImplementedError("The demo has no ears: install pyspeex-noise")
