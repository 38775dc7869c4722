//! TLS to PostgreSQL, as `sslmode` and `sslrootcert` of the store's address ask for it.
//!
//! The modes are those of libpq: `disable`, `prefer` (the default: TLS if the server offers it, not verified), `require` (TLS, not
//! verified), `verify-ca` (signed by a trusted authority) and `verify-full` (and for this host). The driver's own TLS is passed over:
//! it would put TLS outside of the limit on the length of messages, and say little of what went wrong.

use std::io::{self, Read as _};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use forkcast_endpoint::RunError;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme, SupportedCipherSuite,
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};

use crate::text::postgres as text;

/// Longest file of certificates, bytes.
const LONGEST: u64 = 4 << 20;
/// The value of `sslrootcert` that stands for the authorities that this machine trusts.
const SYSTEM: &str = "system";

/// How far a connection is encrypted and the server verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Disable,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl Mode {
    /// Their names in an address, in order.
    pub(super) const ALL: [(&'static str, Self); 5] = [
        ("disable", Self::Disable),
        ("prefer", Self::Prefer),
        ("require", Self::Require),
        ("verify-ca", Self::VerifyCa),
        ("verify-full", Self::VerifyFull),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(own, _)| *own == name).map(|(_, mode)| *mode)
    }
}

/// The TLS of a store's address.
#[derive(Clone)]
pub(super) struct Tls {
    pub(super) mode: Mode,
    pub(super) config: Arc<ClientConfig>,
}

impl Tls {
    /// From the values of `sslmode` and `sslrootcert`.
    pub(super) fn new(mode: Option<&str>, root: Option<&str>) -> Result<Self, RunError> {
        let mode = match mode {
            Some(name) => Some(Mode::named(name).ok_or_else(|| text::unknown_mode(&Mode::ALL.map(|(name, _)| name)))?),
            None => None,
        };
        // As libpq has it: a named authority is there to be asked, and those of a whole machine only together with the host's name.
        let mode = match (mode, root) {
            (None | Some(Mode::Require | Mode::VerifyCa), Some(SYSTEM)) => Mode::VerifyFull,
            (Some(Mode::Require), Some(_)) => Mode::VerifyCa,
            (None, _) => Mode::Prefer,
            (Some(mode), _) => mode,
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let trusted = match mode {
            Mode::Disable | Mode::Prefer | Mode::Require => None,
            Mode::VerifyCa | Mode::VerifyFull => Some(match root {
                None | Some(SYSTEM) => of_system()?,
                Some(path) => of_file(path)?,
            }),
        };
        let verifier = Verifier {
            trusted,
            name: mode == Mode::VerifyFull,
            provider: Arc::clone(&provider),
        };
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| text::tls_failed())?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        // PostgreSQL's name for its protocol, which 17 and later ask for where TLS comes without a request.
        config.alpn_protocols = vec![b"postgresql".to_vec()];
        Ok(Self {
            mode,
            config: Arc::new(config),
        })
    }
}

/// Certificates that are trusted.
#[derive(Debug)]
struct Trusted {
    roots: RootCertStore,
    /// Those of a file. A server's own certificate may stand there, which is no authority.
    named: Vec<CertificateDer<'static>>,
}

fn of_system() -> Result<Trusted, RunError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(text::no_system_roots());
    }
    Ok(Trusted {
        roots,
        named: Vec::new(),
    })
}

fn of_file(path: &str) -> Result<Trusted, RunError> {
    let mut pem = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LONGEST).read_to_end(&mut pem))
        .map_err(|error| text::roots_unreadable(error.kind()))?;
    let named: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok).collect();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(named.iter().cloned());
    if named.is_empty() {
        return Err(text::no_roots());
    }
    Ok(Trusted { roots, named })
}

/// Verifies as far as the mode asks for.
#[derive(Debug)]
struct Verifier {
    /// Without it any certificate will do.
    trusted: Option<Trusted>,
    name: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(trusted) = &self.trusted else {
            return Ok(ServerCertVerified::assertion());
        };
        let parsed = ParsedCertificate::try_from(certificate)?;
        let algorithms = self.provider.signature_verification_algorithms.all;
        let signed =
            verify_server_cert_signed_by_trust_anchor(&parsed, &trusted.roots, intermediates, now, algorithms);
        match signed {
            Ok(()) => {}
            // The certificate itself is in the file, as of a server that signed its own.
            Err(error) if trusted.named.contains(&certificate.clone().into_owned()) && !is_of_time(&error) => {}
            Err(error) => return Err(error),
        }
        if self.name {
            verify_server_name(&parsed, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(
            message,
            certificate,
            signed,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(
            message,
            certificate,
            signed,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

const fn is_of_time(error: &Error) -> bool {
    use CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
    matches!(
        error,
        Error::InvalidCertificate(Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. })
    )
}

/// Explains why TLS was not set up.
pub(super) fn explain(error: &io::Error) -> RunError {
    use CertificateError::{NotValidForName, NotValidForNameContext, UnknownIssuer};
    let reason = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match reason {
        Some(error) if is_of_time(error) => text::certificate_expired(),
        Some(Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. })) => text::certificate_of_another(),
        Some(Error::InvalidCertificate(UnknownIssuer)) => text::unknown_authority(),
        Some(Error::InvalidCertificate(_)) => text::certificate_invalid(),
        Some(Error::AlertReceived(_)) => text::tls_refused(),
        Some(_) | None => text::tls_failed(),
    }
}

/// The hash of the server's certificate that authentication is bound to (`tls-server-end-point`, RFC 5929); none where the algorithm of
/// its signature is one that this program has no hash for.
pub(super) fn end_point(certificate: &CertificateDer<'_>) -> Option<Vec<u8>> {
    use rustls::crypto::ring::cipher_suite::{TLS13_AES_128_GCM_SHA256, TLS13_AES_256_GCM_SHA384};
    let suite = match signature_algorithm(certificate)? {
        // With MD5, SHA-1 and SHA-256, by RSA and by elliptic curves.
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 4 | 5 | 11]
        | [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 1]
        | [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 2] => TLS13_AES_128_GCM_SHA256,
        // With SHA-384.
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 12] | [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 3] => {
            TLS13_AES_256_GCM_SHA384
        }
        _ => return None,
    };
    let SupportedCipherSuite::Tls13(suite) = suite else {
        return None;
    };
    Some(suite.common.hash_provider.hash(certificate).as_ref().to_vec())
}

