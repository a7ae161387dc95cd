"""Django settings of the central. Where its data stands and what it is called come from the environment.

RELAIS_CENTRAL_DATA: folder of the database, the key file and the packs.
RELAIS_CENTRAL_URL: its own address, which is also the host of follow-up pages.
"""

import os
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from central.keys import DATABASE, data_folder, load_keys

DATA = data_folder()
URL = os.environ.get("RELAIS_CENTRAL_URL", "http://127.0.0.1:8000").rstrip("/")
_PARTS = urlsplit(URL)
_SECURE = _PARTS.scheme == "https"

DEBUG = False
KEYS = load_keys(DATA)
SECRET_KEY = KEYS.django_secret
ALLOWED_HOSTS = [_PARTS.hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [URL]
CSRF_FAILURE_VIEW = "central.pages.errors.refused_form"

INSTALLED_APPS = [
    "django.contrib.sessions",
    "csp",
    "central.stations",
    "central.intake",
    "central.attachments",
    "central.cases",
    "central.connectors",
    "central.pages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "central.urls"
ASGI_APPLICATION = "central.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / DATABASE,
        # A database in memory knows no locks between threads, and the tests are about them.
        "TEST": {"NAME": DATA / "test.db"},
        "OPTIONS": {
            # Shorter than stations wait for an answer, so that they are told « busy » instead of nothing.
            "timeout": 5,
            # A deferred transaction that later writes fails at once with "database is locked".
            "transaction_mode": "IMMEDIATE",
            # An acknowledgement is a promise: FULL syncs the log at each commit.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
# Only a proxy on this machine reaches this server (docs/adr/0034-behind-a-proxy.md).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [NONCE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Station batches are at most 512 KiB; the cap is checked before anything is parsed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "central": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # Paths of follow-up pages hold the client's secret token: requests are never logged.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
    },
}
