//! A file that is appended to: one write and one fdatasync a batch; a start reads it from its beginning.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{BufReader, Read, Write},
    path::Path,
};

use crc_fast::{CrcAlgorithm::Crc32Iscsi, checksum};

use crate::store::{Change, Failure, Store};

pub struct Journal {
    file: File,
    buffer: Vec<u8>,
    path: std::path::PathBuf,
}

impl Journal {
    pub fn open(directory: &Path) -> Result<Self, Failure> {
        let path = directory.join("journal");
        let file = OpenOptions::new().create(true).append(true).read(true).open(&path)?;
        Ok(Self { file, buffer: Vec::new(), path })
    }
}

impl Store for Journal {
    fn commit(&mut self, changes: &[Change]) -> Result<(), Failure> {
        self.buffer.clear();
        for change in changes {
            let (id, body): (u64, &[u8]) = match change {
                Change::Sent(id, body) => (*id, body),
                Change::Deleted(id) => (*id, &[]),
            };
            let start = self.buffer.len();
            self.buffer.extend_from_slice(&(8 + body.len() as u32).to_le_bytes());
            self.buffer.extend_from_slice(&[0; 4]);
            self.buffer.extend_from_slice(&id.to_le_bytes());
            self.buffer.extend_from_slice(body);
            let crc = checksum(Crc32Iscsi, &self.buffer[start + 8..]) as u32;
            self.buffer[start + 4..start + 8].copy_from_slice(&crc.to_le_bytes());
        }
        self.file.write_all(&self.buffer)?;
        self.file.sync_data()?;
        Ok(())
    }

    fn load(&mut self, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), Failure> {
        let mut file = BufReader::with_capacity(1 << 20, File::open(&self.path)?);
        let mut waiting = HashMap::<u64, Box<[u8]>>::new();
        let (mut head, mut record) = ([0; 8], Vec::new());
        while file.read_exact(&mut head).is_ok() {
            let [length, crc] = [&head[..4], &head[4..]]
                .map(|bytes| u32::from_le_bytes(bytes.try_into().expect("four bytes")));
            record.resize(length as usize, 0);
            file.read_exact(&mut record)?;
            assert_eq!(checksum(Crc32Iscsi, &record) as u32, crc);
            let (id, body) = record.split_at(8);
            let id = u64::from_le_bytes(id.try_into().expect("eight bytes"));
            if body.is_empty() {
                waiting.remove(&id);
            } else {
                waiting.insert(id, body.into());
            }
        }
        for (id, body) in waiting.drain() {
            each(id, &body);
        }
        Ok(())
    }
}
