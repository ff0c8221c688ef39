"""Exit codes, and errors that were to be expected in words."""

import errno

from models.errors import AgriError

EXPECTED, WAITING, BUG, INTERRUPTED = 2, 3, 70, 130
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
MACHINE_TROUBLE = FULL | {
    errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EIO,
    errno.ENAMETOOLONG, errno.EMFILE, errno.EEXIST, errno.ENOENT, errno.EISDIR, errno.ELOOP,
}  # fmt: skip


def put_in_words(error: Exception) -> str | None:
    """What to tell of an error that was to be expected; None of one that is a bug."""
    if isinstance(error, OSError) and error.errno in MACHINE_TROUBLE:
        where = f" ({error.filename})" if error.filename else ""
        remedy = "make room" if error.errno in FULL else "check that path and the rights on it"
        return f"{error.strerror}{where}; {remedy}, or name another folder by --out or AGRI_HOME"
    return str(error) if isinstance(error, AgriError) else None
