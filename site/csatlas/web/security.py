"""Response headers: what a page of this site may do, which is nothing but show itself."""

from flask import Response, g


def secure(response: Response) -> Response:
    """Set the security headers on an answer."""
    style = g.get("style_source", "'none'")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {style}; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
