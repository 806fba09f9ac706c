"""Signs issued documents with the operator's certificate (PAdES baseline B-B, ETSI EN 319 142-1): the extra `sign`.

A signature says when it was made, so signing the same document again gives other bytes: the event pins the signed ones.
"""

import asyncio
from dataclasses import dataclass
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

_FIELD = "Signature1"


class CertificateError(Exception):
    """The file has no key and certificate, or its passphrase is another."""


@dataclass(frozen=True)
class Signer:
    """A certificate with its key, opened."""

    certificate: SimpleSigner

    async def signed(self, pdf: bytes) -> bytes:
        """A PDF with a signature that nobody sees on its pages, after which nothing in it may change but signatures."""
        return await asyncio.to_thread(self._sign, pdf)

    def _sign(self, pdf: bytes) -> bytes:
        said = PdfSignatureMetadata(
            field_name=_FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.FILL_FORMS,
        )
        written = sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), said, self.certificate)
        if not isinstance(written, BytesIO):
            raise TypeError("it is written where nobody else said")
        return written.getvalue()


def signer_of(pkcs12: bytes, passphrase: bytes | None) -> Signer:
    """The certificate and key of a PKCS #12 file.

    Raises:
        CertificateError: it has none, or opens with another passphrase.
    """
    try:
        opened = SimpleSigner.load_pkcs12_data(pkcs12, other_certs=(), passphrase=passphrase)
    except (ValueError, TypeError) as error:
        raise CertificateError(str(error)) from error
    if opened is None:
        raise CertificateError("has no key, or opens with another passphrase")
    return Signer(opened)
