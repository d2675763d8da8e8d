//! The key of the database: 256 bits, given from outside or kept in a file beside the data folder (P24).

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rand::TryRng;
use rand::rngs::SysRng;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::files;

/// How many hexadecimal digits a key has.
const DIGITS: usize = 64;
/// More than this is not read: the file was named by mistake.
const FILE_BYTES_MAX: u64 = 4_096;

/// A key and where it came from. Its `Debug` does not show it.
#[derive(Debug, Clone)]
pub struct Key {
    /// Exactly 64 hexadecimal digits.
    digits: SecretString,
    /// The file it was read from; none where it was given from outside.
    pub(super) file: Option<PathBuf>,
}

/// Why there is no key.
#[derive(Debug)]
pub(super) enum NoKey {
    /// It is not 64 hexadecimal digits.
    Bad,
    /// There is no such file.
    Missing,
    /// The file could not be read or made.
    File(io::Error),
}

impl Key {
    /// Takes a key that was given from outside, such as by the environment.
    pub(super) fn given(text: &SecretString) -> Result<Self, NoKey> {
        Self::parse(text.expose_secret(), None)
    }

    /// Reads the key file.
    pub(super) fn read(file: &Path) -> Result<Self, NoKey> {
        let size = fs::metadata(file).map_err(no_file)?.len();
        if size > FILE_BYTES_MAX {
            return Err(NoKey::Bad);
        }
        let bytes = Zeroizing::new(fs::read(file).map_err(no_file)?);
        let text = std::str::from_utf8(&bytes).map_err(|_| NoKey::Bad)?;
        Self::parse(text, Some(file.to_owned()))
    }

    /// Makes a key from the operating system's randomness and its file with it. A file that is there is never
    /// overwritten, and after a power cut there is either the whole file or none.
    pub(super) fn make(file: &Path) -> Result<Self, NoKey> {
        let mut bytes = Zeroizing::new([0_u8; DIGITS / 2]);
        SysRng.try_fill_bytes(bytes.as_mut()).map_err(|error| NoKey::File(io::Error::other(error)))?;
        let digits: Zeroizing<String> =
            Zeroizing::new(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
        let key = Self::parse(&digits, Some(file.to_owned()))?;
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            files::make_private_folder(folder).map_err(NoKey::File)?;
        }
        let draft = file.with_added_extension("new");
        let made = write_whole(&draft, &digits).and_then(|()| give_name(&draft, file));
        let tidied = files::remove_if_there(&draft);
        made.and(tidied).map_err(NoKey::File)?;
        files::sync_folder_of(file);
        Ok(key)
    }

    fn parse(text: &str, file: Option<PathBuf>) -> Result<Self, NoKey> {
        let digits = text.trim();
        let fits = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if fits { Ok(Self { digits: SecretString::from(digits.to_owned()), file }) } else { Err(NoKey::Bad) }
    }

    /// The value of SQLCipher's `key` pragma for a raw key (<https://www.zetetic.net/sqlcipher/sqlcipher-api/#key>).
    pub(super) fn pragma(&self) -> String {
        format!("\"x'{}'\"", self.digits.expose_secret())
    }

    /// Where it came from, for a person.
    pub(super) fn origin(&self) -> String {
        match &self.file {
            Some(file) => format!("the key file {}", file.display()),
            None => "the key given from outside (OPENCHAIR_KEY or the service manager)".to_owned(),
        }
    }
}

fn no_file(error: io::Error) -> NoKey {
    if error.kind() == io::ErrorKind::NotFound { NoKey::Missing } else { NoKey::File(error) }
}

fn write_whole(draft: &Path, digits: &str) -> io::Result<()> {
    files::remove_if_there(draft)?;
    let mut file = files::make_private_file(draft)?;
    file.write_all(digits.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

/// Gives the finished file its name. A hard link refuses to replace; file systems without links get a checked rename.
fn give_name(draft: &Path, file: &Path) -> io::Result<()> {
    match fs::hard_link(draft, file) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) if !file.exists() => fs::rename(draft, file),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p24_a_made_key_is_whole_private_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("house.key");
        let made = Key::make(&file).unwrap();
        assert_eq!(Key::read(&file).unwrap().pragma(), made.pragma());
        assert!(!files::is_open_to_others(&file));
        assert!(
            matches!(Key::make(&file), Err(NoKey::File(error)) if error.kind() == io::ErrorKind::AlreadyExists)
        );
        assert_eq!(Key::read(&file).unwrap().pragma(), made.pragma());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn p24_two_made_keys_differ() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        assert_ne!(Key::make(&one).unwrap().pragma(), Key::make(&two).unwrap().pragma());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        assert!(matches!(Key::read(&file), Err(NoKey::Missing)));
        for bad in ["", "secret", &"g".repeat(64), &"a".repeat(63), &"a".repeat(5_000)] {
            fs::write(&file, bad).unwrap();
            assert!(matches!(Key::read(&file), Err(NoKey::Bad)), "{bad}");
            assert!(matches!(Key::given(&SecretString::from(bad)), Err(NoKey::Bad)), "{bad}");
        }
        fs::write(&file, format!("  {}\r\n", "aB".repeat(32))).unwrap();
        assert!(Key::read(&file).is_ok());
    }

    #[test]
    fn p13_debug_does_not_show_the_key() {
        let key = Key::given(&SecretString::from("ab".repeat(32))).unwrap();
        assert!(!format!("{key:?}").contains("abab"));
    }
}