/// The object identifier of the algorithm that a certificate is signed with.
fn signature_algorithm<'c>(certificate: &'c CertificateDer<'_>) -> Option<&'c [u8]> {
    let (fields, _) = der(certificate, 0x30)?;
    let (_, after_signed_part) = der(fields, 0x30)?;
    let (algorithm, _) = der(after_signed_part, 0x30)?;
    der(algorithm, 0x06).map(|(identifier, _)| identifier)
}

/// The content of a value of DER that has this tag, and the bytes after it.
fn der(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = bytes.split_first()?;
    let (&short, rest) = rest.split_first()?;
    let (length, rest) = if short < 0x80 {
        (usize::from(short), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
        let length = digits.iter().try_fold(0_usize, |length, digit| {
            Some(length.checked_mul(256)? + usize::from(*digit))
        })?;
        (length, rest)
    };
    if found != tag {
        return None;
    }
    rest.split_at_checked(length)
}

/// A stream that is set up already, for a driver that would do it itself.
pub(super) struct Ready(pub(super) Option<Vec<u8>>);

impl<S: AsyncRead + AsyncWrite + Unpin> TlsConnect<S> for Ready {
    type Stream = Bound<S>;
    type Error = io::Error;
    type Future = std::future::Ready<io::Result<Bound<S>>>;

    fn connect(self, stream: S) -> Self::Future {
        std::future::ready(Ok(Bound {
            stream,
            end_point: self.0,
        }))
    }
}

/// A stream that authentication can be bound to.
pub(super) struct Bound<S> {
    stream: S,
    end_point: Option<Vec<u8>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Bound<S> {
    fn channel_binding(&self) -> ChannelBinding {
        match &self.end_point {
            Some(hash) => ChannelBinding::tls_server_end_point(hash.clone()),
            None => ChannelBinding::none(),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Bound<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buf)
    }
}

super::forward::writes!(Bound);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_and_authorities_go_together_as_in_libpq() {
        let mode = |mode, root| Tls::new(mode, root).map(|tls| tls.mode).map_err(|error| error.to_string());
        assert_eq!(mode(None, None), Ok(Mode::Prefer));
        for (name, expected) in Mode::ALL.iter().take(3) {
            assert_eq!(mode(Some(name), None), Ok(*expected));
        }
        let error = mode(Some("allow"), None).expect_err("not taken");
        assert!(error.contains("disable, prefer, require, verify-ca or verify-full"), "{error}");
        // A file is read only where it is to be asked.
        assert_eq!(mode(Some("prefer"), Some("/nowhere")), Ok(Mode::Prefer));
        for name in ["require", "verify-ca", "verify-full"] {
            let error = mode(Some(name), Some("/nowhere")).expect_err("no file");
            assert!(error.contains("sslrootcert") && !error.contains("/nowhere"), "{error}");
        }
    }

    #[test]
    fn authentication_is_bound_to_the_hash_of_the_certificate() {
        // Certificates of the outline alone: a signed part, and the algorithm of the signature. The hashes are those of sha256sum and sha384sum.
        let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let of = |bytes: &[u8]| end_point(&CertificateDer::from(bytes.to_vec())).map(hex);
        let ecdsa_with_sha256 = b"\x30\x0e\x30\x00\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
        assert_eq!(of(ecdsa_with_sha256).as_deref(), Some("fa1308c87b0878dcf0f5905fd56963f5bf799121c3a7dda5166f4122108433aa"));
        let rsa_with_sha384 = b"\x30\x0f\x30\x00\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c";
        assert_eq!(of(rsa_with_sha384).as_deref(), Some("a64dd9213994259a0fae2d9485b5e25c06a02f23cd63d51a3bc97cc3bee99dd974e6cadb4beb0262ed12600f516bfd4e"));
        let rsa_with_sha512 = b"\x30\x0f\x30\x00\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d";
        assert_eq!(of(rsa_with_sha512), None);
        assert_eq!(end_point(&CertificateDer::from(vec![0x30, 0x84, 0xff])), None);
        assert_eq!(end_point(&CertificateDer::from(Vec::new())), None);
    }
}
