# Home Assistant answers `import voluptuous` with probatio, so its types hold.
from probatio import *  # noqa: F403
