//! A front of PostgreSQL that speaks TLS, with certificates of the test's own. The server that tests start is built without TLS.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const TLS_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// The answer to a request for TLS.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Tls,
    /// No TLS here: the connection goes on without.
    None,
    /// TLS, but the handshake fails.
    Broken,
    /// Something that PostgreSQL never says.
    Odd,
}

/// The certificate that the front shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Of this host, signed by the authority.
    Good,
    /// Of another host, signed by the authority.
    OfAnother,
    /// Of this host, signed by the authority, and out of date.
    Expired,
    /// Of this host, signed by itself.
    OfItself,
}

pub(crate) struct Front {
    pub(crate) port: u16,
    /// Files of trusted certificates: the authority, another authority, and the certificate that is shown.
    pub(crate) authority: PathBuf,
    pub(crate) stranger: PathBuf,
    pub(crate) shown: PathBuf,
    folder: PathBuf,
    pub(crate) by_tls: Arc<AtomicU64>,
    pub(crate) plain: Arc<AtomicU64>,
    accepting: tokio::task::JoinHandle<()>,
}

fn authority(name: &str) -> (String, Issuer<'static, KeyPair>) {
    let key = KeyPair::generate().expect("a key");
    let mut parameters = CertificateParams::new(Vec::new()).expect("parameters");
    parameters
        .distinguished_name
        .push(rcgen::DnType::CommonName, name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let signed = parameters.self_signed(&key).expect("signed");
    (signed.pem(), Issuer::new(parameters, key))
}

impl Front {
    pub(crate) async fn new(server: SocketAddr, answer: Answer, shown: Shown) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let folder = std::env::temp_dir().join(format!(
            "forkcast-tls-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        ));
        std::fs::create_dir_all(&folder).expect("a folder");
        let (own, issuer) = authority("the test's");
        let (other, _) = authority("a stranger's");
        let name = if shown == Shown::OfAnother {
            "elsewhere.example"
        } else {
            "localhost"
        };
        let mut parameters = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
        if shown == Shown::Expired {
            parameters.not_before = date_time_ymd(2001, 1, 1);
            parameters.not_after = date_time_ymd(2002, 1, 1);
        }
        let key = KeyPair::generate().expect("a key");
        let certificate = match shown {
            Shown::OfItself => parameters.self_signed(&key),
            Shown::Good | Shown::OfAnother | Shown::Expired => parameters.signed_by(&key, &issuer),
        }
        .expect("signed");
        let write = |name: &str, pem: &str| {
            let path = folder.join(name);
            std::fs::write(&path, pem).expect("written");
            path
        };
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from(certificate.der().to_vec())],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
            )
            .expect("a certificate");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let (by_tls, plain) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let counts = (Arc::clone(&by_tls), Arc::clone(&plain));
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, counts) = (acceptor.clone(), counts.clone());
                tokio::spawn(async move { drop(serve(stream, server, answer, &acceptor, &counts).await) });
            }
        });
        Self {
            port,
            authority: write("authority.pem", &own),
            stranger: write("stranger.pem", &other),
            shown: write("shown.pem", &certificate.pem()),
            folder,
            by_tls,
            plain,
            accepting,
        }
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.accepting.abort();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn serve(
    mut stream: TcpStream,
    server: SocketAddr,
    answer: Answer,
    acceptor: &TlsAcceptor,
    (by_tls, plain): &(Arc<AtomicU64>, Arc<AtomicU64>),
) -> std::io::Result<()> {
    let mut first = [0; 8];
    stream.read_exact(&mut first).await?;
    let mut behind = TcpStream::connect(server).await?;
    if first == TLS_REQUEST {
        match answer {
            Answer::Tls => {
                stream.write_all(b"S").await?;
                let mut stream = acceptor.accept(stream).await?;
                by_tls.fetch_add(1, Ordering::Relaxed);
                copy_bidirectional(&mut stream, &mut behind).await?;
                return Ok(());
            }
            Answer::None => stream.write_all(b"N").await?,
            Answer::Broken => return stream.write_all(b"S\x15\x03\x03\0\x02\x02\x28").await,
            Answer::Odd => return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await,
        }
    } else {
        behind.write_all(&first).await?;
    }
    plain.fetch_add(1, Ordering::Relaxed);
    copy_bidirectional(&mut stream, &mut behind).await?;
    Ok(())
}
