//! Files that are kept beside the engine's own, and read only by the searches that need them.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// One file, on the disk or in memory.
pub(super) enum Kept {
    /// Read from its handle, whatever has happened to its name since.
    Open(File),
    /// All of it.
    Read(Vec<u8>),
}

impl Kept {
    /// All bytes.
    pub(super) fn all(&self) -> io::Result<Vec<u8>> {
        match self {
            Kept::Read(bytes) => Ok(bytes.clone()),
            Kept::Open(file) => {
                let mut file = file;
                file.rewind()?;
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }

    /// So many bytes from a place on.
    pub(super) fn part(&self, start: usize, length: usize) -> io::Result<Vec<u8>> {
        match self {
            Kept::Read(bytes) => {
                let part = start.checked_add(length).and_then(|end| bytes.get(start..end));
                part.map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
            }
            Kept::Open(file) => {
                let mut file = file;
                file.seek(SeekFrom::Start(start as u64))?;
                let mut bytes = Vec::new();
                // A damaged length must not ask for memory that the file cannot fill.
                file.take(length as u64).read_to_end(&mut bytes)?;
                if bytes.len() == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_the_same_from_the_disk_and_from_memory_and_never_longer_than_the_file() {
        let mut file = tempfile::tempfile().expect("a file can be made");
        io::Write::write_all(&mut file, b"0123456789").expect("can be written");
        for kept in [Kept::Open(file), Kept::Read(b"0123456789".to_vec())] {
            assert_eq!(kept.part(3, 4).expect("is there"), b"3456");
            assert_eq!(kept.all().expect("is there"), b"0123456789");
            assert!(kept.part(8, 3).is_err() && kept.part(11, 1).is_err());
        }
    }
}
