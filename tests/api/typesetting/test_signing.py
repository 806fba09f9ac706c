"""Issued documents are signed with the operator's certificate, and whatever changes afterwards is found."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from api.typesetting.fonts import fonts_at
from api.typesetting.pdf import Press
from api.typesetting.signing import CertificateError, signer_of
from deploy.roles.documents import press
from deploy.roles.settings import Settings, SettingsRefused
from tests.api.typesetting.test_pdf import letter

_PASSPHRASE = b"a passphrase"


@pytest.fixture(scope="module")
def made() -> tuple[x509.Certificate, bytes]:
    """A certificate that vouches for itself, and the file that has it with its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "中共云州市纪律检查委员会")])
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **usage
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    packed = pkcs12.serialize_key_and_certificates(
        b"office", key, certificate, None, BestAvailableEncryption(_PASSPHRASE)
    )
    return certificate, packed


async def validated(pdf: bytes, certificate: x509.Certificate) -> PdfSignatureStatus:
    """What becomes of the only signature of a file where the certificate is trusted."""
    root = Certificate.load(certificate.public_bytes(Encoding.DER))
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return await async_validate_pdf_signature(signature, ValidationContext(trust_roots=[root], allow_fetching=False))


async def test_what_is_issued_is_signed_and_drafts_are_not(made: tuple[x509.Certificate, bytes]) -> None:
    """The signature is good, covers the whole file, and leaves it what it was: PDF/A-3a and PDF/UA-1."""
    certificate, packed = made
    signing = Press(fonts_at(None), sign=signer_of(packed, _PASSPHRASE).signed)
    pdf = await signing.pdf(letter())
    status = await validated(pdf, certificate)
    assert status.bottom_line
    assert status.intact
    metadata = PdfReader(BytesIO(pdf)).xmp_metadata
    assert metadata is not None
    written = metadata.stream.get_data()
    assert all(said in written for said in (b'pdfaid:part="3"', b'pdfaid:conformance="A"', b'pdfuaid:part="1"'))
    assert PdfFileReader(BytesIO(await signing.pdf(letter(draft=True)))).embedded_signatures == []


async def test_what_changes_afterwards_is_found(made: tuple[x509.Certificate, bytes]) -> None:
    """One byte of a page is enough."""
    certificate, packed = made
    pdf = await Press(fonts_at(None), sign=signer_of(packed, _PASSPHRASE).signed).pdf(letter())
    at = pdf.index(b"/Producer") if b"/Producer" in pdf else pdf.index(b"/Title")
    status = await validated(pdf[: at + 1] + b"Q" + pdf[at + 2 :], certificate)
    assert not status.intact
    assert not status.bottom_line


def test_a_certificate_that_does_not_open_is_named_at_the_start(
    made: tuple[x509.Certificate, bytes], tmp_path: Path
) -> None:
    """And not when the first document is to be issued."""
    _, packed = made
    with pytest.raises(CertificateError):
        signer_of(packed, b"another")
    file, passphrase = tmp_path / "office.p12", tmp_path / "passphrase"
    file.write_bytes(packed)
    passphrase.write_bytes(_PASSPHRASE + b"\n")
    told = {
        "RONGCUO_DATABASE_URL": "postgresql://somewhere/rongcuo",
        "RONGCUO_TEMPORAL_ADDRESS": "somewhere:7233",
        "RONGCUO_KEY_FILE": "/keys/installation.key",
        "RONGCUO_SIGN_CERTIFICATE_FILE": str(file),
    }
    with pytest.raises(SettingsRefused, match="RONGCUO_SIGN_CERTIFICATE_FILE"):
        press(Settings.from_environment(told))
    assert press(Settings.from_environment(told | {"RONGCUO_SIGN_PASSPHRASE_FILE": str(passphrase)})).sign is not None
