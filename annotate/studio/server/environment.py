"""The environment of an embedded Label Studio: closed to strangers, whatever the caller's variables say."""

from __future__ import annotations

from collections.abc import Mapping

# Label Studio reads about 200 settings from variables, each under three names: LABEL_STUDIO_X beats
# HEARTEX_X, which beats X. So only the variables that any program needs are handed on. Then no inherited
# variable opens the server, and the server gets no other secret of the caller.
_HANDED_ON = frozenset({
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP",
    "SYSTEMROOT", "VIRTUAL_ENV", "CONDA_PREFIX", "NIX_LD", "NIX_LD_LIBRARY_PATH",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
})  # fmt: skip
_HANDED_ON_PREFIXES = ("LC_", "XDG_", "PYTHON")

# Under the names that beat all others.
_CLOSED = {
    # Who has no invitation link cannot make an account.
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
    # The server fetches no address of this machine or its network for anybody.
    "LABEL_STUDIO_SSRF_PROTECTION_ENABLED": "true",
    "LABEL_STUDIO_USE_DEFAULT_BANNED_SUBNETS": "true",
    "LABEL_STUDIO_ML_BLOCK_LOCAL_IP": "true",
    # A web page of another site reads nothing, also under a name that leads to 127.0.0.1.
    "LABEL_STUDIO_ALLOWED_HOSTS": "127.0.0.1,localhost",
    "LABEL_STUDIO_CORS_ALLOW_ALL_ORIGINS": "false",
    "LABEL_STUDIO_USE_ENFORCE_CSRF_CHECKS": "true",
    # Without these two variables, Label Studio looks for a folder to serve files from.
    "LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED": "false",
    "LABEL_STUDIO_DEBUG": "false",
    # Nothing leaves the machine.
    "LABEL_STUDIO_COLLECT_ANALYTICS": "false",
    "collect_analytics": "false",
    "LABEL_STUDIO_LATEST_VERSION_CHECK": "false",
    "LABEL_STUDIO_SENTRY_DSN": "",
    "LABEL_STUDIO_FRONTEND_SENTRY_DSN": "",
    "LABEL_STUDIO_FEATURE_FLAGS_OFFLINE": "true",
}


def server_environment(inherited: Mapping[str, str], *, local_backend: bool) -> dict[str, str]:
    """The variables of the server's process. ``local_backend`` allows a prediction backend here."""
    handed_on = {name: value for name, value in inherited.items() if _is_handed_on(name.upper())}
    backend = {"LABEL_STUDIO_ML_BLOCK_LOCAL_IP": "false"} if local_backend else {}
    return {**handed_on, **_CLOSED, **backend}


def _is_handed_on(name: str) -> bool:
    return name in _HANDED_ON or name.startswith(_HANDED_ON_PREFIXES)
