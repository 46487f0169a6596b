"""The pages of a book as they lie in its file, decrypted without SQLite."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVE, SALT = 4096, 80, 16


def pages(path: Path, key: bytes) -> bytes:
    """Every byte of the book, decrypted: what was deleted and not overwritten would be here."""
    raw = path.read_bytes()
    parts = []
    for start in range(0, len(raw), PAGE):
        page = raw[start : start + PAGE]
        body = page[SALT if start == 0 else 0 : PAGE - RESERVE]
        vector = page[PAGE - RESERVE : PAGE - RESERVE + 16]
        machine = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
        parts.append(machine.update(body) + machine.finalize())
    return b"".join(parts)
