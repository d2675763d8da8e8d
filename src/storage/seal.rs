//! What a copy holds, written beside it, so that one that was changed since is not put back.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::content::Content;
use super::files;

/// The file beside a copy.
pub(super) fn beside(copy: &Path) -> PathBuf {
    files::beside(copy, ".hash")
}

/// Writes the seal of a copy.
pub(super) fn write(copy: &Path, content: &Content) -> io::Result<()> {
    let text = format!(
        "# What the copy beside this file holds. `openchair restore` compares it.\nrows {}\nsha256 {}\n",
        content.rows,
        content.hash_text()
    );
    files::replace_private_file(&beside(copy), text.as_bytes())
}

/// What the seal beside a copy says; none where there is no such file. One that cannot be read matches nothing.
pub(super) fn read(copy: &Path) -> io::Result<Option<Seal>> {
    let text = match fs::read_to_string(beside(copy)) {
        Ok(text) => text,
        Err(gone) if gone.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => String::new(),
        Err(error) => return Err(error),
    };
    let word = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    Ok(Some(Seal {
        rows: word("rows").and_then(|rows| rows.parse().ok()),
        hash: word("sha256").map(str::to_owned),
    }))
}

/// What a seal says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seal {
    rows: Option<u64>,
    hash: Option<String>,
}

impl Seal {
    /// True where the copy still holds this.
    pub(super) fn fits(&self, content: &Content) -> bool {
        self.rows == Some(content.rows) && self.hash.as_deref() == Some(content.hash_text().as_str())
    }
}
