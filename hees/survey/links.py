"""Private links: the secret that opens a response, of which only a hash is stored."""

import hashlib
import secrets


def new_token() -> str:
    """A secret of 192 bits, 32 characters that are safe in a URL."""
    return secrets.token_urlsafe(24)


def new_id() -> str:
    """A short public name for a response; it opens nothing."""
    return secrets.token_hex(5)


def token_hash(token: str) -> str:
    """SHA-256 in hex. The token is random, so no salt or slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
