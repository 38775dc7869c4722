//! Where the page's files are: in a folder, or inside the program (feature `page-inside`). The server answers alike from both.

use std::fs;
use std::future::ready;
use std::io::{self, Cursor, ErrorKind, SeekFrom};
use std::path::{Component, Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use percent_encoding::percent_decode_str;
use tokio::io::{AsyncRead, AsyncSeek, ReadBuf};
use tower_http::services::fs::{Backend, File, Metadata, TokioBackend, TokioFile};

/// Folder of the page if none is named and the program holds none.
const USUAL_FOLDER: &str = "dist";
/// The page itself, in any folder.
pub(super) const INDEX: &str = "index.html";

/// The files that are part of the program.
#[cfg(feature = "page-inside")]
const INSIDE: Option<&[InsideFile]> = Some(include!(concat!(env!("OUT_DIR"), "/inside.rs")));
#[cfg(not(feature = "page-inside"))]
const INSIDE: Option<&[InsideFile]> = None;

/// Whether the program holds the page.
pub(crate) const PAGE_INSIDE: bool = INSIDE.is_some();

/// Where the page's files are.
#[derive(Clone, Debug)]
pub enum PageFiles {
    /// In a folder, which may be written anew while it is served.
    Folder(PathBuf),
    /// Inside the program, in the order of their paths.
    Inside(&'static [InsideFile]),
}

/// A file that is part of the program.
#[derive(Clone, Copy, Debug)]
pub struct InsideFile {
    /// Its path below the page's folder.
    pub path: &'static str,
    /// What it holds.
    pub bytes: &'static [u8],
    /// Its time since 1970; the fraction of the second follows from the contents (build.rs).
    pub modified: Duration,
}

/// What changes when a file is written.
pub(super) type Stamp = (SystemTime, u64);

impl PageFiles {
    /// The folder if one is named, otherwise the page inside the program, otherwise the usual folder.
    #[must_use]
    pub fn chosen(folder: Option<&Path>) -> Self {
        match (folder, INSIDE) {
            (Some(folder), _) => Self::Folder(folder.to_owned()),
            (None, Some(files)) => Self::Inside(files),
            (None, None) => Self::Folder(USUAL_FOLDER.into()),
        }
    }

    /// The folder that the files are below; files inside the program are below none.
    pub(super) fn root(&self) -> &Path {
        match self {
            Self::Folder(folder) => folder,
            Self::Inside(_) => Path::new(""),
        }
    }

    /// The contents of a file, by its path below the page's folder.
    pub(super) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self {
            Self::Folder(folder) => fs::read(folder.join(path)),
            Self::Inside(files) => find(files, path)
                .map(|file| file.bytes.to_vec())
                .ok_or_else(|| ErrorKind::NotFound.into()),
        }
    }

    /// When a file was written, if it can be written anew.
    pub(super) fn stamp(&self, path: &str) -> Option<Stamp> {
        match self {
            Self::Folder(folder) => {
                let metadata = fs::metadata(folder.join(path)).ok()?;
                Some((metadata.modified().ok()?, metadata.len()))
            }
            Self::Inside(_) => None,
        }
    }

    /// Whether the path names a plain file of the page: no hidden one, none that a link leads to elsewhere, no pipe or device. Its
    /// compressed copies are served in its place, so the same holds for them.
    pub(super) fn may_be_served(&self, path: &str) -> bool {
        let Some(relative) = relative(path) else {
            return false;
        };
        match self {
            Self::Folder(folder) => lies_inside(folder, &relative),
            Self::Inside(files) => key(&relative).is_some_and(|key| find(files, &key).is_some()),
        }
    }
}

/// The path below the page's folder that a request names, if nothing in it is hidden or leads upwards.
fn relative(path: &str) -> Option<PathBuf> {
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let mut relative = PathBuf::from(decoded.trim_start_matches('/'));
    let is_plain = relative.components().all(|part| match part {
        Component::Normal(name) => !name.as_encoded_bytes().starts_with(b"."),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => false,
    });
    if decoded.ends_with('/') {
        relative.push(INDEX);
    }
    is_plain.then_some(relative)
}

fn lies_inside(folder: &Path, relative: &Path) -> bool {
    let Ok(root) = folder.canonicalize() else {
        return false;
    };
    let file = root.join(relative);
    let lies_inside = |file: &Path| match file.canonicalize() {
        Ok(real) => real.starts_with(&root) && real.is_file(),
        Err(_) => false,
    };
    lies_inside(&file)
        && ["br", "gz"].iter().all(|ending| {
            let mut copy = file.clone().into_os_string();
            copy.push(".");
            copy.push(ending);
            let copy = PathBuf::from(copy);
            copy.symlink_metadata().is_err() || lies_inside(&copy)
        })
}

/// The path as the table of files has it.
fn key(path: &Path) -> Option<String> {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_str()),
        Component::CurDir => None,
        Component::Prefix(_) | Component::RootDir | Component::ParentDir => Some(None),
    });
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

