//! Archives whose bytes follow from their contents alone: entries in order, one date, no owner.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::run;

const BLOCK: usize = 512;

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    /// Its path, with the archive's folder in front.
    pub(super) path: String,
    pub(super) is_program: bool,
    pub(super) bytes: Vec<u8>,
}

/// Writes the archive, compressed.
pub(super) fn write(file: &Path, entries: Vec<Entry>, date: u64) -> Result<()> {
    let plain = file.with_extension("");
    fs::write(&plain, tar(entries, date)?).with_context(|| format!("cannot write {}", plain.display()))?;
    let mut gzip = Command::new("gzip");
    // Without the name and the date of the file.
    gzip.args(["-9", "--no-name", "--stdout"])
        .arg(&plain)
        .stdout(Stdio::from(File::create(file)?));
    run(&mut gzip)?;
    fs::remove_file(plain)?;
    Ok(())
}

/// The archive in the format `ustar`, which every tar reads.
fn tar(mut entries: Vec<Entry>, date: u64) -> Result<Vec<u8>> {
    entries.sort();
    let mut bytes = Vec::new();
    for entry in &entries {
        bytes.extend(header(entry, date)?);
        bytes.extend(&entry.bytes);
        bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
    }
    bytes.resize(bytes.len() + 2 * BLOCK, 0);
    Ok(bytes)
}

fn header(entry: &Entry, date: u64) -> Result<[u8; BLOCK]> {
    let mut header = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    let path = entry.path.as_bytes();
    // A longer name would have to be split in two fields.
    if path.len() > 100 {
        bail!("{} is longer than 100 bytes", entry.path);
    }
    put(0, path);
    put(
        100,
        if entry.is_program {
            b"0000755\0"
        } else {
            b"0000644\0"
        },
    );
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{:011o}\0", entry.bytes.len()).as_bytes());
    put(136, format!("{date:011o}\0").as_bytes());
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::answer;

    fn entries() -> Vec<Entry> {
        let entry = |path: &str, is_program, bytes: &[u8]| Entry {
            path: path.to_owned(),
            is_program,
            bytes: bytes.to_vec(),
        };
        vec![
            entry("f/README.md", false, b"read me"),
            entry("f/bin/f", true, &[7; 1000]),
        ]
    }

    #[test]
    fn the_same_files_give_the_same_bytes_in_any_order() -> Result<()> {
        let mut backwards = entries();
        backwards.reverse();
        assert_eq!(tar(entries(), 1_700_000_000)?, tar(backwards, 1_700_000_000)?);
        assert_ne!(tar(entries(), 1_700_000_000)?, tar(entries(), 1_700_000_001)?);
        assert_eq!(tar(entries(), 0)?.len() % BLOCK, 0);
        let mut long = entries();
        long[0].path = "a".repeat(101);
        assert!(tar(long, 0).is_err());
        Ok(())
    }

    #[test]
    fn tar_reads_the_archive() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("forkcast-archive-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let file = folder.join("f.tar.gz");
        write(&file, entries(), 1_700_000_000)?;
        let first = fs::read(&file)?;
        let listed = answer(
            Command::new("tar")
                .env("TZ", "UTC")
                .args(["--numeric-owner", "-tvzf"])
                .arg(&file),
        );
        write(&file, entries(), 1_700_000_000)?;
        let second = fs::read(&file)?;
        fs::remove_dir_all(&folder)?;
        assert_eq!(first, second);
        let listed = listed.context("tar does not read it")?;
        let words: Vec<Vec<&str>> = listed
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(words.len(), 2, "{listed}");
        assert_eq!(
            (words[0][0], words[1][0]),
            ("-rw-r--r--", "-rwxr-xr-x"),
            "{listed}"
        );
        assert_eq!(words[1].last(), Some(&"f/bin/f"));
        Ok(())
    }
}
