"""Where the documents of cases are kept, below a directory or in a store that speaks S3; what checks and sets them."""

import shlex
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from api.http.entrance import LOOPBACK_NAMES
from api.typesetting.fonts import fonts_at
from api.typesetting.pdf import Press
from api.typesetting.word import OURS, WordTemplate
from api.typesetting.word_check import faults_of
from deploy.roles.settings import Settings, SettingsRefused, required
from eventlog.files.documents import DocumentFiles
from eventlog.files.s3 import S3FileStore, S3Place
from eventlog.keys import InstallationKey
from eventlog.pool import Pool

_DIRECTORY = "RONGCUO_DOCUMENTS_DIR"


def document_files(settings: Settings, pool: Pool, key: InstallationKey) -> DocumentFiles:
    """The documents of this installation.

    Raises:
        SettingsRefused: no directory is named, of a store not enough is said, or it would be reached in clear.
    """
    if settings.documents_dir is None:
        raise SettingsRefused((f"缺少环境变量 {_DIRECTORY} / {_DIRECTORY} is not set",))
    place = s3_place(settings)
    return DocumentFiles.below(
        settings.documents_dir,
        pool,
        key,
        store=S3FileStore(place) if place else None,
        malware_command=tuple(shlex.split(settings.malware_command or "")),
    )


def press(settings: Settings) -> Press:
    """Where official documents are set.

    Raises:
        SettingsRefused: the folder of fonts is not there, or the certificate to sign with does not open.
    """
    try:
        return Press(fonts_at(settings.fonts_dir), sign=_signing(settings))
    except NotADirectoryError as error:
        raise SettingsRefused((f"RONGCUO_FONTS_DIR：没有这个文件夹 / {error}",)) from error


def word_template(settings: Settings) -> WordTemplate:
    """The Word template that drafts of documents are edited in.

    Raises:
        SettingsRefused: there is none such, or it will not do; each fault is named.
    """
    if settings.word_template_file is None:
        return OURS
    try:
        template = WordTemplate(settings.word_template_file.read_bytes())
    except OSError as error:
        raise SettingsRefused((f"RONGCUO_WORD_TEMPLATE_FILE：读不出来 / cannot be read: {error}",)) from error
    if faults := faults_of(template):
        raise SettingsRefused(tuple(f"RONGCUO_WORD_TEMPLATE_FILE：{fault}" for fault in faults))
    return template


def _signing(settings: Settings) -> Callable[[bytes], Awaitable[bytes]] | None:
    certificate, passphrase = settings.sign_certificate_file, settings.sign_passphrase_file
    if certificate is None:
        return None
    try:
        from api.typesetting import signing  # noqa: PLC0415 - an extra, which not everybody installs
    except ModuleNotFoundError as error:
        fault = "RONGCUO_SIGN_CERTIFICATE_FILE：没有安装 rongcuo[sign] / rongcuo[sign] is not installed"
        raise SettingsRefused((f"{fault}: {error}",)) from error
    try:
        opened = signing.signer_of(
            certificate.read_bytes(), passphrase.read_text("utf-8").strip().encode() if passphrase else None
        )
    except (OSError, signing.CertificateError) as error:
        raise SettingsRefused((f"RONGCUO_SIGN_CERTIFICATE_FILE：打不开证书 / does not open: {error}",)) from error
    return opened.signed


def s3_place(settings: Settings) -> S3Place | None:
    """The store that documents are kept in; None: the directory.

    Raises:
        SettingsRefused: not enough is said of it, or it would be reached in clear over the network.
    """
    if settings.s3_endpoint is None:
        return None
    address = urlsplit(settings.s3_endpoint)
    if address.scheme != "https" and address.hostname not in LOOPBACK_NAMES:
        raise SettingsRefused(("RONGCUO_S3_ENDPOINT 应以 https 开头 / RONGCUO_S3_ENDPOINT must be an https address",))
    secret = settings.s3_secret_key_file
    if secret is None:
        raise SettingsRefused(("缺少环境变量 RONGCUO_S3_SECRET_KEY_FILE / RONGCUO_S3_SECRET_KEY_FILE is not set",))
    return S3Place(
        endpoint=settings.s3_endpoint,
        bucket=required(settings.s3_bucket, "RONGCUO_S3_BUCKET"),
        access_key_id=required(settings.s3_access_key_id, "RONGCUO_S3_ACCESS_KEY_ID"),
        secret_access_key=secret.read_text("utf-8").strip(),
        region=settings.s3_region,
        ca=settings.s3_ca_file,
    )