fn find(files: &'static [InsideFile], path: &str) -> Option<&'static InsideFile> {
    let at = files.binary_search_by(|file| file.path.cmp(path)).ok()?;
    files.get(at)
}

/// What is known of a file or a folder of the page.
#[derive(Clone, Debug)]
pub enum Known {
    /// On the disk.
    OnDisk(fs::Metadata),
    /// A file inside the program.
    Inside(&'static InsideFile),
    /// A folder inside the program.
    InsideFolder,
}

impl Metadata for Known {
    fn is_dir(&self) -> bool {
        match self {
            Self::OnDisk(metadata) => metadata.is_dir(),
            Self::Inside(_) => false,
            Self::InsideFolder => true,
        }
    }

    fn modified(&self) -> io::Result<SystemTime> {
        match self {
            Self::OnDisk(metadata) => metadata.modified(),
            Self::Inside(file) => Ok(UNIX_EPOCH + file.modified),
            Self::InsideFolder => Err(ErrorKind::Unsupported.into()),
        }
    }

    fn len(&self) -> u64 {
        match self {
            Self::OnDisk(metadata) => metadata.len(),
            Self::Inside(file) => file.bytes.len() as u64,
            Self::InsideFolder => 0,
        }
    }
}

/// A file of the page that is being read.
#[derive(Debug)]
pub enum Opened {
    /// On the disk.
    OnDisk(TokioFile),
    /// Inside the program.
    Inside(&'static InsideFile, Cursor<&'static [u8]>),
}

impl AsyncRead for Opened {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::OnDisk(file) => Pin::new(file).poll_read(context, into),
            Self::Inside(_, bytes) => Pin::new(bytes).poll_read(context, into),
        }
    }
}

impl AsyncSeek for Opened {
    fn start_seek(self: Pin<&mut Self>, position: SeekFrom) -> io::Result<()> {
        match self.get_mut() {
            Self::OnDisk(file) => Pin::new(file).start_seek(position),
            Self::Inside(_, bytes) => Pin::new(bytes).start_seek(position),
        }
    }

    fn poll_complete(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<u64>> {
        match self.get_mut() {
            Self::OnDisk(file) => Pin::new(file).poll_complete(context),
            Self::Inside(_, bytes) => Pin::new(bytes).poll_complete(context),
        }
    }
}

type Later<'f, T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send + 'f>>;

impl File for Opened {
    type Metadata = Known;
    type MetadataFuture<'f> = Later<'f, Known>;

    fn metadata(&self) -> Self::MetadataFuture<'_> {
        match self {
            Self::OnDisk(file) => Box::pin(async move { file.metadata().await.map(Known::OnDisk) }),
            Self::Inside(file, _) => Box::pin(ready(Ok(Known::Inside(file)))),
        }
    }
}

impl Backend for PageFiles {
    type File = Opened;
    type Metadata = Known;
    type OpenFuture = Later<'static, Opened>;
    type MetadataFuture = Later<'static, Known>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        match self {
            Self::Folder(_) => Box::pin(async move { TokioBackend.open(path).await.map(Opened::OnDisk) }),
            Self::Inside(files) => {
                let file = key(&path).and_then(|key| find(files, &key));
                Box::pin(ready(match file {
                    Some(file) => Ok(Opened::Inside(file, Cursor::new(file.bytes))),
                    None => Err(ErrorKind::NotFound.into()),
                }))
            }
        }
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        match self {
            Self::Folder(_) => Box::pin(async move { TokioBackend.metadata(path).await.map(Known::OnDisk) }),
            Self::Inside(files) => Box::pin(ready(known(files, &path))),
        }
    }
}

fn known(files: &'static [InsideFile], path: &Path) -> io::Result<Known> {
    let key = key(path).ok_or(ErrorKind::NotFound)?;
    let is_in_folder = |file: &InsideFile| {
        let below = file.path.strip_prefix(&key);
        key.is_empty() || below.is_some_and(|below| below.starts_with('/'))
    };
    match find(files, &key) {
        Some(file) => Ok(Known::Inside(file)),
        None if files.iter().any(is_in_folder) => Ok(Known::InsideFolder),
        None => Err(ErrorKind::NotFound.into()),
    }
}
