"""SQLite's write-ahead log as a file: was a finished save in it thrown away?

SQLite drops a damaged tail of the log without a word. This looks at what it dropped; it changes nothing.
"""

import struct
from pathlib import Path

_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
PAGE_BYTES = 4096
"""SQLCipher's page; the log's own header is not asked, it may be what is damaged."""


def has_lost_commit(path: Path, accepted_frames: int) -> bool:
    """True when the log at `path` holds a finished save beyond the `accepted_frames` that SQLite took.

    A save cut short by a crash has no commit mark and does not count: nobody was told that it was
    kept. Frames of an earlier generation of the log carry other salts and do not count either; one
    salt of two is enough, since the other may be what is damaged.
    """
    try:
        with path.open("rb") as log:
            header = log.read(_HEADER.size)
            if len(header) < _HEADER.size:
                return False
            _, _, _, _, salt_1, salt_2, _, _ = _HEADER.unpack(header)
            log.seek(_HEADER.size + accepted_frames * (_FRAME.size + PAGE_BYTES))
            while len(frame := log.read(_FRAME.size + PAGE_BYTES)) == _FRAME.size + PAGE_BYTES:
                _, commit_size, frame_salt_1, frame_salt_2, _, _ = _FRAME.unpack_from(frame)
                if commit_size and (frame_salt_1 == salt_1 or frame_salt_2 == salt_2):
                    return True
            return False
    except FileNotFoundError:
        return False
